import Expressions
import Rules

/// The scores of subjects side by side, one contribution after the other.
struct ScoreColumn {
  private(set) var scores: [Int64]
  /// Rows whose score is no plain sum: it overflows, or a value earns nothing.
  private(set) var odd: [Bool]
  /// No score lies beyond it, in either direction.
  private var reach: Int64 = 0

  init(odd: [Bool]) {
    scores = Array(repeating: 0, count: odd.count)
    self.odd = odd
  }

  mutating func add(_ points: Points, _ column: SubjectColumns.Column) {
    switch (points, column) {
    case (.flat(let points), .bools(let values)) where extendReach(by: points, times: 1):
      addUnchecked(values) { $0 ? points : 0 }
    case (.each(let each, let max), .ints(let values))
    where extendReach(by: each, times: Self.magnitude(of: values)):
      // A cap of either sign is a pair of bounds of which the other never binds.
      let bounds = max.map { $0 < 0 ? $0...Int64.max : Int64.min...$0 } ?? .min ... .max
      addUnchecked(values) {
        Swift.min(Swift.max(each &* $0, bounds.lowerBound), bounds.upperBound)
      }
    default:
      reach = .max
      for row in 0..<Swift.min(scores.count, column.count) {
        add(points.earned(by: column.value(row)), to: row)
      }
    }
  }

  /// Whether nothing can overflow where every row earns at most so much, so that the loop over the
  /// rows need not look.
  private mutating func extendReach(by points: Int64, times count: UInt64) -> Bool {
    let (most, overflowed) = points.magnitude.multipliedReportingOverflow(by: count)
    guard !overflowed, let more = Int64(exactly: most) else { return false }
    let (sum, isTooFar) = reach.addingReportingOverflow(more)
    if isTooFar { return false }
    reach = sum
    return true
  }

  @inline(__always)
  private mutating func addUnchecked<Element>(
    _ values: [Element], _ points: (Element) -> Int64
  ) {
    scores.withUnsafeMutableBufferPointer { scores in
      values.withUnsafeBufferPointer { values in
        for row in 0..<Swift.min(scores.count, values.count) {
          scores[row] &+= points(values[row])
        }
      }
    }
  }

  private static func magnitude(of values: [Int64]) -> UInt64 {
    var low: Int64 = 0
    var high: Int64 = 0
    for value in values {
      low = Swift.min(low, value)
      high = Swift.max(high, value)
    }
    return Swift.max(low.magnitude, high.magnitude)
  }

  private mutating func add(_ points: Int64?, to row: Int) {
    guard let points else {
      odd[row] = true
      return
    }
    let (sum, overflowed) = scores[row].addingReportingOverflow(points)
    scores[row] = sum
    if overflowed { odd[row] = true }
  }
}
