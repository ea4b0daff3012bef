import Diagnostics
import Rules

extension PlanCompiler {
  /// `always-true` and `always-false`: a stage's `when` comes to the same for every subject,
  /// whatever earlier stages answer.
  ///
  /// ```
  /// warning[always-false]: the condition of stage 'find_gaps' never holds
  ///   |
  /// 9 |     when: score < 0
  ///   |           ^^^^^^^^^ always false
  ///   = help: for example: is_known = false, orders = 0
  /// ```
  mutating func checkSettledConditions(
    of plan: RoutingPlan, _ classes: FactClasses, _ survey: RoutingSurvey
  ) {
    for stage in plan.stages where classes.exactStages.contains(stage.index) {
      guard stage.when != nil, let text = rule(of: stage)?.when else { continue }
      let outcome = survey.stages[stage.index]
      if outcome.alwaysHolds {
        warn(
          "always-true", "the condition of stage '\(stage.name)' holds for every subject",
          at: text.range, label: "always true", help: outcome.holds.map { plan.facts.witness($0) })
      } else if outcome.neverHolds {
        warn(
          "always-false", "the condition of stage '\(stage.name)' never holds", at: text.range,
          label: "always false", help: outcome.fails.map { plan.facts.witness($0) })
      }
    }
  }
}
