/// Rows of cells under titles: what a terminal, Markdown, a spreadsheet and a page are given alike.
///
/// Cells are made printable as they come in. A cell may say one thing to people, `$12.11`, and
/// another to a spreadsheet, `12.10811`; a column may be for one of them alone.
package struct Table: Sendable {
  /// What stands in one column, and how.
  package struct Column: Sendable {
    /// What a column of text does where there is no room for it.
    package enum Yield: Sendable {
      case never
      /// Is cut off, with a `…`.
      case shortened
      /// Goes on in the next line.
      case wrapped
    }

    /// What stands above it in a terminal.
    let title: String
    /// What it is called where no neighbour explains it.
    let name: String
    let group: String?
    let isNumber: Bool
    let yield: Yield
    /// The name in a spreadsheet's first line, by which programs find the column; nil where it is
    /// for people alone.
    let key: String?

    /// Text, from the left.
    package static func text(
      _ title: String, _ yield: Yield = .never, name: String? = nil, key: String? = nil
    ) -> Column {
      Column(
        title: title, name: name ?? title, group: nil, isNumber: false, yield: yield, key: key)
    }

    /// Figures, from the right. Neighbours of one group stand under its name.
    package static func number(
      _ title: String, group: String? = nil, name: String? = nil, key: String? = nil
    ) -> Column {
      Column(
        title: title, name: name ?? title, group: group, isNumber: true, yield: .never, key: key)
    }

    /// A column that only programs are given.
    static func data(_ key: String) -> Column { .text(key, key: key) }

    /// The name with the group's: `cost, low`.
    var wholeName: String { group.map { "\($0), \(name)" } ?? name }
  }

  /// What stands in one place. A star hangs out to the right, so that figures stay aligned.
  package struct Cell: Sendable, Hashable, ExpressibleByStringInterpolation {
    let text: String
    let isStarred: Bool
    /// What a spreadsheet gets; nil leaves its field empty.
    let datum: String?

    package init(_ text: String, isStarred: Bool = false) {
      self.init(text, isStarred: isStarred, datum: text)
    }

    /// - Parameter datum: The same as it is, for programs.
    package init(_ text: String, isStarred: Bool = false, datum: String?) {
      self.text = printable(text)
      self.isStarred = isStarred
      self.datum = datum
    }

    package init(stringLiteral value: String) { self.init(value) }

    /// Something for programs alone.
    static func data(_ datum: String?) -> Cell { Cell("", datum: datum) }
  }

  /// What is said of a row beyond its cells: by colour in a terminal, by weight on a page.
  enum Row: Sendable {
    case cells([Cell], Style.Ink?)
    case rule
  }

  let columns: [Column]
  let indent: Int
  private(set) var rows: [Row] = []

  /// - Parameter indent: Blanks before every line of the text.
  package init(_ columns: [Column], indent: Int = 0) {
    self.columns = columns
    self.indent = max(indent, 0)
  }

  package var isEmpty: Bool { rows.isEmpty }

  /// Adds a row. Missing cells are empty, and cells beyond the columns are dropped.
  package mutating func add(_ cells: [Cell], _ ink: Style.Ink? = nil) {
    let missing = max(columns.count - cells.count, 0)
    let row = cells.prefix(columns.count) + Array(repeating: Cell("", datum: nil), count: missing)
    rows.append(.cells(Array(row), ink))
  }

  /// Adds a line across the table, as above a total.
  package mutating func addRule() { rows.append(.rule) }
}
