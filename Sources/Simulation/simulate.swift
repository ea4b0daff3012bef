import Diagnostics
import Expressions
package import Money
package import Planning
import Rules

/// Prices `plan` over what a profile tells of its subjects. Nothing is asked and nothing is written.
///
/// - Throws: `ProfileMismatch` where the profile does not tell what the plan needs; `MoneyOverflow`
///   where amounts grow past what money holds.
package func simulate(_ plan: RoutingPlan, over profile: FactProfile) throws -> Bill {
  try simulate(plan, over: profile.vectors(for: plan).compactMap(\.self))
}

/// Prices `plan` over subjects. Nothing is asked and nothing is written.
///
/// Low counts the calls that are certain, high adds every one that is not known yet, and expected
/// weighs those by the share of `Assumption`. Throws when amounts grow past what money holds.
package func simulate(
  _ plan: RoutingPlan, over vectors: [FactVector]
) throws(MoneyOverflow) -> Bill {
  let subjects = vectors.reduce(0) { $0 + $1.count }
  let decided = vectors.map { (vector: $0, decision: plan.decide($0.knowledge)) }
  let assumptions = measureAssumptions(plan, decided)

  var tallies = plan.stages.map { StageTally(stage: $0) }
  var scores: [Int64: Int] = [:]
  var withoutScore: [String: Int] = [:]
  for (vector, decision) in decided {
    switch decision.score {
    case .points(let points): scores[points, default: 0] += vector.count
    case .failed(let why): withoutScore[why, default: 0] += vector.count
    }
    for stage in plan.stages {
      let own = decision.stages[stage.index]
      let share = share(of: stage, in: decision, of: plan, assumptions)
      try tallies[stage.index].count(
        own, times: vector.count, share: share, score: decision.score)
    }
  }

  var stages: [StageBill] = []
  for tally in tallies { stages.append(try tally.bill(assumptions[tally.stage.index])) }
  let total = Estimate(
    low: try sum(stages.map(\.cost.low)), expected: try sum(stages.map(\.cost.expected)),
    high: try sum(stages.map(\.cost.high)))
  return Bill(
    subjects: subjects, stages: stages, total: total,
    baseline: try baseline(of: plan, subjects: subjects, against: total.expected),
    scores: scores.sorted { $0.key < $1.key }.map { ScoreCount(score: $0.key, subjects: $0.value) },
    withoutScore: faults(withoutScore))
}

/// The share of a vector's subjects that is expected to be asked in a stage: the stage's own share,
/// times that of every stage whose answer it waits for and that is itself not known to be asked,
/// each counted once however many ways lead to it.
private func share(
  of stage: Stage, in decision: Decision, of plan: RoutingPlan, _ assumptions: [Assumption?]
) -> Share {
  switch decision.stages[stage.index].state {
  case .asked: return .all
  case .notAsked, .answered: return .none
  case .unknown: break
  }
  var share = Share.all
  var pending = [stage.index]
  var seen: Set<Int> = []
  while let index = pending.popLast() {
    guard plan.stages.indices.contains(index), decision.stages[index].state == .unknown,
      seen.insert(index).inserted
    else { continue }
    share = share * (assumptions[index]?.share ?? .all)
    pending.append(contentsOf: plan.stages[index].when?.stages ?? [])
  }
  return share
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

func sum(_ amounts: [USD]) throws(MoneyOverflow) -> USD {
  var total = USD.zero
  for amount in amounts { total = try total + amount }
  return total
}

/// Fault counts in a fixed order: most subjects first.
func faults(_ counts: [String: Int]) -> [FaultCount] {
  counts.map { FaultCount(message: $0.key, subjects: $0.value) }
    .sorted { ($1.subjects, $0.message) < ($0.subjects, $1.message) }
}
