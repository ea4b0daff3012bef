extension Table {
  /// The table in Markdown, without a line break at the end. What cells say is text, of which nothing
  /// is taken for Markdown.
  package var markdown: String {
    let names = columns.map { markdownText($0.wholeName) }
    let alignment = columns.map { $0.isNumber ? "---:" : "---" }
    let lines = rows.compactMap { row -> [String]? in
      guard case .cells(let cells, let ink) = row else { return nil }
      return cells.map { cell in
        let text = markdownText(cell.text + (cell.isStarred ? "*" : ""))
        return ink == .bold && !text.isEmpty ? "**\(text)**" : text
      }
    }
    return ([names, alignment] + lines).map { "| " + $0.joined(separator: " | ") + " |" }
      .joined(separator: "\n")
  }
}

/// Text that stands in Markdown as it is, on one line.
package func markdownText(_ text: String) -> String {
  var escaped = ""
  for character in printable(text) {
    if "\\`*_[]<|#~&".contains(character) { escaped.append("\\") }
    escaped.append(character)
  }
  return escaped
}

/// Text that stands between backquotes.
package func markdownCode(_ text: String) -> String {
  printable(text).replacing("`", with: "'").replacing("|", with: "\\|")
}
