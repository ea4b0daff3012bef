import Expressions
import Rules

/// The scores of subjects side by side, one contribution after the other.
struct ScoreColumn {
  private(set) var scores: [Int64]
  /// Rows whose score is no plain sum: it overflows, or a value earns nothing.
  private(set) var odd: [Bool]

  init(odd: [Bool]) {
    scores = Array(repeating: 0, count: odd.count)
    self.odd = odd
  }

  mutating func add(_ points: Points, _ column: SubjectColumns.Column) {
    switch (points, column) {
    case (.flat(let points), .bools(let values)):
      for row in 0..<min(scores.count, values.count) {
        add(values[row] ? points : 0, to: row)
      }
    case (.each(let each, let max), .ints(let values)):
      for row in 0..<min(scores.count, values.count) {
        let (product, overflowed) = each.multipliedReportingOverflow(by: values[row])
        if overflowed {
          add(points.earned(by: .int(values[row])), to: row)
        } else if let max {
          add(max < 0 ? Swift.max(product, max) : Swift.min(product, max), to: row)
        } else {
          add(product, to: row)
        }
      }
    default:
      for row in 0..<min(scores.count, column.count) {
        add(points.earned(by: column.value(row)), to: row)
      }
    }
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
