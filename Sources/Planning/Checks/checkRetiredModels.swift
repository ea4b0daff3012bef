import Diagnostics
import Rules

extension PlanCompiler {
  /// `retired-model` and `retiring-model`: a stage asks a model that its provider has retired, or
  /// will within 60 days. Counted from today, or from the day of the price book where that is later.
  ///
  /// ```
  /// warning[retired-model]: model 'gpt-4.1-nano' was retired on 2026-10-23
  ///   |
  /// 7 |   sort: { model: gpt-4.1-nano, … }
  ///   |                  ^^^^^^^^^^^^ asked here
  ///   = help: ask another model, or correct 'retires' in rules/models.yaml
  /// ```
  mutating func checkRetiredModels(of plan: RoutingPlan) {
    guard let today = [today, CalendarDay(priceBook.asOf)].compactMap(\.self).max() else { return }
    var reported: Set<String> = []
    for stage in plan.stages {
      for tier in stage.tiers {
        guard let retires = priceBook.model(tier.call.model)?.retires,
          let day = CalendarDay(retires.value), let rule = callRule(of: tier, in: stage)
        else { continue }
        let left = day.days(after: today)
        guard left <= Self.soon, reported.insert(tier.call.model).inserted else { continue }
        let isGone = left <= 0
        diagnostics.add(
          Diagnostic(
            .warning, isGone ? "retired-model" : "retiring-model",
            "model '\(tier.call.model)' \(isGone ? "was" : "will be") retired on \(retires.value)",
            at: rule.model.range, label: "asked here",
            also: [.init(range: retires.range, text: "retired from here on")],
            help: "ask another model, or correct 'retires' in \(priceBook.source.name)"))
      }
    }
  }

  /// Days before a retirement that are called soon.
  private static let soon = 60
}
