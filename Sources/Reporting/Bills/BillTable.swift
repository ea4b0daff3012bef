import Money
import Planning
import Simulation

extension Bill {
  /// The rows of the bill, a tier each, and below them the total.
  func table(for plan: RoutingPlan, showing columns: [BillColumn]) -> Table {
    var table = tierTable(for: plan, showing: columns)
    table.addRule()
    table.add(columns.map(totalCell), .bold)
    return table
  }

  /// The rows alone.
  func tierTable(for plan: RoutingPlan, showing columns: [BillColumn]) -> Table {
    var table = Table(columns.map(\.column))
    for stage in stages {
      for (index, tier) in stage.tiers.enumerated() {
        let row = TierRow(stage: stage, tier: tier, isFirst: index == 0, plan: plan)
        table.add(columns.map(row.cell))
      }
    }
    return table
  }

  private func totalCell(_ column: BillColumn) -> Table.Cell {
    switch column {
    case .stage: "total"
    case .asked(let bound):
      .init(counted(askedInAll[bound]), isStarred: bound == .expected && restsOnAssumption)
    case .cost(let bound):
      .init(
        total[bound].formatted(),
        isStarred: hasMeteredCosts || (bound == .expected && restsOnAssumption))
    default: ""
    }
  }
}

private struct TierRow {
  let stage: StageBill
  let tier: TierBill
  /// Whether it is the first of its stage: the others leave the stage's name out for people.
  let isFirst: Bool
  let plan: RoutingPlan

  func cell(_ column: BillColumn) -> Table.Cell {
    switch column {
    case .ruleset: .data(plan.name)
    case .version: .data(String(plan.version))
    case .stage: .init(isFirst ? stage.name : "", datum: stage.name)
    case .tier: .init(tier.atLeast == nil ? "" : tier.name, datum: tier.name)
    case .score: .init(range.description)
    case .model: .init(tier.model)
    case .provider: .data(tier.provider)
    case .atLeast: .data(tier.atLeast.map { String($0) })
    case .subjects: .init(counted(tier.subjects), datum: String(tier.subjects))
    case .unitCost:
      .init(
        tier.isDeclared ? tier.unitCost.formatted() : tier.unitCost.brief(digits: 3),
        isStarred: !tier.isDeclared, datum: tier.unitCost.description)
    case .asked(let bound):
      .init(
        counted(tier.asked[bound]), isStarred: bound == .expected && isAssumed,
        datum: tier.asked[bound].description)
    case .cost(let bound):
      .init(
        tier.cost[bound].formatted(),
        isStarred: !tier.isDeclared || (bound == .expected && isAssumed),
        datum: tier.cost[bound].description)
    case .share: .data(stage.assumption?.share.description)
    case .shareSource: .data(stage.assumption?.source.name)
    }
  }

  private var isAssumed: Bool { stage.isAssumed(tier) }

  private var range: ScoreRange {
    guard let planned = plan.stage(named: stage.name), let own = planned.tier(named: tier.name)
    else { return ScoreRange(from: tier.atLeast, to: nil) }
    return ScoreRange(of: own, in: planned)
  }
}

extension Assumption.Source {
  /// As in JSON.
  var name: String {
    switch self {
    case .measured: "measured"
    case .assume: "assume"
    case .given: "given"
    case .none: "none"
    }
  }
}
