import Money
package import Planning
package import Simulation

extension Bill {
  /// The bill for a person: what each stage and tier is asked and costs, the baseline, the
  /// histogram of scores, and on what the figures rest.
  package func text(for plan: RoutingPlan, on screen: Screen) -> String {
    let title = screen.style(.bold, "\(printable(plan.label)) over \(counted(subjects, "subject"))")
    let parts = [
      title + "\n",
      figures(for: plan, on: screen),
      comparison(on: screen),
      showsDrift ? meterTable.text(on: screen) : "",
      useTable.text(on: screen),
      models.count > 1 ? modelTable.text(on: screen) : "",
      histogram(for: plan, on: screen),
      notes(for: plan).text(on: screen),
      "No call was made.\n",
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// One table where it fits, else one for the calls and one for their cost.
  private func figures(for plan: RoutingPlan, on screen: Screen) -> String {
    let whole = table(for: plan, showing: BillColumn.whole)
    if whole.naturalWidth <= screen.width { return whole.text(on: screen) }
    return [BillColumn.calls, BillColumn.prices]
      .map { table(for: plan, showing: $0).text(on: screen) }.joined(separator: "\n")
  }

  private func comparison(on screen: Screen) -> String {
    comparisonTable?.text(on: screen, withTitles: false) ?? ""
  }

  /// What the baseline costs, and what is saved against it; nil without a baseline.
  var comparisonTable: Table? {
    guard let baseline else { return nil }
    var table = Table([
      .text("against the baseline"), .number("amount"), .text("meaning", .wrapped),
    ])
    table.add([
      "baseline", Cell(baseline.cost.formatted()), "\(baseline.model) for every subject",
    ])
    let isStarred = restsOnAssumption || hasMeteredCosts
    let percent = baseline.savingsPercent.map { "\($0)%".replacingMinus } ?? ""
    table.add(
      [
        baseline.savings.isNegative ? "costs more" : "saves",
        Cell(baseline.savings.formatted(), isStarred: isStarred),
        Cell(percent.isEmpty ? "" : "\(percent), as against the expected total"),
      ], baseline.savings.isNegative ? .yellow : .green)
    // Each stage in the monolith's place. A stage that is the only one has said it already, and one
    // that asks nobody has nothing to say.
    let asking = stages.filter { !$0.asked.high.isZero }
    for stage in stages.count > 1 ? asking : [] {
      guard let own = stage.baseline else { continue }
      let isStarred = stage.tiers.contains { stage.isAssumed($0) || !$0.isDeclared }
      table.add([
        Cell(stage.name), Cell(stage.cost.expected.formatted(), isStarred: isStarred),
        Cell("alone, against \(own.cost.formatted()): \(own.words)"),
      ])
    }
    return table
  }

  private func histogram(for plan: RoutingPlan, on screen: Screen) -> String {
    guard !scores.isEmpty else { return "" }
    let chart = ScoreChart(scores, thresholds: ScoreThreshold.all(of: plan))
    return chart.text(on: screen)
  }
}

private typealias Cell = Table.Cell

extension String {
  /// With a typographic minus, as amounts have it.
  fileprivate var replacingMinus: String {
    hasPrefix("-") ? "\u{2212}" + dropFirst() : self
  }
}

extension Bill {
  /// Whether an expected figure counts a share of what is not known yet.
  var restsOnAssumption: Bool { stages.contains { $0.assumption != nil } }

  /// Whether some cost is what the meter is expected to say.
  var hasMeteredCosts: Bool { stages.contains(where: \.hasMeteredCosts) }
}

extension StageBill {
  /// Whether the cost of some tier is what the meter is expected to say.
  var hasMeteredCosts: Bool { tiers.contains { !$0.isDeclared } }
}

extension BaselineBill {
  /// `saves $41.01, 75.0%`
  fileprivate var words: String {
    let verb = savings.isNegative ? "costs more by" : "saves"
    let percent = savingsPercent.flatMap { try? $0.magnitude.rounded(toPlaces: 1) }
    guard let percent else { return "\(verb) \(USD(savings.decimal.magnitude).formatted())" }
    let digits = percent.description
    return "\(verb) \(USD(savings.decimal.magnitude).formatted()), "
      + (digits.contains(".") ? digits : digits + ".0") + "%"
  }
}
