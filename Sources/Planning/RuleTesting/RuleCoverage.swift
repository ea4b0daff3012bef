import Expressions
package import Money
import Rules

/// Which tiers are asked by any case, and which conditions come out true and false in any.
package struct RuleCoverage: Sendable {
  /// What a case can reach in a rule file.
  package enum Goal: Sendable, Hashable {
    /// A tier that is asked; without a tier's name where the stage asks everyone the same.
    case tier(stage: String, tier: String?)
    /// The `when` of a stage that comes out so.
    case stageCondition(stage: String, Bool)
    /// A fact that is an expression, and comes out so.
    case factCondition(fact: String, Bool)
  }

  /// A goal of one rule file, and whether any case reaches it.
  package struct Entry: Sendable, Hashable {
    /// The rule file's name beside the tests.
    package let file: String
    package let goal: Goal
    package let isReached: Bool
  }

  /// Rule file by rule file, in the order of the plan.
  package let entries: [Entry]

  package init(of suite: RuleTestSuite, _ results: [RuleTrialResult]) {
    entries = suite.plans.flatMap { file, plan in
      let reached = Set(results.filter { $0.trial.file == file }.flatMap(\.reached))
      return plan.goals.map { Entry(file: file, goal: $0, isReached: reached.contains($0)) }
    }
  }

  /// The coverage of several suites together.
  package init(_ parts: [RuleCoverage]) {
    entries = parts.flatMap(\.entries)
  }

  package var reached: Int { entries.count(where: \.isReached) }
  package var total: Int { entries.count }

  /// Whether less than this percentage is reached, compared exactly.
  package func isBelow(_ percent: ExactDecimal) -> Bool {
    guard let wanted = try? percent * total, let found = try? ExactDecimal(reached) * 100 else {
      return true
    }
    return found < wanted
  }
}

extension RoutingPlan {
  fileprivate var goals: [RuleCoverage.Goal] {
    let facts = facts.derived.filter { $0.fact.type == .bool }.map(\.fact.name)
    return facts.flatMap { name in [true, false].map { .factCondition(fact: name, $0) } }
      + stages.flatMap { stage -> [RuleCoverage.Goal] in
        let conditions: [RuleCoverage.Goal] =
          stage.when == nil ? [] : [true, false].map { .stageCondition(stage: stage.name, $0) }
        return stage.tiers.map { $0.goal(in: stage) } + conditions
      }
  }
}

extension Tier {
  fileprivate func goal(in stage: Stage) -> RuleCoverage.Goal {
    .tier(stage: stage.name, tier: atLeast == nil ? nil : name)
  }
}

extension RuleTrialResult {
  /// What this case reaches.
  fileprivate var reached: [RuleCoverage.Goal] {
    let plan = trial.plan
    var goals: [RuleCoverage.Goal] = []
    for derived in plan.facts.derived {
      guard case .value(.bool(let value)) = names.binding(derived.fact.name) else { continue }
      goals.append(.factCondition(fact: derived.fact.name, value))
    }
    for (stage, decided) in zip(plan.stages, decision.stages) {
      guard let tier = stage.tiers.first(where: { $0.index == decided.tier }) else { continue }
      if decided.state == .asked { goals.append(tier.goal(in: stage)) }
      // The condition of a subject that reaches no tier is never looked at.
      guard let when = stage.when?.expression,
        case .value(.bool(let value)) = when.evaluate(names.binding)
      else { continue }
      goals.append(.stageCondition(stage: stage.name, value))
    }
    return goals
  }
}
