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
  /// Whether a word that no line is long enough for begins in this one.
  func isBegun(_ word: Substring, _ size: Int, cells: Int) -> Bool {
    size > width - indent && breakPoint(of: word, cells: cells) != nil
  }
  func end() {
    lines.append(line)
    (line, used) = ("", 0)
  }
  for (index, word) in text.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
    let size = displayWidth(String(word))
    if used > 0, used + 1 + size > room, !isBegun(word, size, cells: room - used - 1) {
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

/// How many characters of a word go before a break: up to an operator or the like, else all that
/// fit.
///
/// - Parameter isWhole: Whether at least one has to, as there is a line for nothing else.
private func beginning(of word: Substring, cells: Int, isWhole: Bool) -> Int {
  breakPoint(of: word, cells: cells) ?? max(fitting(word, cells: cells), isWhole ? 1 : 0)
}

/// How many characters fit.
private func fitting(_ word: Substring, cells: Int) -> Int {
  var used = 0
  return word.prefix { character in
    used += character.displayWidth
    return used <= cells
  }.count
}

/// How many characters of a word that does not fit go before a break where it reads well: the last
/// `&&` or `||`, else another operator or a comma, else a point or a slash, else a dash or the like.
private func breakPoint(of word: Substring, cells: Int) -> Int? {
  let most = fitting(word, cells: cells)
  let characters = Array(word)
  for marks in ["&|", "?:,+*<>=([{", "./", "-_)]}"] {
    let point = (0..<most).last { index in
      guard index + 1 < characters.count, marks.contains(characters[index]) else { return false }
      // Two characters of one operator stay together, and a break that leaves the better part of a
      // line empty helps nobody.
      return !"&|=.".contains(characters[index + 1]) && (index + 1) * 3 >= most
    }
    if let point { return point + 1 }
  }
  return nil
}
