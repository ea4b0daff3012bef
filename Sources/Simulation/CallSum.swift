import Money

/// Calls added up, with what they use and what the meter says of them.
struct CallSum {
  var calls = ExactDecimal.zero
  var input = ExactDecimal.zero
  var cachedInput = ExactDecimal.zero
  var output = ExactDecimal.zero
  var image = ExactDecimal.zero
  /// US dollars; only those of calls that have a meter.
  var metered = USD.zero

  mutating func add(_ price: CallPrice, times count: Int) throws(MoneyOverflow) {
    calls = try calls + ExactDecimal(count)
    input = try input + ExactDecimal(price.input) * count
    cachedInput = try cachedInput + ExactDecimal(price.cachedInput) * count
    output = try output + ExactDecimal(price.output) * count
    image = try image + ExactDecimal(price.image ?? 0) * count
    if let cost = price.cost { metered = try metered + cost * count }
  }

  mutating func add(_ other: CallSum) throws(MoneyOverflow) {
    calls = try calls + other.calls
    input = try input + other.input
    cachedInput = try cachedInput + other.cachedInput
    output = try output + other.output
    image = try image + other.image
    metered = try metered + other.metered
  }

  /// This share of every figure.
  func times(_ share: Share) throws(MoneyOverflow) -> CallSum {
    CallSum(
      calls: try calls.times(share), input: try input.times(share),
      cachedInput: try cachedInput.times(share), output: try output.times(share),
      image: try image.times(share), metered: try metered.times(share))
  }
}

extension Estimate where Figure == CallSum {
  /// The estimates of one figure.
  func map<Value>(_ figure: (CallSum) -> Value) -> Estimate<Value> {
    Estimate<Value>(low: figure(low), expected: figure(expected), high: figure(high))
  }

  mutating func add(_ other: Self) throws(MoneyOverflow) {
    try low.add(other.low)
    try expected.add(other.expected)
    try high.add(other.high)
  }

  static var zero: Self { Estimate(low: CallSum(), expected: CallSum(), high: CallSum()) }
}
