import Money
import Planning

/// What a plan decides of the subjects of one row of a profile, and what that costs.
struct DecidedRow {
  let plan: RoutingPlan
  /// The subjects, or nil where the plan leaves them out.
  let vector: FactVector?
  private let decision: Decision?
  private let shares: AskedShares

  init(_ plan: RoutingPlan, _ vector: FactVector?, _ shares: AskedShares) {
    self.plan = plan
    self.vector = vector
    self.shares = shares
    decision = vector.map { plan.decide($0.knowledge) }
  }

  /// What happens in the stage of that name, and what a subject is asked of it.
  func placed(in name: String) -> PlacedCall {
    guard let stage = plan.stage(named: name) else { return PlacedCall(.noStage) }
    guard let decision, decision.stages.indices.contains(stage.index) else {
      return PlacedCall(.leftOut)
    }
    let own = decision.stages[stage.index]
    guard let tier = own.tier.flatMap({ stage.tiers.indices.contains($0) ? stage.tiers[$0] : nil })
    else { return PlacedCall(.notAsked) }
    switch own.state {
    case .notAsked: return PlacedCall(.notAsked)
    case .answered: return PlacedCall(.answered)
    case .asked:
      return PlacedCall(.asked(tier: tier.name), unitCost: tier.call.unitCost, share: .all)
    case .unknown:
      return PlacedCall(
        .perhaps(tier: tier.name), unitCost: tier.call.unitCost,
        share: shares.share(of: stage, in: decision))
    }
  }

  /// Whether an answer to the stage is kept.
  func hasKept(in name: String) -> Bool {
    guard let stage = plan.stage(named: name), let kept = vector?.kept,
      kept.indices.contains(stage.index)
    else { return false }
    return kept[stage.index] != nil
  }
}

/// What a stage does with each subject of a row.
struct PlacedCall {
  let place: Place
  /// US dollars for a call.
  let unitCost: USD
  /// The part of the subjects that is expected to be asked.
  let share: Share

  init(_ place: Place, unitCost: USD = .zero, share: Share = .none) {
    self.place = place
    self.unitCost = unitCost
    self.share = share
  }

  /// How many of so many subjects are asked.
  func asked(of count: Int) throws(MoneyOverflow) -> Estimate<ExactDecimal> {
    let all = try ExactDecimal(count)
    return switch place {
    case .asked: Estimate(low: all, expected: all, high: all)
    case .perhaps: Estimate(low: .zero, expected: try all.times(share), high: all)
    case .answered, .notAsked, .leftOut, .noStage:
      Estimate(low: .zero, expected: .zero, high: .zero)
    }
  }
}
