import Money
import Planning
import Rules

/// How fast a run may go: what bounds its time from below.
struct Pace {
  private let limits: Limits

  init(_ limits: Limits) { self.limits = limits }

  /// Calls as far as their time goes.
  struct Load {
    var calls = ExactDecimal.zero
    /// Milliseconds of waiting for answers, one call after the other.
    var latency = ExactDecimal.zero
    /// The longest single call in milliseconds.
    var longest = ExactDecimal.zero
    /// Tokens that count against the limit per minute.
    var tokens = ExactDecimal.zero

    mutating func add(_ calls: ExactDecimal, of meter: CallMeter) throws(MoneyOverflow) {
      guard !calls.isZero else { return }
      let latency = try ExactDecimal(meter.usage.latency.value)
      self.calls = try self.calls + calls
      self.latency = try self.latency + latency.times(calls)
      longest = max(longest, latency)
      tokens = try tokens + ExactDecimal(meter.paceTokens).times(calls)
    }

    mutating func add(_ other: Load) throws(MoneyOverflow) {
      calls = try calls + other.calls
      latency = try latency + other.latency
      longest = max(longest, other.longest)
      tokens = try tokens + other.tokens
    }
  }

  /// Seconds, to one decimal: the longest of what concurrency, calls per minute and tokens per
  /// minute leave.
  func seconds(_ load: Load) throws(MoneyOverflow) -> ExactDecimal {
    var seconds = max(
      try load.latency.dividing(by: max(limits.concurrency, 1)).dividing(by: 1000),
      try load.longest.dividing(by: 1000))
    if let limit = limits.requestsPerMinute {
      seconds = max(seconds, try (load.calls * 60).dividing(by: max(limit, 1)))
    }
    if let limit = limits.tokensPerMinute {
      seconds = max(seconds, try (load.tokens * 60).dividing(by: max(limit, 1)))
    }
    return try seconds.rounded(toPlaces: 1)
  }

  func seconds(_ load: Estimate<Load>) throws(MoneyOverflow) -> Estimate<ExactDecimal> {
    Estimate(
      low: try seconds(load.low), expected: try seconds(load.expected),
      high: try seconds(load.high))
  }
}

extension Estimate where Figure == Pace.Load {
  init(_ calls: Estimate<ExactDecimal>, of meter: CallMeter) throws(MoneyOverflow) {
    var loads = Estimate(low: Pace.Load(), expected: .init(), high: .init())
    try loads.low.add(calls.low, of: meter)
    try loads.expected.add(calls.expected, of: meter)
    try loads.high.add(calls.high, of: meter)
    self = loads
  }

  mutating func add(_ other: Self) throws(MoneyOverflow) {
    try low.add(other.low)
    try expected.add(other.expected)
    try high.add(other.high)
  }

  static var zero: Self { Estimate(low: .init(), expected: .init(), high: .init()) }
}
