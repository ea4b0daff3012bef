/// A source line as a terminal shows it: tabs expanded, control characters visible, and for each
/// Unicode scalar the cells that it covers.
struct DisplayLine {
  let text: String
  /// Cells before the first scalar that is not blank.
  let indentation: Int
  /// For each scalar the first cell of the character it belongs to, and the cell after it.
  private let cells: [Range<Int>]
  private let width: Int

  private static let tabWidth = 4

  init(_ line: Substring) {
    var shown = ""
    var cells: [Range<Int>] = []
    var indentation: Int?
    var column = 0
    for character in line {
      let piece: String
      let width: Int
      if character == "\t" {
        width = Self.tabWidth - column % Self.tabWidth
        piece = String(repeating: " ", count: width)
      } else {
        piece = harmless(String(character))
        width = piece.reduce(0) { $0 + $1.displayWidth }
      }
      if indentation == nil, character != " ", character != "\t" { indentation = column }
      for _ in character.unicodeScalars { cells.append(column..<column + width) }
      shown += piece
      column += width
    }
    text = shown
    self.cells = cells
    self.indentation = indentation ?? column
    width = column
  }

  /// The cells of the scalars in columns `start` (from 1) up to but not including `end`; at least
  /// one cell, so that an empty range still shows.
  func cells(from start: Int, to end: Int) -> Range<Int> {
    let first = max(start - 1, 0)
    let lower = first < cells.count ? cells[first].lowerBound : width + first - cells.count
    let last = min(end - 2, cells.count - 1)
    let upper = last >= first ? cells[last].upperBound : lower
    return lower..<max(upper, lower + 1)
  }
}
