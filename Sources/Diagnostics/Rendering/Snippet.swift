/// The lines of one source that a diagnostic is about, with its marks drawn under them.
struct Snippet {
  let source: SourceText
  let gutter: Int
  private let marks: [Mark]
  private let railCount: Int

  /// Lines of a long mark that are shown at its start and at its end.
  private static let headLines = 4
  private static let tailLines = 2

  init(source: SourceText, marks: [Mark], gutter: Int) {
    self.source = source
    self.gutter = gutter
    var placed: [Mark] = []
    for mark in marks {
      var mark = mark
      if mark.spansLines {
        let taken = placed.filter { $0.spansLines && $0.lines.overlaps(mark.lines) }.map(\.rail)
        mark.rail = (0...taken.count).first { !taken.contains($0) } ?? taken.count
      }
      placed.append(mark)
    }
    self.marks = placed
    railCount = placed.filter(\.spansLines).map { $0.rail + 1 }.max() ?? 0
  }

  func rows() -> [Canvas] {
    var rows: [Canvas] = []
    var previous: Int?
    for line in shownLines() {
      if let previous, line > previous + 1 {
        if line == previous + 2 {
          rows += rowsOfLine(line - 1)
        } else {
          rows.append(gap(after: previous))
        }
      }
      rows += rowsOfLine(line)
      previous = line
    }
    return rows
  }

  private func shownLines() -> [Int] {
    var lines: Set<Int> = []
    for mark in marks {
      if mark.lastLine - mark.firstLine <= Self.headLines + Self.tailLines {
        lines.formUnion(mark.lines)
      } else {
        lines.formUnion(mark.firstLine..<mark.firstLine + Self.headLines)
        lines.formUnion(mark.lastLine - Self.tailLines + 1...mark.lastLine)
      }
    }
    return lines.sorted()
  }

  private func gap(after line: Int) -> Canvas {
    var row = Canvas("...", .frame)
    for mark in marks where mark.spansLines && mark.firstLine <= line && line < mark.lastLine {
      row.put("|", at: textStart - railCount - 1 + mark.rail, mark.style)
    }
    return row
  }

  private func rowsOfLine(_ number: Int) -> [Canvas] {
    let line = DisplayLine(source.line(number))
    var rows = [codeRow(number, line)]
    let single = marks.filter { !$0.spansLines && $0.firstLine == number }
    rows += MarkRows(marks: single, line: line).rows.map { hanging in
      var row = frame(label: "")
      addRails(to: &row, passing: number, ownRow: false)
      row.overlay(hanging, at: textStart)
      return row
    }
    for mark in marks where mark.spansLines && mark.firstLine == number {
      if !startsAtIndentation(mark, line) { rows.append(openingRow(mark, line)) }
    }
    for mark in marks where mark.spansLines && mark.lastLine == number {
      rows.append(closingRow(mark, line))
    }
    return rows
  }

  /// The cell where the source's own text begins.
  private var textStart: Int { gutter + 3 + (railCount > 0 ? railCount + 1 : 0) }

  private func frame(label: String) -> Canvas {
    var row = Canvas(label, .frame)
    row.put("|", at: gutter + 1, .frame)
    return row
  }

  private func codeRow(_ number: Int, _ line: DisplayLine) -> Canvas {
    var row = frame(label: String(number))
    addRails(to: &row, passing: number, ownRow: true)
    row.put(line.text, at: textStart)
    return row
  }

  private func startsAtIndentation(_ mark: Mark, _ line: DisplayLine) -> Bool {
    line.cells(from: mark.startColumn, to: mark.startColumn + 1).lowerBound <= line.indentation
  }

  /// Draws the rails of marks that are open beside this line, or beside the rows below it.
  private func addRails(to row: inout Canvas, passing number: Int, ownRow: Bool) {
    for mark in marks where mark.spansLines && mark.lines.contains(number) {
      let column = gutter + 3 + mark.rail
      if mark.firstLine < number {
        row.put("|", at: column, mark.style)
      } else if startsAtIndentation(mark, DisplayLine(source.line(number))) {
        row.put(ownRow ? "/" : "|", at: column, mark.style)
      }
    }
  }

  private func openingRow(_ mark: Mark, _ line: DisplayLine) -> Canvas {
    let cell = line.cells(from: mark.startColumn, to: mark.startColumn + 1).lowerBound
    return bentRow(mark, cell: cell, passing: mark.firstLine, corner: " ")
  }

  private func closingRow(_ mark: Mark, _ line: DisplayLine) -> Canvas {
    let cell = line.cells(from: max(mark.endColumn - 1, 1), to: mark.endColumn).upperBound - 1
    var row = bentRow(mark, cell: cell, passing: mark.lastLine, corner: "|")
    if !mark.text.isEmpty { row.append(" " + mark.text, mark.style) }
    return row
  }

  private func bentRow(_ mark: Mark, cell: Int, passing number: Int, corner: String) -> Canvas {
    var row = frame(label: "")
    addRails(to: &row, passing: number, ownRow: false)
    let start = gutter + 3 + mark.rail
    let line = String(repeating: "_", count: max(textStart + cell - start - 1, 0))
    row.put(corner + line + mark.symbol, at: start, mark.style)
    return row
  }
}
