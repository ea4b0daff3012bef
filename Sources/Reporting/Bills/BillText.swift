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
      notes(for: plan, on: screen),
      "No call was made.\n",
    ]
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// One table where it fits, else one for the calls and one for their cost.
  private func figures(for plan: RoutingPlan, on screen: Screen) -> String {
    let whole = BillTable(self, plan, showing: [.asked, .cost])
    if whole.table.naturalWidth <= screen.width { return whole.table.text(on: screen) }
    return [BillTable.Figures.asked, .cost]
      .map { BillTable(self, plan, showing: [$0]).table.text(on: screen) }
      .joined(separator: "\n")
  }

  private func comparison(on screen: Screen) -> String {
    comparisonTable?.text(on: screen, withTitles: false) ?? ""
  }

  /// What the baseline costs, and what is saved against it; nil without a baseline.
  var comparisonTable: TextTable? {
    guard let baseline else { return nil }
    var table = TextTable([.text(""), .number(""), .text("", .wrapped)])
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
    // What a stage would save in the monolith's place is asked where a share is given for it.
    for stage in stages where stage.assumption?.source == .given {
      guard let own = stage.baseline else { continue }
      table.add([
        Cell(stage.name), Cell(stage.cost.expected.formatted(), isStarred: true),
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

private typealias Cell = TextTable.Cell

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
  var hasMeteredCosts: Bool { stages.contains { $0.tiers.contains { !$0.isDeclared } } }
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
