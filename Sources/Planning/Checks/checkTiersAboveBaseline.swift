import Diagnostics
import Money
import Rules

extension PlanCompiler {
  /// `tier-above-baseline`: a call costs more than the one call for everything that savings are
  /// measured against, so that each subject asked here loses what others save.
  ///
  /// Where no cost is declared, the least that the meter can say counts: the image alone.
  ///
  /// ```
  /// warning[tier-above-baseline]: tier 'infer' costs more than the baseline
  ///   |
  /// 9 |       infer: { at_least: 10, model: large, cost: 0.03, … }
  ///   |                                                  ^^^^ $0.03 a call
  /// …
  /// 20 | baseline: { model: large, cost: 0.02 }
  ///   |                                  ---- $0.02 a call
  /// ```
  mutating func checkTiersAboveBaseline(of plan: RoutingPlan) {
    guard let baseline = plan.baseline else { return }
    for stage in plan.stages {
      for tier in stage.tiers {
        let call = tier.call
        let floor = CallCeiling(
          prices: call.meter, imageTokens: call.imageTokens, prompt: call.prompt
        ).imageAlone?.cost
        guard let rule = callRule(of: tier, in: stage), let cost = call.declared ?? floor,
          cost > baseline.cost.value
        else { continue }
        let name = tier.atLeast == nil ? "stage '\(stage.name)'" : "tier '\(tier.name)'"
        let isFloor = call.declared == nil
        diagnostics.add(
          Diagnostic(
            .warning, "tier-above-baseline", "\(name) costs more than the baseline",
            at: rule.cost?.range ?? rule.model.range,
            label: (isFloor ? "at least " : "") + "\(cost.formatted()) a call",
            also: [
              .init(
                range: baseline.cost.range, text: "\(baseline.cost.value.formatted()) a call")
            ],
            help: "ask a model that costs less, or correct the baseline"))
      }
    }
  }
}
