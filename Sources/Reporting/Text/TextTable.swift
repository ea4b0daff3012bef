/// Rows of cells under titles, aligned for a terminal.
///
/// Cells are made printable as they come in. Where the table is wider than the screen, columns of
/// text give way as each may; figures never do.
package struct TextTable: Sendable {
  package struct Column: Sendable {
    /// What a column of text does where there is no room for it.
    package enum Yield: Sendable {
      case never
      /// Is cut off, with a `…`.
      case shortened
      /// Goes on in the next line.
      case wrapped
    }

    let title: String
    let group: String?
    let isNumber: Bool
    let yield: Yield

    /// Text, from the left.
    package static func text(_ title: String, _ yield: Yield = .never) -> Column {
      Column(title: title, group: nil, isNumber: false, yield: yield)
    }

    /// Figures, from the right. Neighbours of one group stand under its name.
    package static func number(_ title: String, group: String? = nil) -> Column {
      Column(title: title, group: group, isNumber: true, yield: .never)
    }
  }

  /// What stands in one place. A star hangs out to the right, so that figures stay aligned.
  package struct Cell: Sendable, Hashable, ExpressibleByStringInterpolation {
    let text: String
    let isStarred: Bool

    package init(_ text: String, isStarred: Bool = false) {
      self.text = printable(text)
      self.isStarred = isStarred
    }

    package init(stringLiteral value: String) { self.init(value) }
  }

  enum Row: Sendable {
    case cells([Cell], Style.Ink?)
    case rule
  }

  let columns: [Column]
  private let indent: Int
  private(set) var rows: [Row] = []

  /// - Parameter indent: Blanks before every line.
  package init(_ columns: [Column], indent: Int = 0) {
    self.columns = columns
    self.indent = max(indent, 0)
  }

  package var isEmpty: Bool { rows.isEmpty }

  /// Adds a row. Missing cells are empty, and cells beyond the columns are dropped.
  package mutating func add(_ cells: [Cell], _ ink: Style.Ink? = nil) {
    let missing = max(columns.count - cells.count, 0)
    let row = cells.prefix(columns.count) + Array(repeating: Cell(""), count: missing)
    rows.append(.cells(Array(row), ink))
  }

  /// Adds a line across the table, as above a total.
  package mutating func addRule() { rows.append(.rule) }

  /// The cells that the widest row takes where nothing gives way.
  package var naturalWidth: Int { indent + TableLayout(columns, rows).width }

  /// Titles and rows, each line ended by a line break.
  package func text(on screen: Screen, withTitles: Bool = true) -> String {
    let layout = TableLayout(columns, rows, width: screen.width - indent)
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
