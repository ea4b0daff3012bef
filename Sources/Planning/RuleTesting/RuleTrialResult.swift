import Diagnostics
import Expressions
package import Money

/// What a plan decides of a case, and where that is not what the case expects.
package struct RuleTrialResult: Sendable {
  package let trial: RuleTrial
  /// The decision after every answer that the case gives has come.
  package let decision: Decision
  package let names: DecidedNames
  /// US dollars for the stages that are asked; nil where the sum does not fit.
  package let cost: USD?
  /// The expectations that are not met.
  package let failures: [RuleExpectation]

  package var passed: Bool { failures.isEmpty }
}

extension RuleTrial {
  /// Decides the case as a run would: a stage that is asked answers what the case gives, and the
  /// stages after it see that.
  package func result() -> RuleTrialResult {
    let (decision, answers) = decided()
    let names = DecidedNames(plan, decision, answers: answers)
    let cost = cost(of: decision)
    let failures = expectations.filter { expectation in
      switch expectation {
      case .score(let score): decision.score != .points(score.value)
      case .stage(let index, let expected, _): !decision.stages[index].meets(expected)
      case .cost(let amount): cost != amount.value
      case .that(let expression, _): expression.evaluate(names.binding) != .value(.bool(true))
      }
    }
    return RuleTrialResult(
      trial: self, decision: decision, names: names, cost: cost, failures: failures)
  }

  private func cost(of decision: Decision) -> USD? {
    var total = USD.zero
    for (stage, decided) in zip(plan.stages, decision.stages) where decided.state == .asked {
      guard let tier = decided.tier, stage.tiers.indices.contains(tier),
        let sum = try? total + stage.tiers[tier].call.unitCost
      else { return nil }
      total = sum
    }
    return total
  }

  /// The decision, and stage by stage the answer that there is in the end.
  private func decided() -> (Decision, [Value?]) {
    let first = plan.decide(knowledge)
    guard case .points(let score) = first.score else {
      return (first, plan.stages.map { knowledge.keptAnswer(of: $0) })
    }
    let facts = first.values(of: plan)
    var decisions: [StageDecision] = []
    var states: [AnswerState] = plan.stages.map { _ in .awaited }
    var visible: [Value?] = []
    for stage in plan.stages {
      var decision = first.stages[stage.index]
      if decision.state == .unknown {
        let waiting = plan.decideWaiting(stage, score: score, facts: facts, answers: states)
        decision = decision.after(waiting, of: stage, in: plan, states)
      }
      let answer =
        switch decision.state {
        case .asked: answers[stage.index]
        case .unknown: Value?.none
        case .answered, .notAsked: knowledge.keptAnswer(of: stage)
        }
      states[stage.index] = state(of: stage, decision, answer)
      decisions.append(decision)
      visible.append(answer)
    }
    return (
      Decision(
        facts: first.facts, score: first.score, contributions: first.contributions,
        stages: decisions), visible
    )
  }

  private func state(
    of stage: Stage, _ decision: StageDecision, _ answer: Value?
  ) -> AnswerState {
    if let answer { return .kept(stage.answerPaths.map { answer.part(at: $0.keys) }) }
    switch decision.state {
    case .asked, .unknown: return .awaited
    case .answered, .notAsked: return .absent
    }
  }
}

extension StageDecision {
  /// The decision once a condition that waited was looked at again.
  fileprivate func after(
    _ waiting: WaitingDecision, of stage: Stage, in plan: RoutingPlan, _ states: [AnswerState]
  ) -> StageDecision {
    switch waiting {
    case .ready: StageDecision(state: .asked, tier: tier, because: .conditionHolds)
    case .skipped(let why):
      StageDecision(
        state: .notAsked, tier: tier, because: why.map { .conditionErred($0) } ?? .conditionFails)
    case .unanswered(let why):
      StageDecision(state: .notAsked, tier: tier, because: .conditionErred(why))
    case .stillWaiting:
      StageDecision(
        state: .unknown, tier: tier,
        because: .awaiting(
          Set(
            (stage.when?.stages ?? []).compactMap { index in
              if case .awaited = states[index] { plan.stages[index].name } else { nil }
            })))
    }
  }
}

extension Decision {
  /// The facts that have a value, by name.
  fileprivate func values(of plan: RoutingPlan) -> [String: Value] {
    var values: [String: Value] = [:]
    for (name, outcome) in zip(plan.facts.names, facts) {
      if case .value(let value) = outcome { values[name] = value }
    }
    return values
  }
}
