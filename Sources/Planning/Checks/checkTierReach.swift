import Diagnostics
import Rules

extension PlanCompiler {
  /// `unreachable-tier`: no subject can ever be asked in this tier.
  ///
  /// Its threshold lies above the highest score, or every score that reaches it reaches a higher
  /// tier too, or the stage's condition fails wherever it is reached. A warning: a what-if may well
  /// bring it within reach.
  ///
  /// ```
  /// warning[unreachable-tier]: no score reaches tier 'confirm': the highest is 100
  ///   |
  /// 9 |       confirm: { at_least: 110, … }
  ///   |                            ^^^ 10 points too high
  ///   = help: the highest score, for example: is_known = true, orders = 5
  /// ```
  mutating func checkTierReach(
    of plan: RoutingPlan, _ classes: FactClasses, _ survey: RoutingSurvey?
  ) {
    for stage in plan.stages {
      for tier in stage.tiers {
        guard let threshold = tier.atLeast, let range = rule(of: tier, in: stage)?.atLeast.range
        else { continue }
        guard let survey, classes.isScoreExact else {
          checkInterval(of: plan, tier, threshold, at: range)
          continue
        }
        let outcome = survey.stages[stage.index]
        if !outcome.reached.contains(tier.index) {
          reportUnreached(tier, threshold, at: range, stage, plan, survey)
        } else if !outcome.askable.contains(tier.index), !outcome.neverHolds {
          let witness = survey.lowest(from: threshold).map { plan.facts.witness($0.facts) }
          warn(
            "unreachable-tier",
            "tier '\(tier.name)' is never asked: the condition of '\(stage.name)' fails for every "
              + "score that reaches it",
            at: range, label: "reached only where 'when' is false", help: witness)
        }
      }
    }
  }

  private mutating func reportUnreached(
    _ tier: Tier, _ threshold: Int64, at range: SourceRange, _ stage: Stage, _ plan: RoutingPlan,
    _ survey: RoutingSurvey
  ) {
    guard let highest = survey.highest else { return }
    if highest.score < threshold {
      warn(
        "unreachable-tier",
        "no score reaches tier '\(tier.name)': the highest is \(highest.score)", at: range,
        label: points(from: highest.score, to: threshold),
        help: "the highest score, \(plan.facts.witness(highest.facts))")
      return
    }
    guard tier.index > 0, let next = survey.lowest(from: threshold),
      let above = stage.tier(forScore: next.score),
      let aboveRange = rule(of: above, in: stage)?.atLeast.range
    else { return }
    diagnostics.add(
      Diagnostic(
        .warning, "unreachable-tier",
        "no score stops at tier '\(tier.name)': each from \(threshold) up reaches '\(above.name)'",
        at: range, label: "the lowest score from here up is \(next.score)",
        also: [.init(range: aboveRange, text: "'\(above.name)' starts here")],
        help: "score \(next.score), \(plan.facts.witness(next.facts))"))
  }

  private mutating func checkInterval(
    of plan: RoutingPlan, _ tier: Tier, _ threshold: Int64, at range: SourceRange
  ) {
    guard let highest = plan.scoreInterval.high, highest < Int128(threshold) else { return }
    warn(
      "unreachable-tier",
      "no score reaches tier '\(tier.name)': none is above \(highest)", at: range,
      label: "more than all points together")
  }

  private func points(from score: Int64, to threshold: Int64) -> String {
    let missing = Int128(threshold) - Int128(score)
    return missing == 1 ? "1 point too high" : "\(missing) points too high"
  }
}
