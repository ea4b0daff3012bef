import Money
import Planning

/// Which share of subjects is expected to be asked in stages of which it is not known yet.
struct AskedShares {
  private let plan: RoutingPlan
  /// Stage by stage; nil where the stage waits for no answer.
  private let assumptions: [Assumption?]

  init(_ plan: RoutingPlan, _ assumptions: [Assumption?]) {
    self.plan = plan
    self.assumptions = assumptions
  }

  /// The shares that a bill of the plan counted with.
  init(_ plan: RoutingPlan, of bill: Bill) {
    self.init(
      plan, plan.stages.map { stage in bill.stages.first { $0.name == stage.name }?.assumption })
  }

  /// The share of a vector's subjects that is expected to be asked in a stage: the stage's own
  /// share, times that of every stage whose answer it waits for and that is itself not known to be
  /// asked, each counted once however many ways lead to it.
  func share(of stage: Stage, in decision: Decision) -> Share {
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
}
