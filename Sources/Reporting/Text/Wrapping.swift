import Diagnostics

/// The words of a text in lines of at most `width` cells, every line after the first indented by
/// `indent`. A word that is longer than a line is broken, at an operator or a point where it has one.
package func wrapped(_ text: String, to width: Int, indent: Int = 0) -> String {
  let margin = String(repeating: " ", count: max(indent, 0))
  return broken(text, to: width, indent: max(indent, 0)).enumerated()
    .map { $0.offset == 0 ? $0.element : margin + $0.element }.joined(separator: "\n")
}

/// The words of a text in lines of at most `width` cells; lines after the first have `indent` cells
/// less.
func broken(_ text: String, to width: Int, indent: Int = 0) -> [String] {
  var lines: [String] = []
  var line = ""
  var used = 0
  var room: Int { max(lines.isEmpty ? width : width - indent, 1) }
  func end() {
    lines.append(line)
    (line, used) = ("", 0)
  }
  for (index, word) in text.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
    let size = displayWidth(String(word))
    if used > 0, used + 1 + size > room {
      end()
    } else if index > 0 {
      line += " "
      used += 1
    }
    var rest = word
    while used + displayWidth(String(rest)) > room {
      let part = rest.prefix(beginning(of: rest, cells: room - used, isWhole: used == 0))
      line += part
      rest = rest.dropFirst(part.count)
      end()
    }
    line += rest
    used += displayWidth(String(rest))
  }
  return lines + [line]
}

/// How many characters of a word go before a break: as many as fit, up to the last operator or comma
/// among them, else up to the last point, dash or the like, else all that fit.
///
/// - Parameter isWhole: Whether at least one has to, as there is a line for nothing else.
private func beginning(of word: Substring, cells: Int, isWhole: Bool) -> Int {
  let characters = Array(word)
  var used = 0
  var most = 0
  while most < characters.count, used + characters[most].displayWidth <= cells {
    used += characters[most].displayWidth
    most += 1
  }
  // A break that leaves the better part of the line empty helps nobody.
  for marks in ["&|?:,+*<>=([{", "./-_)]}"] {
    let after = (1...max(most, 1)).last { index in
      guard index <= most, index < characters.count, marks.contains(characters[index - 1]) else {
        return false
      }
      // Two characters of one operator stay together.
      return !"&|=.".contains(characters[index]) && index * 3 >= most
    }
    if let after { return after }
  }
  return max(most, isWhole ? 1 : 0)
}
