import Diagnostics

extension SourceScalars {
  /// "quote this: …", with the value that the scalar at `offset` belongs to, when that value looks
  /// like text which YAML reads as something else: `!x`, `a ? b : c`, `[1, 2].size() > 1`.
  func quoteHint(at offset: Int) -> String? {
    var start = offset
    while offset - start < reach, let before = self[start - 1], !before.isBreak { start -= 1 }
    var end = offset
    while end - offset < reach, let scalar = self[end], !scalar.isBreak { end += 1 }
    // Nobody wrote so long a line by hand, and each of its faults would cost its length.
    guard end - start < reach else { return nil }
    let line = Array(text(start..<end).unicodeScalars)
    var entry = EntryFinder(line: line, target: offset - start)
    guard let value = entry.find() else { return nil }
    if let doubled = apostropheDoubled(value) {
      return "inside single quotes an apostrophe is written twice: \(doubled)"
    }
    return isMisread(value, hasKey: entry.hasKey) ? "quote this: \(quoted(value))" : nil
  }

  /// Scalars of the longest line that is searched.
  private var reach: Int { 2_000 }

  /// Without a key before it, a `name: value` is most likely meant as one, in a wrong place.
  private func isMisread(_ value: String, hasKey: Bool) -> Bool {
    guard let first = value.unicodeScalars.first else { return false }
    switch first {
    case "!", "&", "*", "%", "@", "`", "|", ">", "?", "-", "#", ",": return true
    case "[", "{", "'", "\"": return hasTextAfterOpening(value, first)
    default: break
    }
    let hasColon = value.contains(": ") || value.hasSuffix(":")
    return hasKey && (hasColon || value.contains(where: "[]{},".contains))
  }

  /// `'it's'` as `'it''s'`, when that is what the value looks like.
  private func apostropheDoubled(_ value: String) -> String? {
    let scalars = Array(value.unicodeScalars)
    guard scalars.count > 2, scalars.first == "'", scalars.last == "'" else { return nil }
    var result = String.UnicodeScalarView()
    var isApostrophe = false
    for (index, scalar) in scalars.enumerated() {
      result.append(scalar)
      guard scalar == "'", index > 0, index + 1 < scalars.count else { continue }
      guard scalars[index - 1].properties.isAlphabetic, scalars[index + 1].properties.isAlphabetic
      else { return nil }
      result.append("'")
      isApostrophe = true
    }
    return isApostrophe ? String(result) : nil
  }

  /// Whether the bracket or quote that the value begins with closes before its end. Where it does
  /// not, what is missing is its closing.
  private func hasTextAfterOpening(_ value: String, _ first: Unicode.Scalar) -> Bool {
    let scalars = Array(value.unicodeScalars)
    let closing: Unicode.Scalar = first == "[" ? "]" : first == "{" ? "}" : first
    var depth = 0
    for (index, scalar) in scalars.enumerated() {
      if scalar == closing, index > 0 {
        depth -= 1
        if depth == 0 { return index + 1 < scalars.count }
      } else if scalar == first {
        depth += 1
      }
    }
    return false
  }

  private func quoted(_ value: String) -> String {
    if !value.contains("'") { return "'\(value)'" }
    if !value.contains("\""), !value.contains("\\") { return "\"\(value)\"" }
    var doubled = ""
    for character in value { doubled += character == "'" ? "''" : String(character) }
    return "'\(doubled)'"
  }
}

/// Finds, in a line that YAML cannot read, the value that was most likely meant to stand there.
private struct EntryFinder {
  let line: [Unicode.Scalar]
  let target: Int
  /// Whether a key, or the dash of a list, stands before what was found.
  private(set) var hasKey = false
  private var offset = 0

  init(line: [Unicode.Scalar], target: Int) {
    self.line = line
    self.target = target
  }

  mutating func find() -> String? {
    skipDashes()
    var start = offset
    if let value = skipKey(from: offset) {
      start = value
      hasKey = true
    }
    offset = start
    // Inside `{ … }` and `[ … ]` an entry is what stands between two commas.
    var outer: [Int] = []
    while offset < min(target, line.count) {
      let scalar = line[offset]
      let isFirst = offset == start
      if isFirst, scalar == "{" || scalar == "[" {
        outer.append(start)
        startEntry(after: offset, &start)
        continue
      }
      if isFirst, scalar == "'" || scalar == "\"" {
        skipQuoted(scalar)
      } else if !outer.isEmpty, scalar == "}" || scalar == "]" {
        start = outer.removeLast()
        hasKey = true
      } else if !outer.isEmpty, scalar == ",", parentheses(start..<offset) == 0 {
        startEntry(after: offset, &start)
        continue
      }
      offset += 1
    }
    return text(start..<end(of: start, isFlow: !outer.isEmpty))
  }

  private mutating func skipDashes() {
    while offset < line.count {
      if line[offset].isBlank {
        offset += 1
      } else if line[offset] == "-", offset + 1 < line.count, line[offset + 1].isBlank {
        offset += 2
        hasKey = true
      } else {
        return
      }
    }
  }

  private mutating func startEntry(after separator: Int, _ start: inout Int) {
    offset = separator + 1
    while offset < line.count, line[offset].isBlank { offset += 1 }
    start = offset
    hasKey = false
    if let value = skipKey(from: offset) {
      start = value
      offset = value
      hasKey = true
    }
  }

  /// Where the value begins, when a key stands at `first`. A key that lies past the target is none.
  private func skipKey(from first: Int) -> Int? {
    var index = first
    if first < line.count, line[first] == "'" || line[first] == "\"" {
      index = line[(first + 1)...].firstIndex(of: line[first]).map { $0 + 1 } ?? line.count
    }
    while index < line.count {
      let scalar = line[index]
      if ",[]{}'\"".unicodeScalars.contains(scalar) { return nil }
      if scalar == ":", index + 1 == line.count || line[index + 1].isBlank {
        var value = index + 1
        while value < line.count, line[value].isBlank { value += 1 }
        return value <= target ? value : nil
      }
      index += 1
    }
    return nil
  }

  private mutating func skipQuoted(_ quote: Unicode.Scalar) {
    var index = offset + 1
    while index < line.count, line[index] != quote { index += 1 }
    if index < line.count { offset = index }
  }

  private func parentheses(_ range: Range<Int>) -> Int {
    range.reduce(0) { $0 + (line[$1] == "(" ? 1 : line[$1] == ")" ? -1 : 0) }
  }

  /// Where the value ends: at a comment, and in a flow collection at its comma or bracket.
  private func end(of start: Int, isFlow: Bool) -> Int {
    var depth = 0
    var index = start
    while index < line.count {
      let scalar = line[index]
      if scalar == "#", index > start, line[index - 1].isBlank { break }
      if isFlow {
        if "([{".unicodeScalars.contains(scalar) { depth += 1 }
        if ")]}".unicodeScalars.contains(scalar) {
          if depth == 0 { break }
          depth -= 1
        }
        if scalar == ",", depth == 0 { break }
      }
      index += 1
    }
    while index > start, line[index - 1].isBlank { index -= 1 }
    return index
  }

  private func text(_ range: Range<Int>) -> String? {
    guard !range.isEmpty else { return nil }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: line[range])
    return String(view)
  }
}
