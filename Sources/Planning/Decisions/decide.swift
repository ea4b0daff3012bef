package import Expressions
import Prompts
import Rules

/// What is known of one subject when it is decided.
package struct SubjectKnowledge: Sendable {
  /// Slot by slot as in `FactTable.stored`, or only the deciding ones.
  package let facts: [Value]
  package let hasImage: Bool
  /// Whether an answer can be merged into the subject's JSON column: it holds an object or nothing.
  package let takesAnswers: Bool
  /// Stage by stage as in the plan. Empty stands for none at all.
  package let kept: [KeptAnswer?]

  package init(
    facts: [Value], hasImage: Bool = true, takesAnswers: Bool = true, kept: [KeptAnswer?] = []
  ) {
    self.facts = facts
    self.hasImage = hasImage
    self.takesAnswers = takesAnswers
    self.kept = kept
  }
}

extension RoutingPlan {
  /// Decides one subject. The one interpreter of rules: simulation decides whole groups of equal
  /// subjects with it, and a run decides each subject with it.
  package func decide(_ subject: SubjectKnowledge) -> Decision {
    let names = facts.stored.count + facts.derived.count
    var slots = ConditionSlots(facts: names, stages: stages.count)
    let factOutcomes = outcomes(of: subject.facts, &slots)
    let (score, contributions) = self.score(of: factOutcomes)
    slots.setScore(score)

    var decisions: [StageDecision] = []
    decisions.reserveCapacity(stages.count)
    // By index: a stage is dear to copy, and every subject is decided here.
    for index in stages.indices {
      let kept = index < subject.kept.count ? subject.kept[index] : nil
      let decision = decide(stages[index], score: score, subject, kept: kept, slots)
      decisions.append(decision)
      slots.setAnswer(ofStage: index, Self.binding(of: stages[index], decision, kept))
    }
    return Decision(
      facts: factOutcomes, score: score, contributions: contributions, stages: decisions)
  }

  /// Every fact in slot order. What was not given is unknown, and so is what is derived from it.
  private func outcomes(of stored: [Value], _ slots: inout ConditionSlots) -> [Outcome] {
    var outcomes: [Outcome] = []
    outcomes.reserveCapacity(facts.stored.count + facts.derived.count)
    for slot in facts.stored.indices {
      let outcome: Outcome =
        slot < stored.count ? .value(stored[slot]) : .unknown([facts.stored[slot].name])
      slots.setFact(slot, outcome)
      outcomes.append(outcome)
    }
    for derived in facts.derived {
      let outcome = derived.condition.resolved.evaluate(slots.bindings)
      slots.setFact(outcomes.count, outcome)
      outcomes.append(outcome)
    }
    return outcomes
  }

  private func score(of outcomes: [Outcome]) -> (Decision.Score, [Decision.Earned]) {
    var total: Int64 = 0
    var earned: [Decision.Earned] = []
    for contribution in score {
      guard contribution.slot < outcomes.count else { continue }
      let value: Value
      switch outcomes[contribution.slot] {
      case .value(let known): value = known
      case .error(let error):
        return (.failed("fact '\(contribution.fact)': \(error.message)"), earned)
      case .unknown:
        return (.failed("fact '\(contribution.fact)' is not known"), earned)
      }
      guard let points = contribution.points.earned(by: value) else {
        return (.failed("the points of '\(contribution.fact)' overflow"), earned)
      }
      let (sum, overflowed) = total.addingReportingOverflow(points)
      if overflowed { return (.failed("the score overflows"), earned) }
      total = sum
      earned.append(.init(fact: contribution.fact, value: value, points: points))
    }
    return (.points(total), earned)
  }

  private func decide(
    _ stage: Stage, score: Decision.Score, _ subject: SubjectKnowledge, kept: KeptAnswer?,
    _ slots: ConditionSlots
  ) -> StageDecision {
    let points: Int64
    switch score {
    case .points(let value): points = value
    case .failed(let why):
      return StageDecision(state: .notAsked, tier: nil, because: .noScore(why))
    }
    guard let tier = stage.tiers.firstIndex(where: { $0.isReached(by: points) }) else {
      let lowest = stage.tiers.last?.atLeast ?? 0
      return StageDecision(state: .notAsked, tier: nil, because: .belowTiers(lowest: lowest))
    }
    func decided(_ state: StageDecision.State, _ reason: Reason) -> StageDecision {
      StageDecision(state: state, tier: tier, because: reason)
    }

    // An answer that cannot be stored would be paid for and lost.
    guard subject.takesAnswers else { return decided(.notAsked, .unfitAnswers) }
    var state = StageDecision.State.asked
    var reason = Reason.always
    if let condition = stage.when {
      switch condition.resolved.evaluate(slots.bindings) {
      case .value(.bool(true)): reason = .conditionHolds
      case .value(.bool(false)): return decided(.notAsked, .conditionFails)
      case .value: return decided(.notAsked, .conditionErred("the condition is not a bool"))
      case .error(let error): return decided(.notAsked, .conditionErred(error.message))
      case .unknown(let names): (state, reason) = (.unknown, .awaiting(names))
      }
    }
    if stage.tiers[tier].call.prompt.sendsImage, !subject.hasImage {
      return decided(.notAsked, .noImage)
    }
    guard let kept else { return decided(state, reason) }
    guard let stale = reprocessing(of: kept, reaching: stage.tiers[tier]) else {
      return decided(.answered, .kept(tier: kept.tier))
    }
    return decided(state, state == .asked ? .askedAgain(stale) : reason)
  }

  /// Why a kept answer is asked again now that `tier` is reached; nil where it stays good.
  private func reprocessing(of kept: KeptAnswer, reaching tier: Tier) -> Reprocessing? {
    if reprocess.contains(.always) { return .always }
    if reprocess.contains(.questionChanges), kept.question != tier.call.question {
      return .questionChanges
    }
    if reprocess.contains(.tierChanges), kept.tier != tier.name {
      return .tierChanges(from: kept.tier)
    }
    if reprocess.contains(.tierImproves), let now = tier.atLeast, let then = kept.atLeast,
      now > then
    {
      return .tierImproves(from: kept.tier)
    }
    return nil
  }

  /// What later conditions see of a stage's answer.
  private static func binding(
    of stage: Stage, _ decision: StageDecision, _ kept: KeptAnswer?
  ) -> Binding {
    switch decision.state {
    case .asked, .unknown: .unknown
    case .answered, .notAsked:
      kept.map { .value(nested($0.values, at: stage.answerPaths)) } ?? .absent
    }
  }
}

extension Points {
  /// What `value` earns; nil on overflow or where the value is of no type that earns.
  func earned(by value: Value) -> Int64? {
    switch (self, value) {
    case (.flat(let points), .bool(let isTrue)):
      return isTrue ? points : 0
    case (.each(let each, let max), .int(let count)):
      // An overflow in the direction that `max` caps is no overflow: the cap is what it earns.
      let (product, overflowed) = each.multipliedReportingOverflow(by: count)
      guard let max else { return overflowed ? nil : product }
      if overflowed {
        let isNegative = (each < 0) != (count < 0)
        return isNegative == (max < 0) ? max : nil
      }
      return max < 0 ? Swift.max(product, max) : Swift.min(product, max)
    default:
      return nil
    }
  }
}

extension RoutingPlan {
  /// Whether a stage's condition holds for what was answered before, even where those answers are
  /// going to be asked again; nil where it cannot be told.
  package func passes(
    _ stage: Stage, _ subject: SubjectKnowledge, scored decision: Decision
  ) -> Bool? {
    guard let condition = stage.when else { return true }
    var slots = ConditionSlots(facts: decision.facts.count, stages: stages.count)
    for (slot, outcome) in decision.facts.enumerated() { slots.setFact(slot, outcome) }
    slots.setScore(decision.score)
    for (other, kept) in zip(stages, subject.kept) {
      slots.setAnswer(
        ofStage: other.index,
        kept.map { .value(nested($0.values, at: other.answerPaths)) } ?? .absent)
    }
    if case .value(.bool(let holds)) = condition.resolved.evaluate(slots.bindings) { return holds }
    return nil
  }
}
