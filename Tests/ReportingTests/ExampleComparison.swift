import Money
import Planning
import Testing

@testable import Reporting
@testable import Simulation

/// What the second version of the example's rules costs against the first.
enum ExampleComparison {
  /// - Parameter name: What everything with a name is called instead.
  static func report(naming name: String? = nil) throws -> ComparisonReport {
    let plans = Versions(
      old: try ExamplePlan.load(), new: try ExamplePlan.load(version: 2))
    let whole = try compare(
      plans.old, plans.new, over: try madeUpProfile([200, 500, 1_900, 60, 40, 34]))
    let comparison = Comparison(
      old: whole.old, new: whole.new,
      rules: whole.rules,
      stages: whole.stages.map { renamed($0, to: name) },
      models: whole.models.map {
        ModelComparison(model: name ?? $0.model, asked: $0.asked, cost: $0.cost)
      }, change: whole.change, changePercent: whole.changePercent)
    let gates = try [
      Gate(.total(try #require(USD("1"))), option: name ?? "--max-cost 1"),
      Gate(.percent(.zero), option: name ?? "--warn-above 0%", isWarning: true),
    ].map { try $0.result(of: comparison) }
    let group = GroupChange(group: name ?? "g-1", subjects: 12, cost: USD("0.5") ?? .zero)
    return ComparisonReport(
      comparison, of: plans, named: Versions(old: name ?? "old", new: name ?? "new"),
      groups: .found([group], of: 7), gates: gates)
  }

  private static func renamed(_ stage: StageComparison, to name: String?) -> StageComparison {
    var answers = KeptAnswers()
    answers.good = 1
    answers.again = 2
    return StageComparison(
      name: name ?? stage.name, old: stage.old, new: stage.new,
      tiers: stage.tiers.map {
        TierComparison(name: name ?? $0.name, old: $0.old, new: $0.new)
      }, moves: stage.moves, answers: answers)
  }
}
