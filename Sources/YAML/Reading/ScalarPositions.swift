import Diagnostics

/// Finds where in the source each Unicode scalar of a YAML scalar's value stands.
///
/// libyaml gives the value and the two ends only. The text between them is read again, by the same
/// rules of folding and escaping; where that does not give the very same value, no positions are
/// better than wrong ones.
struct ScalarPositions {
  private let scalars: SourceScalars
  /// Value and offsets as far as they have been read again.
  private var value: [Unicode.Scalar] = []
  private var offsets: [Int] = []

  /// One position for each scalar of `event.value` and one for the end, or nil. `range` is the
  /// scalar itself, quotes and block header included, anchor and tag not.
  static func find(
    _ event: ScalarEvent, in range: Range<Int>, of scalars: SourceScalars
  ) -> [SourcePosition]? {
    var scan = ScalarPositions(scalars: scalars)
    let expected = Array(event.value.unicodeScalars)
    let end: Int
    switch event.style {
    case .plain:
      scan.readFlow(range, style: .plain)
      end = range.upperBound
    case .singleQuoted, .doubleQuoted:
      guard range.count >= 2 else { return nil }
      end = range.upperBound - 1
      scan.readFlow(range.lowerBound + 1..<end, style: event.style)
    case .literal, .folded:
      scan.readBlock(range, isLiteral: event.style == .literal, expected: expected)
      end = scan.offsets.last.map { $0 + 1 } ?? range.upperBound
    }
    guard scan.value == expected else { return nil }
    return (scan.offsets + [end]).map(scalars.position)
  }

  private init(scalars: SourceScalars) {
    self.scalars = scalars
  }

  /// Scalars read again so far.
  var count: Int { offsets.count }

  mutating func emit(_ scalar: Unicode.Scalar, at offset: Int) {
    value.append(scalar)
    offsets.append(offset)
  }

  func scalar(at offset: Int) -> Unicode.Scalar? { scalars[offset] }

  /// The offset past the line break at `offset`; CRLF is one.
  func skipBreak(_ offset: Int) -> Int {
    scalars[offset] == "\r" && scalars[offset + 1] == "\n" ? offset + 2 : offset + 1
  }
}
