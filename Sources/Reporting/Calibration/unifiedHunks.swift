/// The hunks of a unified diff between two texts of equally many lines, with three lines of context.
func unifiedHunks(from before: String, to after: String, context: Int = 3) -> String {
  // By Unicode scalars: to Swift "\r\n" is one character, and no "\n".
  let old = lines(of: before)
  let new = lines(of: after)
  // A text that ends with a line break has an empty last piece, which is no line.
  let count = min(old.count, new.count) - (old.last?.isEmpty == true ? 1 : 0)
  let changed = (0..<max(count, 0)).filter { old[$0] != new[$0] }
  var hunks: [Range<Int>] = []
  for line in changed {
    let wanted = max(line - context, 0)..<min(line + context + 1, count)
    if let last = hunks.last, last.upperBound >= wanted.lowerBound {
      hunks[hunks.count - 1] = last.lowerBound..<wanted.upperBound
    } else {
      hunks.append(wanted)
    }
  }
  return hunks.map { hunk in
    "@@ -\(hunk.lowerBound + 1),\(hunk.count) +\(hunk.lowerBound + 1),\(hunk.count) @@\n"
      + lines(of: hunk, old, new)
  }.joined()
}

private func lines(of text: String) -> [Substring] {
  text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map(Substring.init)
}

/// Changed neighbours stand together: first as they were, then as they are.
private func lines(of hunk: Range<Int>, _ old: [Substring], _ new: [Substring]) -> String {
  var text = ""
  var added = ""
  for line in hunk {
    let isLast = line == old.count - 1
    let end = isLast ? "\n\\ No newline at end of file\n" : "\n"
    if old[line] == new[line] {
      text += added + " \(old[line])" + end
      added = ""
    } else {
      text += "-\(old[line])" + end
      added += "+\(new[line])" + end
    }
  }
  return text + added
}
