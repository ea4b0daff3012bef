package import Money

extension Estimate where Figure == USD {
  package static var zero: Estimate { Estimate(low: .zero, expected: .zero, high: .zero) }

  /// Bound by bound.
  package static func + (left: Self, right: Self) throws(MoneyOverflow) -> Self {
    Estimate(
      low: try left.low + right.low, expected: try left.expected + right.expected,
      high: try left.high + right.high)
  }

  /// Bound by bound: low from low, not the span of what the difference could be.
  package static func - (left: Self, right: Self) throws(MoneyOverflow) -> Self {
    Estimate(
      low: try left.low - right.low, expected: try left.expected - right.expected,
      high: try left.high - right.high)
  }
}

extension Estimate where Figure == ExactDecimal {
  package static var zero: Estimate { Estimate(low: .zero, expected: .zero, high: .zero) }

  /// Bound by bound.
  package static func + (left: Self, right: Self) throws(MoneyOverflow) -> Self {
    Estimate(
      low: try left.low + right.low, expected: try left.expected + right.expected,
      high: try left.high + right.high)
  }

  /// US dollars for so many calls.
  func cost(at unitCost: USD) throws(MoneyOverflow) -> Estimate<USD> {
    Estimate<USD>(
      low: try unitCost.times(low), expected: try unitCost.times(expected),
      high: try unitCost.times(high))
  }
}
