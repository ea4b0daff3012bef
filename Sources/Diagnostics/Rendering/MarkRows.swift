/// The rows under one line of code: the marks of that line, and their texts.
///
/// The text of the rightmost mark stands behind it; the others hang below, from right to left, each
/// tied to its mark by a `|`.
struct MarkRows {
  let rows: [Canvas]

  private struct Placed {
    let mark: Mark
    let cells: Range<Int>
  }

  init(marks: [Mark], line: DisplayLine) {
    guard !marks.isEmpty else {
      rows = []
      return
    }
    let placed = marks.map {
      Placed(mark: $0, cells: line.cells(from: $0.startColumn, to: $0.endColumn))
    }
    var first = Canvas()
    // The primary mark is drawn last, so that a wider secondary one does not hide it.
    for item in placed.sorted(by: { !$0.mark.isPrimary && $1.mark.isPrimary }) {
      let symbols = String(repeating: item.mark.symbol, count: item.cells.count)
      first.put(symbols, at: item.cells.lowerBound, item.mark.style)
    }

    var hanging = placed.enumerated().filter { !$0.element.mark.text.isEmpty }
      .sorted { left, right in
        let (a, b) = (left.element, right.element)
        return a.cells.lowerBound != b.cells.lowerBound
          ? a.cells.lowerBound > b.cells.lowerBound : left.offset < right.offset
      }.map(\.element)
    if let rightmost = hanging.first, rightmost.cells.upperBound == first.width {
      first.append(" " + rightmost.mark.text, rightmost.mark.style)
      hanging.removeFirst()
    }
    rows = [first] + Self.hang(hanging)
  }

  /// `items` from right to left.
  private static func hang(_ items: [Placed]) -> [Canvas] {
    guard !items.isEmpty else { return [] }
    var rows = [ties(items[...])]
    for (index, item) in items.enumerated() {
      var row = ties(items[(index + 1)...])
      row.put(item.mark.text, at: item.cells.lowerBound, item.mark.style)
      rows.append(row)
    }
    return rows
  }

  private static func ties(_ items: ArraySlice<Placed>) -> Canvas {
    var row = Canvas()
    for item in items { row.put("|", at: item.cells.lowerBound, item.mark.style) }
    return row
  }
}
