import Money
import Planning

/// The counts of one stage while the vectors of a profile go by.
struct StageTally {
  let stage: Stage
  private var tiers: [TierTally]
  private var answered = 0
  private var withoutImage = 0
  private var unfitAnswers = 0
  private var faultCounts: [String: Int] = [:]
  private var anyUnknown = false

  init(stage: Stage) {
    self.stage = stage
    tiers = stage.tiers.map { _ in TierTally() }
  }

  mutating func count(
    _ decision: StageDecision, times count: Int, share: Share, score: Decision.Score
  ) throws(MoneyOverflow) {
    switch decision.because {
    case .noImage: withoutImage += count
    case .unfitAnswers: unfitAnswers += count
    case .conditionErred(let why): faultCounts[why, default: 0] += count
    default: break
    }
    if decision.state == .answered { answered += count }
    if case .points(let points) = score, let reached = stage.tier(forScore: points) {
      tiers[reached.index].subjects += count
    }
    guard let tier = decision.tier else { return }
    switch decision.state {
    case .asked: tiers[tier].certain += count
    case .unknown:
      anyUnknown = true
      tiers[tier].unknown += count
      let likely = try ExactDecimal(count).times(share)
      tiers[tier].likely = try tiers[tier].likely + likely
    case .notAsked, .answered: break
    }
  }

  func bill(_ assumption: Assumption?) throws(MoneyOverflow) -> StageBill {
    var bills: [TierBill] = []
    for (tier, tally) in zip(stage.tiers, tiers) { bills.append(try tally.bill(of: tier)) }
    var asked = Estimate(low: ExactDecimal.zero, expected: .zero, high: .zero)
    for bill in bills {
      asked.low = try asked.low + bill.asked.low
      asked.expected = try asked.expected + bill.asked.expected
      asked.high = try asked.high + bill.asked.high
    }
    return StageBill(
      name: stage.name, asked: asked,
      cost: Estimate(
        low: try sum(bills.map(\.cost.low)), expected: try sum(bills.map(\.cost.expected)),
        high: try sum(bills.map(\.cost.high))),
      tiers: bills, answered: answered, withoutImage: withoutImage,
      unfitAnswers: unfitAnswers, faults: faults(faultCounts),
      assumption: anyUnknown ? assumption : nil)
  }
}

private struct TierTally {
  var subjects = 0
  var certain = 0
  var unknown = 0
  var likely = ExactDecimal.zero

  func bill(of tier: Tier) throws(MoneyOverflow) -> TierBill {
    let low = try ExactDecimal(certain)
    let expected = try low + likely
    let high = try ExactDecimal(certain + unknown)
    let unit = tier.call.unitCost
    return TierBill(
      name: tier.name, model: tier.call.model, provider: tier.call.provider.name,
      atLeast: tier.atLeast, subjects: subjects,
      asked: Estimate(low: low, expected: expected, high: high), unitCost: unit,
      isCeiling: tier.call.declared == nil,
      cost: Estimate(
        low: try unit.times(low), expected: try unit.times(expected), high: try unit.times(high)))
  }
}
