/// A label made ready for drawing: its range trimmed to what can be seen.
struct Mark {
  let firstLine: Int
  let lastLine: Int
  /// Column of the first scalar in the first line, from 1.
  let startColumn: Int
  /// Column after the last scalar in the last line.
  let endColumn: Int
  let text: String
  let isPrimary: Bool
  let style: Style
  /// The rail beside the code that a mark over several lines is drawn on, from 0.
  var rail = 0

  var spansLines: Bool { lastLine > firstLine }
  var lines: ClosedRange<Int> { firstLine...lastLine }
  var symbol: String { isPrimary ? "^" : "-" }

  init(_ label: Diagnostic.Label, isPrimary: Bool, severity: Diagnostic.Severity) {
    let range = label.range
    let source = range.source
    var last = min(range.end.line, max(source.lineCount, range.start.line))
    var end = range.end.line > last ? Int.max : range.end.column
    // A block ends at the start of a later line; what it is about ends with its last text.
    while last > range.start.line, source.line(last).isBlank(before: end) {
      last -= 1
      end = Int.max
    }
    let length = source.line(last).unicodeScalars.count
    firstLine = range.start.line
    lastLine = last
    startColumn = range.start.column
    endColumn = min(end, length + 1)
    text = harmless(label.text).split(separator: "\n").joined(separator: " ")
    self.isPrimary = isPrimary
    style = isPrimary ? .primary(severity) : .secondary
  }
}

extension Substring {
  /// Whether only blanks stand before this column, counted from 1.
  fileprivate func isBlank(before column: Int) -> Bool {
    unicodeScalars.prefix(Swift.max(column, 1) - 1).allSatisfy { $0 == " " || $0 == "\t" }
  }
}
