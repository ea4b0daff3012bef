import Diagnostics
package import Money
package import Planning
import Rules
package import Runs
package import Simulation
import YAML

/// What a run was billed, beside what its rules declared and what was estimated; and the figures
/// that would have been right.
package struct Calibration: Sendable {
  package let ruleset: String
  package let version: Int64
  package let run: Run
  /// Whether the run was one of these very rules.
  package let isSameDigest: Bool
  package let tiers: [CalibratedTier]
  package let shares: [CalibratedShare]
  /// The changes to the rule file that would make it right.
  package let patch: RulePatch

  /// - Parameters:
  ///   - spreads: What the run was billed.
  ///   - estimate: The bill before anything was answered or measured.
  ///   - shares: Stage by stage what conditions let pass.
  package init(
    _ plan: RoutingPlan, run: Run, spreads: [CallSpread], estimate: Bill, shares: [Assumption?]
  ) throws(MoneyOverflow) {
    ruleset = plan.name
    version = plan.version
    self.run = run
    isSameDigest = run.digest == plan.digest
    var tiers: [CalibratedTier] = []
    for (stage, bill) in zip(plan.stages, estimate.stages) {
      for (tier, estimated) in zip(stage.tiers, bill.tiers) {
        let own = spreads.filter {
          $0.stage == stage.name && $0.tier == tier.name && $0.model == tier.call.model
        }
        tiers.append(try CalibratedTier(stage, tier, estimated, own))
      }
    }
    self.tiers = tiers
    self.shares = zip(plan.stages, shares).compactMap { stage, measured in
      measured.map { CalibratedShare(stage: stage.name, assumed: stage.assume, measured: $0) }
    }
    patch = RulePatch(plan.sources.first, tiers, self.shares)
  }
}

/// One tier's costs.
package struct CalibratedTier: Sendable {
  package let stage: String
  package let tier: String
  /// Whether the tier is its stage's only call.
  package let isWholeStage: Bool
  package let model: String
  /// US dollars for a call.
  package let declared: USD?
  /// US dollars for a call as the meter was expected to say; nil without a meter.
  package let estimated: USD?
  package let calls: Int
  package let subjects: Int
  package let metered: Int
  /// US dollars.
  package let total: USD
  package let least: USD?
  package let median: USD?
  package let most: USD?
  /// US dollars for a subject that was asked, repairs included, rounded to eight decimals; nil where
  /// nothing was billed.
  package let mean: USD?
  /// US dollars to declare instead, rounded up to three digits; nil where the declared cost is right,
  /// there is none, or too little was metered to tell.
  package let offered: USD?

  /// Calls by the meter that it takes before another figure is offered.
  package static let callsToOffer = callsToMeasure

  init(
    _ stage: Stage, _ tier: Tier, _ estimate: TierBill, _ spreads: [CallSpread]
  ) throws(MoneyOverflow) {
    self.stage = stage.name
    self.tier = tier.name
    isWholeStage = tier.atLeast == nil
    model = tier.call.model
    declared = tier.call.declared
    estimated = estimate.metered?.unitCost
    var amounts: [USD: Int] = [:]
    var total = USD.zero
    for spread in spreads {
      amounts.merge(spread.amounts) { $0 + $1 }
      total = try total + spread.total()
    }
    let all = CallSpread(
      stage: stage.name, tier: tier.name, model: tier.call.model,
      provider: tier.call.provider.name, subjects: spreads.reduce(0) { $0 + $1.subjects },
      amounts: amounts, metered: spreads.reduce(0) { $0 + $1.metered })
    calls = all.calls
    subjects = all.subjects
    metered = all.metered
    self.total = total
    least = all.least
    median = all.median
    most = all.most
    let exact = all.subjects > 0 ? try total.dividing(by: all.subjects) : nil
    mean = try exact.map { amount throws(MoneyOverflow) in
      USD(try amount.decimal.rounded(toPlaces: 8))
    }
    let figure = exact.flatMap { roundedUp($0, digits: 3) }
    // What a batch call was billed is not what the rules declare for a call.
    let isOrdinary = spreads.allSatisfy { $0.batched == 0 }
    let isTold = isOrdinary && all.metered >= Self.callsToOffer && all.metered == all.calls
    offered = isTold && tier.call.declared != nil && figure != tier.call.declared ? figure : nil
  }

  /// How the tier is named: `identify.infer`, or `organize`.
  package var name: String { isWholeStage ? stage : "\(stage).\(tier)" }
}

/// One stage's share.
package struct CalibratedShare: Sendable {
  package let stage: String
  /// As the rule file assumes it.
  package let assumed: Share?
  package let measured: Assumption

  /// The share to assume instead, to three decimals; nil where the rule file has none or is right.
  package var offered: Share? {
    guard let assumed,
      let rounded = (try? measured.share.decimal.rounded(toPlaces: 3)).flatMap({
        Share($0.description)
      }),
      rounded != assumed
    else { return nil }
    return rounded
  }
}
