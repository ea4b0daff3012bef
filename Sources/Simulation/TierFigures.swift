import Money
import Planning
import Rules

/// A tier's part of a bill, with what the sums above it need.
struct TierFigures {
  let bill: TierBill
  let calls: Estimate<CallSum>
  let load: Estimate<Pace.Load>
  let execution: Execution

  init(
    _ tier: Tier, _ tally: TierTally, _ meter: CallMeter, _ execution: Execution,
    _ share: (StageSet) -> Share, _ pace: Pace
  ) throws(MoneyOverflow) {
    calls = try tally.sums(share)
    let asked = calls.map(\.calls)
    load = try Estimate(asked, of: meter)
    self.execution = execution
    let declared = try meter.declared()
    let metered = try Self.metered(calls, meter)
    let unit = declared ?? metered?.unitCost ?? tier.call.unitCost
    let cost =
      if let metered, declared == nil { metered.cost } else { try Self.cost(unit, asked) }
    bill = TierBill(
      name: tier.name, model: tier.call.model, provider: tier.call.provider.name,
      atLeast: tier.atLeast, subjects: tally.subjects, asked: asked, unitCost: unit,
      isDeclared: declared != nil, batchDiscount: meter.factor, cost: cost, metered: metered,
      use: try use(of: [(calls, meter)], load, isBatch: execution == .batch, pace),
      usage: meter.usage, mostPerCall: try meter.most(), unknownSizes: tally.unknownSizes)
  }

  private static func cost(
    _ unit: USD, _ asked: Estimate<ExactDecimal>
  ) throws(MoneyOverflow) -> Estimate<USD> {
    Estimate(
      low: try unit.times(asked.low), expected: try unit.times(asked.expected),
      high: try unit.times(asked.high))
  }

  private static func metered(
    _ calls: Estimate<CallSum>, _ meter: CallMeter
  ) throws(MoneyOverflow) -> MeteredBill? {
    guard let single = meter.fallback.cost else { return nil }
    var unit = single
    if let count = Int(calls.high.calls.description), count > 0 {
      unit = try calls.high.metered.dividing(by: count)
    }
    return MeteredBill(
      unitCost: USD(try unit.decimal.rounded(toPlaces: 8)), cost: calls.map(\.metered))
  }
}

/// The tokens and time of calls that are made one beside the other.
func use(
  of parts: [(calls: Estimate<CallSum>, meter: CallMeter)], _ load: Estimate<Pace.Load>,
  isBatch: Bool, _ pace: Pace
) throws(MoneyOverflow) -> CallUse {
  var all = Estimate<CallSum>.zero
  for part in parts { try all.add(part.calls) }
  let isImageKnown = parts.allSatisfy { $0.meter.fallback.image != nil || !$0.meter.sendsImage }
  return CallUse(
    input: all.map(\.input), cachedInput: all.map(\.cachedInput), output: all.map(\.output),
    image: isImageKnown ? all.map(\.image) : nil, seconds: isBatch ? nil : try pace.seconds(load))
}
