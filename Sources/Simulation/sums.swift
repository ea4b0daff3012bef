import Money

func sum(_ amounts: [USD]) throws(MoneyOverflow) -> USD {
  var total = USD.zero
  for amount in amounts { total = try total + amount }
  return total
}

/// The sum, or nil where any is not known.
func sumOfAll(_ amounts: [USD?]) throws(MoneyOverflow) -> USD? {
  let known = amounts.compactMap(\.self)
  return known.count == amounts.count ? try sum(known) : nil
}

func sum(_ estimates: [Estimate<USD>]) throws(MoneyOverflow) -> Estimate<USD> {
  Estimate(
    low: try sum(estimates.map(\.low)), expected: try sum(estimates.map(\.expected)),
    high: try sum(estimates.map(\.high)))
}

func sum(
  _ estimates: [Estimate<ExactDecimal>]
) throws(MoneyOverflow) -> Estimate<ExactDecimal> {
  var total = Estimate(low: ExactDecimal.zero, expected: .zero, high: .zero)
  for estimate in estimates {
    total.low = try total.low + estimate.low
    total.expected = try total.expected + estimate.expected
    total.high = try total.high + estimate.high
  }
  return total
}

extension Int {
  /// A sum of subjects, whose counts may come from a file. Throws where they are more than a number
  /// holds.
  func adding(_ more: Int) throws(MoneyOverflow) -> Int {
    let (sum, overflowed) = addingReportingOverflow(more)
    guard !overflowed else { throw MoneyOverflow() }
    return sum
  }
}
