import Diagnostics
package import Money
package import Planning
import Rules

/// A bill in the making: fed vector by vector, in constant memory.
package struct BillTally: Sendable {
  private let plan: RoutingPlan
  private var stages: [StageTally]
  private var shares: [ShareTally?]
  private var scores: [Int64: Int] = [:]
  private var withoutScore: [String: Int] = [:]
  private var subjects = 0

  /// - Parameter usage: What calls take; what it does not hold is estimated from the prompts.
  package init(_ plan: RoutingPlan, usage: UsageBook = UsageBook()) throws(MoneyOverflow) {
    self.plan = plan
    var stages: [StageTally] = []
    for stage in plan.stages { stages.append(try StageTally(stage, usage)) }
    self.stages = stages
    shares = plan.stages.map { ShareTally($0) }
  }

  /// Counts a vector's subjects. Throws when amounts grow past what money holds.
  package mutating func add(_ vector: FactVector) throws(MoneyOverflow) {
    try add(vector, decided: plan.decide(vector.knowledge))
  }

  /// Counts a vector's subjects, which the plan has decided like this.
  package mutating func add(
    _ vector: FactVector, decided decision: Decision
  ) throws(MoneyOverflow) {
    subjects += vector.count
    switch decision.score {
    case .points(let points): scores[points, default: 0] += vector.count
    case .failed(let why): withoutScore[why, default: 0] += vector.count
    }
    for index in stages.indices {
      shares[index]?.count(vector, decided: decision, by: plan)
      let own = decision.stages[index]
      let chain = own.state == .unknown ? chain(of: index, in: decision) : StageSet()
      try stages[index].count(own, of: vector, score: decision.score, waitingFor: chain)
    }
  }

  /// The stage, and every stage whose answer it waits for and that is itself not known to be asked,
  /// each once however many ways lead to it.
  private func chain(of index: Int, in decision: Decision) -> StageSet {
    var chain = StageSet()
    var pending = [index]
    while let index = pending.popLast() {
      guard plan.stages.indices.contains(index), decision.stages[index].state == .unknown,
        chain.insert(index)
      else { continue }
      pending.append(contentsOf: plan.stages[index].when?.stages ?? [])
    }
    return chain
  }

  /// The bill over all that was counted so far.
  package func bill() throws(MoneyOverflow) -> Bill {
    let assumptions = shares.map { $0?.assumption }
    func share(_ chain: StageSet) -> Share {
      chain.indices.reduce(.all) { $0 * (assumptions[$1]?.share ?? .all) }
    }
    let parts = try BillParts(stages, share, Pace(plan.limits))
    let bills = try parts.stageBills(assumptions) { cost throws(MoneyOverflow) in
      try baseline(of: plan, subjects: subjects, against: cost)
    }
    let total = try sum(bills.map(\.cost))
    let whole = try parts.total()
    return Bill(
      subjects: subjects, stages: bills, total: total, metered: whole.metered, use: whole.use,
      models: try parts.modelBills(), most: whole.most,
      baseline: try baseline(of: plan, subjects: subjects, against: total.expected),
      scores: scores.sorted { $0.key < $1.key }
        .map { ScoreCount(score: $0.key, subjects: $0.value) },
      withoutScore: faults(withoutScore))
  }
}

private func baseline(
  of plan: RoutingPlan, subjects: Int, against expected: USD
) throws(MoneyOverflow) -> BaselineBill? {
  guard let baseline = plan.baseline else { return nil }
  let cost = try baseline.cost.value * subjects
  let savings = try cost - expected
  return BaselineBill(
    model: baseline.model.value, cost: cost, savings: savings,
    savingsPercent: try savings.percent(of: cost))
}

/// Fault counts in a fixed order: most subjects first.
func faults(_ counts: [String: Int]) -> [FaultCount] {
  counts.map { FaultCount(message: $0.key, subjects: $0.value) }
    .sorted { ($1.subjects, $0.message) < ($0.subjects, $1.message) }
}
