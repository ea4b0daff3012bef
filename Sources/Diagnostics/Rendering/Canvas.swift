/// How a piece of the rendering is coloured, if at all.
enum Style: Equatable {
  case plain, emphasis, frame, secondary
  case primary(Diagnostic.Severity)

  fileprivate var escape: String {
    switch self {
    case .plain: "\u{1B}[0m"
    case .emphasis: "\u{1B}[1m"
    case .frame, .secondary: "\u{1B}[1;34m"
    case .primary(.error): "\u{1B}[1;31m"
    case .primary(.warning): "\u{1B}[1;33m"
    case .primary(.note): "\u{1B}[1;32m"
    }
  }
}

/// One row of terminal cells that can be written at any place.
struct Canvas {
  private struct Cell {
    /// Empty in the second cell of a wide character.
    var text = " "
    var style = Style.plain
  }

  private var cells: [Cell] = []

  init() {}

  init(_ text: String, _ style: Style = .plain) {
    append(text, style)
  }

  var width: Int { cells.count }

  mutating func append(_ text: String, _ style: Style = .plain) {
    put(text, at: cells.count, style)
  }

  mutating func put(_ text: String, at column: Int, _ style: Style = .plain) {
    var column = column
    for character in text {
      let width = character.displayWidth
      guard width > 0 else {
        if column > 0, column <= cells.count { cells[column - 1].text.append(character) }
        continue
      }
      while cells.count < column + width { cells.append(Cell()) }
      cells[column] = Cell(text: String(character), style: style)
      for second in (column + 1)..<(column + width) { cells[second] = Cell(text: "", style: style) }
      column += width
    }
  }

  /// Writes what the other row shows, from `column` on; its blanks cover nothing.
  mutating func overlay(_ other: Canvas, at column: Int) {
    while cells.count < column + other.cells.count { cells.append(Cell()) }
    for (index, cell) in other.cells.enumerated() where cell.text != " " {
      cells[column + index] = cell
    }
  }

  /// The row without trailing blanks.
  func render(color: Bool) -> String {
    let shown = (cells.lastIndex { $0.text != " " } ?? -1) + 1
    var result = ""
    var current = Style.plain
    for cell in cells.prefix(shown) {
      if color, cell.style != current, cell.text != " " {
        if current != .plain { result += Style.plain.escape }
        if cell.style != .plain { result += cell.style.escape }
        current = cell.style
      }
      result += cell.text
    }
    if color, current != .plain { result += Style.plain.escape }
    return result
  }
}
