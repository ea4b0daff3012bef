extension Table {
  /// The cells that the widest row takes where nothing gives way.
  package var naturalWidth: Int { indent + TableLayout(columns, rows).width }

  /// Titles and rows aligned for a terminal, each line ended by a line break. Where that is wider
  /// than the screen, columns of text give way as each may; figures never do.
  package func text(on screen: Screen, withTitles: Bool = true) -> String {
    let layout = TableLayout(
      columns, rows, width: screen.width - indent, withTitles: withTitles)
    var lines: [String] = []
    if withTitles {
      if let groups = layout.groups { lines.append(screen.style(.dim, groups)) }
      lines += layout.lines(columns.map { Cell($0.title) }).map { screen.style(.bold, $0) }
    }
    for row in rows {
      switch row {
      case .cells(let cells, let ink): lines += layout.lines(cells).map { screen.style(ink, $0) }
      case .rule: lines.append(screen.style(.dim, String(repeating: "─", count: layout.width)))
      }
    }
    let margin = String(repeating: " ", count: indent)
    return lines.map { ($0.isEmpty ? "" : margin + $0) + "\n" }.joined()
  }
}
