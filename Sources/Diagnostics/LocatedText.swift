/// A string out of a source that knows where each of its Unicode scalars stands there.
///
/// The value of a quoted or folded YAML scalar is not a substring of its file, and yet a diagnostic
/// about an expression inside of it has to point at the right columns.
package struct LocatedText: Sendable, Hashable {
  package let value: String
  /// The whole of it, with its quotes if it has any.
  package let range: SourceRange
  private let positions: [SourcePosition]?

  /// `positions` has one entry for each Unicode scalar of `value`, and one for the end; with any
  /// other count it is ignored.
  package init(value: String, range: SourceRange, positions: [SourcePosition]? = nil) {
    self.value = value
    self.range = range
    let expected = value.unicodeScalars.count + 1
    self.positions = positions?.count == expected ? positions : nil
  }

  /// Where the scalars with these offsets stand. Offsets beyond the value are clamped; without
  /// known positions the answer is the whole range.
  package func range(of scalarOffsets: Range<Int>) -> SourceRange {
    guard let positions else { return range }
    let last = positions.count - 1
    let lower = min(max(scalarOffsets.lowerBound, 0), last)
    let upper = min(max(scalarOffsets.upperBound, lower), last)
    let start = positions[lower]
    guard upper > lower else { return SourceRange(source: range.source, start: start, end: start) }
    // The next scalar may stand on a later line, past a fold and its indentation; the range ends
    // with the scalar that is its last.
    let final = positions[upper - 1]
    let next = positions[upper]
    let end =
      next.line == final.line && next > final
      ? next : SourcePosition(line: final.line, column: final.column + 1)
    return SourceRange(source: range.source, start: start, end: end)
  }

  /// The same text, its places being those of another source that has it in the same lines and
  /// columns.
  package func moved(to source: SourceText) -> LocatedText {
    LocatedText(value: value, range: range.moved(to: source), positions: positions)
  }
}
