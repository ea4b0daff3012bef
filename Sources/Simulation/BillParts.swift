import Money
import Planning
import Rules

/// The parts that a bill is summed up from: every tier of every stage.
struct BillParts {
  private let stages: [(tally: StageTally, tiers: [TierFigures])]
  private let pace: Pace

  init(
    _ tallies: [StageTally], _ share: (StageSet) -> Share, _ pace: Pace
  ) throws(MoneyOverflow) {
    var stages: [(StageTally, [TierFigures])] = []
    for tally in tallies {
      var tiers: [TierFigures] = []
      for (index, tier) in tally.stage.tiers.enumerated() {
        tiers.append(
          try TierFigures(
            tier, tally.tiers[index], tally.meters[index], tally.stage.execution, share, pace))
      }
      stages.append((tally, tiers))
    }
    self.stages = stages
    self.pace = pace
  }

  /// - Parameter baseline: What an expected cost is against the baseline.
  func stageBills(
    _ assumptions: [Assumption?], _ baseline: (USD) throws(MoneyOverflow) -> BaselineBill?
  ) throws(MoneyOverflow) -> [StageBill] {
    var bills: [StageBill] = []
    for (tally, tiers) in stages {
      let waits = tally.tiers.contains { !$0.waiting.isEmpty }
      let cost = try sum(tiers.map(\.bill.cost))
      bills.append(
        StageBill(
          name: tally.stage.name, asked: try sum(tiers.map(\.bill.asked)),
          cost: cost, metered: try Self.metered(tiers),
          use: try use(Array(zip(tiers, tally.meters))), most: try Self.most(tiers),
          execution: tally.stage.execution, tiers: tiers.map(\.bill), answered: tally.answered,
          withoutImage: tally.withoutImage, unfitAnswers: tally.unfitAnswers,
          faults: faults(tally.faultCounts),
          assumption: waits ? assumptions[tally.stage.index] : nil,
          baseline: try baseline(cost.expected)))
    }
    return bills
  }

  /// What each model is asked, in the order in which stages ask them first.
  func modelBills() throws(MoneyOverflow) -> [ModelBill] {
    var order: [ModelKey] = []
    var parts: [ModelKey: [(TierFigures, CallMeter)]] = [:]
    for part in all {
      let key = ModelKey(model: part.0.bill.model, provider: part.0.bill.provider)
      if parts[key] == nil { order.append(key) }
      parts[key, default: []].append(part)
    }
    var bills: [ModelBill] = []
    for key in order {
      let own = parts[key] ?? []
      let tiers = own.map(\.0)
      bills.append(
        ModelBill(
          model: key.model, provider: key.provider, asked: try sum(tiers.map(\.bill.asked)),
          use: try use(own), cost: try sum(tiers.map(\.bill.cost)),
          metered: try Self.metered(tiers)))
    }
    return bills
  }

  func total() throws(MoneyOverflow) -> (metered: Estimate<USD>?, use: CallUse, most: USD?) {
    let tiers = all.map(\.0)
    return (try Self.metered(tiers), try use(all), try Self.most(tiers))
  }

  private struct ModelKey: Hashable {
    let model: String
    let provider: String
  }

  private var all: [(TierFigures, CallMeter)] {
    stages.flatMap { Array(zip($0.tiers, $0.tally.meters)) }
  }

  /// The time is that of the calls that are not in a batch.
  private func use(
    _ parts: [(TierFigures, CallMeter)]
  ) throws(MoneyOverflow) -> CallUse {
    let direct = parts.filter { $0.0.execution == .direct }
    var load = Estimate<Pace.Load>.zero
    for part in direct { try load.add(part.0.load) }
    return try Simulation.use(
      of: parts.map { ($0.0.calls, $0.1) }, load, isBatch: direct.isEmpty && !parts.isEmpty, pace)
  }

  private static func metered(
    _ tiers: [TierFigures]
  ) throws(MoneyOverflow) -> Estimate<USD>? {
    guard tiers.contains(where: { $0.bill.metered != nil }) else { return nil }
    return try sum(tiers.map { $0.bill.metered?.cost ?? $0.bill.cost })
  }

  private static func most(_ tiers: [TierFigures]) throws(MoneyOverflow) -> USD? {
    var amounts: [USD?] = []
    for tier in tiers where !tier.bill.asked.high.isZero {
      amounts.append(try tier.bill.mostPerCall?.times(tier.bill.asked.high))
    }
    return try sumOfAll(amounts)
  }
}
