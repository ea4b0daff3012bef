import Diagnostics

/// The words of a text in lines of at most `width` cells, every line after the first indented by
/// `indent`. A word that is longer than a line is broken.
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
    guard used + size > room else {
      line += word
      used += size
      continue
    }
    for character in word {
      if used > 0, used + character.displayWidth > room { end() }
      line.append(character)
      used += character.displayWidth
    }
  }
  return lines + [line]
}
