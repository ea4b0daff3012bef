import Money
import Planning
import Simulation

/// The rows of a bill: a tier each, and the total.
struct BillTable {
  enum Figures { case asked, cost }

  let table: TextTable

  init(_ bill: Bill, _ plan: RoutingPlan, showing figures: [Figures]) {
    var columns: [TextTable.Column] = [.text("stage"), .text("tier"), .number("score")]
    if figures.contains(.asked) {
      columns += [.number("subjects")] + Self.estimate("asked")
    }
    if figures.contains(.cost) {
      columns += [.text("model", .shortened), .number("a call")] + Self.estimate("cost")
    }
    var table = TextTable(columns)
    for stage in bill.stages {
      for (index, tier) in stage.tiers.enumerated() {
        let row = TierRow(stage: stage, tier: tier, range: Self.range(of: tier, in: stage, plan))
        table.add(row.cells(showing: figures, isFirst: index == 0))
      }
    }
    table.addRule()
    var total: [TextTable.Cell] = ["total", "", ""]
    if figures.contains(.asked) { total += [""] + Self.asked(bill) }
    if figures.contains(.cost) { total += ["", ""] + Self.cost(bill) }
    table.add(total, .bold)
    self.table = table
  }

  private static func estimate(_ group: String) -> [TextTable.Column] {
    [
      .number("low", group: group), .number("expected", group: group),
      .number("high", group: group),
    ]
  }

  private static func range(
    of tier: TierBill, in stage: StageBill, _ plan: RoutingPlan
  ) -> ScoreRange {
    guard let planned = plan.stage(named: stage.name), let own = planned.tier(named: tier.name)
    else { return ScoreRange(from: tier.atLeast, to: nil) }
    return ScoreRange(of: own, in: planned)
  }

  private static func asked(_ bill: Bill) -> [TextTable.Cell] {
    let asked = bill.askedInAll
    return [
      .init(counted(asked.low)),
      .init(counted(asked.expected), isStarred: bill.restsOnAssumption),
      .init(counted(asked.high)),
    ]
  }

  private static func cost(_ bill: Bill) -> [TextTable.Cell] {
    let isMetered = bill.hasMeteredCosts
    return [
      .init(bill.total.low.formatted(), isStarred: isMetered),
      .init(bill.total.expected.formatted(), isStarred: isMetered || bill.restsOnAssumption),
      .init(bill.total.high.formatted(), isStarred: isMetered),
    ]
  }
}

private struct TierRow {
  let stage: StageBill
  let tier: TierBill
  let range: ScoreRange

  private var isAssumed: Bool { stage.isAssumed(tier) }

  func cells(showing figures: [BillTable.Figures], isFirst: Bool) -> [TextTable.Cell] {
    var cells: [TextTable.Cell] = [
      .init(isFirst ? stage.name : ""), .init(tier.atLeast == nil ? "" : tier.name),
      .init(range.description),
    ]
    if figures.contains(.asked) {
      cells += [
        .init(counted(tier.subjects)), .init(counted(tier.asked.low)),
        .init(counted(tier.asked.expected), isStarred: isAssumed),
        .init(counted(tier.asked.high)),
      ]
    }
    if figures.contains(.cost) {
      cells += [
        .init(tier.model),
        .init(
          tier.isDeclared ? tier.unitCost.formatted() : tier.unitCost.brief(digits: 3),
          isStarred: !tier.isDeclared),
        .init(tier.cost.low.formatted(), isStarred: !tier.isDeclared),
        .init(tier.cost.expected.formatted(), isStarred: !tier.isDeclared || isAssumed),
        .init(tier.cost.high.formatted(), isStarred: !tier.isDeclared),
      ]
    }
    return cells
  }
}
