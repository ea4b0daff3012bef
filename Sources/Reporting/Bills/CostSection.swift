import Money
import Planning
import Simulation

extension Bill {
  /// What each tier costs, drawn on one scale; nil where nothing costs anything.
  var costSection: HTML? {
    let all = stages.flatMap { stage in
      stage.tiers.filter { !$0.cost.high.isZero }.map { (stage: stage, tier: $0) }
    }
    guard let most = all.map(\.tier.cost.high).max() else { return nil }
    let dear = Set(
      all.indices.sorted { all[$0].tier.cost.high > all[$1].tier.cost.high }
        .prefix(Self.tiersDrawn))
    let shown = all.indices.filter(dear.contains).map { all[$0] }
    let chart = BarChart(
      rows: shown.map { row(of: $0.tier, in: $0.stage, most) }, key: BarChart.estimateKey)
    let hidden = all.count - shown.count
    let free = stages.flatMap(\.tiers).count - all.count
    let hint = hidden + free == 0 ? [] : [HTML.tag(.p, "hint", .text(leftOut(hidden, free)))]
    return Page.section("Cost by tier", [chart.html("Cost by tier")] + hint)
  }

  private static let tiersDrawn = 40

  private func leftOut(_ hidden: Int, _ free: Int) -> String {
    let parts =
      (hidden > 0 ? ["the \(counted(hidden)) cheapest"] : [])
      + (free > 0 ? ["\(counted(free, "tier")) that nobody is asked or that cost nothing"] : [])
    return "Not drawn: \(parts.joined(separator: ", and ")). The bill below has all of them."
  }

  private func row(of tier: TierBill, in stage: StageBill, _ most: USD) -> BarChart.Row {
    BarChart.Row(
      name: tier.atLeast == nil ? stage.name : "\(stage.name).\(tier.name)", detail: tier.model,
      figures: Self.figures(
        tier.cost, isStarred: !tier.isDeclared,
        isExpectedStarred: !tier.isDeclared || stage.isAssumed(tier)),
      bars: BarChart.bars(tier.cost, of: most))
  }
}
