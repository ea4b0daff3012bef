import Money
import Planning
import Simulation

extension Bill {
  /// Whether some cost is declared where the meter would say something, too.
  var showsDrift: Bool {
    stages.contains { $0.tiers.contains { $0.isDeclared && $0.metered != nil } }
  }

  /// What the meter would say beside what is declared, a row for each tier that has a meter.
  var meterTable: Table {
    var table = Table([
      .text("by the meter", .shortened), .text("", .shortened, name: "tier"), .number("a call"),
      .number("low", group: "cost"), .number("expected", group: "cost"),
      .number("high", group: "cost"), .number("drift"), .number("", name: "drift, percent"),
    ])
    for stage in stages {
      var isFirst = true
      for tier in stage.tiers {
        guard let metered = tier.metered else { continue }
        let drift = Drift(metered: metered.cost, cost: tier.cost)
        table.add(
          [
            .init(isFirst ? stage.name : ""), .init(tier.atLeast == nil ? "" : tier.name),
            .init(metered.unitCost.brief(digits: 3), isStarred: true),
          ] + Self.cells(metered.cost, drift))
        isFirst = false
      }
    }
    table.addRule()
    if let metered {
      table.add(
        ["total", "", ""] + Self.cells(metered, Drift(metered: metered, cost: total)), .bold)
    }
    return table
  }

  private static func cells(_ cost: Estimate<USD>, _ drift: Drift?) -> [Table.Cell] {
    [
      .init(cost.low.brief(), isStarred: !cost.low.isZero),
      .init(cost.expected.brief(), isStarred: !cost.expected.isZero),
      .init(cost.high.brief(), isStarred: !cost.high.isZero),
      .init(drift?.amount.signed() ?? ""), .init(signedPercent(drift?.percent)),
    ]
  }
}
