import Diagnostics
import Prompts
import Rules

extension PlanCompiler {
  /// `unused-fact`: a fact that nothing reads: no score, no condition, no prompt, and no fact that
  /// one of these reads.
  ///
  /// ```
  /// warning[unused-fact]: nothing uses fact 'manuals'
  ///   |
  /// 5 |   manuals: { count: manuals, by: owner }
  ///   |   ^^^^^^^
  ///   = help: give it points under 'score', or remove it
  /// ```
  mutating func checkUnusedFacts(of plan: RoutingPlan) {
    var used = Set(plan.score.map(\.fact))
    for stage in plan.stages {
      used.formUnion(stage.when?.facts ?? [])
      for tier in stage.tiers {
        used.formUnion(tier.call.prompt.template.names.compactMap(\.path.first))
      }
    }
    // Derived facts come after those that they read, so that one way back finds all.
    for derived in plan.facts.derived.reversed() where used.contains(derived.fact.name) {
      used.formUnion(derived.condition.facts)
    }
    for fact in rules.facts where !used.contains(fact.name.value) {
      warn(
        "unused-fact", "nothing uses fact '\(fact.name.value)'", at: fact.name.range,
        help: "give it points under 'score', or remove it")
    }
  }
}
