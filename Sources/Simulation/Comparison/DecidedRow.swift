import Money
import Planning

/// What a plan decides of the subjects of one row of a profile, and what that costs.
struct DecidedRow {
  /// The subjects; nil where the plan leaves them out.
  let vector: FactVector?
  /// What happens in each stage, by its name.
  fileprivate let calls: [String: PlacedCall]
  fileprivate let kept: Set<String>

  /// What happens in the stage of that name.
  func placed(in stage: String) -> PlacedCall { calls[stage] ?? PlacedCall(.noStage) }

  /// Whether an answer to the stage is kept.
  func hasKept(in stage: String) -> Bool { kept.contains(stage) }
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
    case .answered, .notAsked, .leftOut, .noStage: .zero
    }
  }
}

/// Decides and prices the rows of a profile one by one, as the bill over all of them was made.
struct RowPricing: Sendable {
  private let plan: RoutingPlan
  /// Stage by stage; nil where nothing of the stage is unknown.
  private let assumptions: [Assumption?]
  private var meters: [[CallMeter]]

  /// - Parameter bill: Of the plan over all rows: its shares were measured over them.
  init(_ plan: RoutingPlan, _ bill: Bill, _ usage: UsageBook) throws(MoneyOverflow) {
    self.plan = plan
    assumptions = plan.stages.map { stage in
      bill.stages.first { $0.name == stage.name }?.assumption
    }
    var meters: [[CallMeter]] = []
    for stage in plan.stages {
      var own: [CallMeter] = []
      for tier in stage.tiers {
        own.append(try CallMeter(tier.call, usage.usage(of: tier.call), stage.execution))
      }
      meters.append(own)
    }
    self.meters = meters
  }

  mutating func decided(_ vector: FactVector?) throws(MoneyOverflow) -> DecidedRow {
    var calls: [String: PlacedCall] = [:]
    var kept: Set<String> = []
    guard let vector else {
      for stage in plan.stages { calls[stage.name] = PlacedCall(.leftOut) }
      return DecidedRow(vector: nil, calls: calls, kept: kept)
    }
    let decision = plan.decide(vector.knowledge)
    for stage in plan.stages where decision.stages.indices.contains(stage.index) {
      calls[stage.name] = try placed(stage, in: decision, vector)
      if vector.kept.indices.contains(stage.index), vector.kept[stage.index] != nil {
        kept.insert(stage.name)
      }
    }
    return DecidedRow(vector: vector, calls: calls, kept: kept)
  }

  private mutating func placed(
    _ stage: Stage, in decision: Decision, _ vector: FactVector
  ) throws(MoneyOverflow) -> PlacedCall {
    let own = decision.stages[stage.index]
    guard let index = own.tier, stage.tiers.indices.contains(index) else {
      return PlacedCall(.notAsked)
    }
    let tier = stage.tiers[index]
    switch own.state {
    case .notAsked: return PlacedCall(.notAsked)
    case .answered: return PlacedCall(.answered)
    case .asked:
      return PlacedCall(
        .asked(tier: tier.name), unitCost: try unitCost(of: tier, in: stage, vector), share: .all)
    case .unknown:
      return PlacedCall(
        .perhaps(tier: tier.name), unitCost: try unitCost(of: tier, in: stage, vector),
        share: share(of: stage, in: decision))
    }
  }

  /// US dollars for a call, of the declared and the metered what a bill counts.
  private mutating func unitCost(
    of tier: Tier, in stage: Stage, _ vector: FactVector
  ) throws(MoneyOverflow) -> USD {
    if let declared = try meters[stage.index][tier.index].declared() { return declared }
    guard meters[stage.index][tier.index].fallback.cost != nil else { return tier.call.unitCost }
    return try meters[stage.index][tier.index].price(of: vector.imageSize).cost
      ?? tier.call.unitCost
  }

  /// The share of a vector's subjects that is expected to be asked in a stage of which it is not
  /// known: its own share, times that of every stage whose answer it waits for and that is itself
  /// not known to be asked, each once however many ways lead to it.
  private func share(of stage: Stage, in decision: Decision) -> Share {
    var chain = StageSet()
    var pending = [stage.index]
    while let index = pending.popLast() {
      guard plan.stages.indices.contains(index), decision.stages[index].state == .unknown,
        chain.insert(index)
      else { continue }
      pending.append(contentsOf: plan.stages[index].when?.stages ?? [])
    }
    return chain.indices.reduce(.all) { $0 * (assumptions[$1]?.share ?? .all) }
  }
}

/// What two plans decide of the subjects of one row.
struct RowComparison: Sendable {
  private var old: RowPricing
  private var new: RowPricing

  init(
    _ old: RoutingPlan, _ new: RoutingPlan, _ bills: Versions<Bill>, _ usage: UsageBook
  ) throws(MoneyOverflow) {
    self.old = try RowPricing(old, bills.old, usage)
    self.new = try RowPricing(new, bills.new, usage)
  }

  mutating func decided(
    _ before: FactVector?, _ after: FactVector?
  ) throws(MoneyOverflow) -> Versions<DecidedRow> {
    Versions(old: try old.decided(before), new: try new.decided(after))
  }
}

extension Versions<DecidedRow> {
  /// How many subjects the row has; nil where neither plan takes them in.
  var count: Int? { new.vector?.count ?? old.vector?.count }
}
