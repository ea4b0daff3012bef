/// Rows of cells as a table in Markdown.
package struct MarkdownTable: Sendable {
  private let titles: [String]
  private let isNumber: [Bool]
  private var rows: [[String]] = []

  /// Columns of text from the left, then columns of figures from the right.
  package init(_ texts: [String], numbers: [String]) {
    titles = texts + numbers
    isNumber = texts.map { _ in false } + numbers.map { _ in true }
  }

  /// A table as it stands in a terminal, its groups beside the titles.
  package init(_ table: TextTable) {
    titles = table.columns.map(\.wholeTitle)
    isNumber = table.columns.map(\.isNumber)
    rows = table.rows.compactMap { row in
      guard case .cells(let cells, _) = row else { return nil }
      return cells.map { $0.text + ($0.isStarred ? "*" : "") }
    }
  }

  /// Adds a row. Its cells are text, of which nothing is taken for Markdown.
  package mutating func add(_ cells: [String]) {
    let missing = max(titles.count - cells.count, 0)
    rows.append(Array(cells.prefix(titles.count)) + Array(repeating: "", count: missing))
  }

  /// The lines of the table, without a line break at the end.
  package var text: String {
    let alignment = isNumber.map { $0 ? "---:" : "---" }
    return ([titles.map(markdownText), alignment] + rows.map { $0.map(markdownText) })
      .map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
  }
}

extension TextTable.Column {
  /// The title with its group: `cost, low`.
  var wholeTitle: String { group.map { "\($0), \(title)" } ?? title }
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
