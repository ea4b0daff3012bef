package import Money

extension Estimate where Figure == USD {
  package static var zero: Estimate { Estimate(low: .zero, expected: .zero, high: .zero) }

  package static func + (left: Self, right: Self) throws(MoneyOverflow) -> Self {
    Estimate(
      low: try left.low + right.low, expected: try left.expected + right.expected,
      high: try left.high + right.high)
  }

  package static func - (left: Self, right: Self) throws(MoneyOverflow) -> Self {
    Estimate(
      low: try left.low - right.low, expected: try left.expected - right.expected,
      high: try left.high - right.high)
  }
}

extension Estimate where Figure == ExactDecimal {
  package static var zero: Estimate { Estimate(low: .zero, expected: .zero, high: .zero) }

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
