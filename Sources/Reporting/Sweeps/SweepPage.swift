import Money
import Planning
import Simulation

extension SweepReport {
  /// The sweep as one self-contained page: a bar for each value, and the cost of each stage.
  package func page(from origin: PageOrigin) -> String {
    let most = sweep.steps.compactMap { $0.bill?.total.high }.max() ?? .zero
    let rows = sweep.steps.map { row(of: $0, most) }
    let chart = BarChart(rows: rows, key: BarChart.estimateKey)
    let parts: [HTML?] = [
      lead,
      Page.section("The bill along the values", [chart.html("The bill for each value")]),
      Page.section("The figures", [figures.html("The bill for each value, and of each stage")]),
      Page.notes(notes), plan.footer(over: sweep.base.subjects, from: origin),
    ]
    return Page(
      title: "\(plan.label) along \(sweep.path)", kind: "What one setting costs",
      heading: [.name(plan.label), .tag(.span, "arrow", " along "), .name(sweep.path)],
      parts: parts.compactMap(\.self)
    ).text
  }

  private var lead: HTML {
    let base = sweep.base
    let now = sweep.current.map { ", with \($0)," } ?? ""
    var words = [HTML.text("As the rules stand\(now) the expected cost is ")]
    words.append(
      .tag(
        .strong, nil,
        .figure(base.total.expected.formatted(), isStarred: base.restsOnAssumption)))
    words.append(.text(" over \(counted(base.subjects, "subject")). No call was made."))
    let result = fitting == nil ? "There is " + nothingFits : fit
    let found = target == nil ? [] : [HTML.tag(.p, nil, .text(result))]
    return .tag(.section, "headline", [:], [.tag(.p, nil, [:], words)] + found)
  }

  private func row(of step: SweepStep, _ most: USD) -> BarChart.Row {
    let mark = self.mark(step)
    guard let bill = step.bill else {
      return BarChart.Row(
        name: step.values, detail: mark, figures: [("", .text(cut(step.fault ?? "", to: 200)))],
        bars: [])
    }
    let isMetered = bill.hasMeteredCosts
    return BarChart.Row(
      name: step.values, detail: mark,
      figures: Bill.figures(
        bill.total, isStarred: isMetered, isExpectedStarred: isMetered || bill.restsOnAssumption),
      bars: BarChart.bars(bill.total, of: most))
  }

  private var figures: Table {
    table(
      showing: [.value, .mark] + SweepColumn.costs + stageNames.map(SweepColumn.shownStage)
        + (sweep.steps.contains { $0.fault != nil } ? [.fault] : []))
  }
}

extension SensitivityReport {
  /// What a step of each number is worth, as one self-contained page.
  package func page(from origin: PageOrigin) -> String {
    let base = sensitivity.base
    let lead = HTML.tag(
      .p, nil, "As the rules stand the expected cost is ",
      .tag(
        .strong, nil, .figure(base.total.expected.formatted(), isStarred: base.restsOnAssumption)),
      .text(" over \(counted(base.subjects, "subject")). No call was made."))
    let parts: [HTML?] = [
      .tag(.section, "headline", lead),
      sensitivity.numbers.isEmpty
        ? nil
        : Page.section(
          "One less, one more", [table.html("What one step of each threshold and weight is worth")]),
      Page.notes(base.assumptionNotes), plan.footer(over: base.subjects, from: origin),
    ]
    return Page(
      title: "\(plan.label): what one step is worth", kind: "What one step is worth",
      heading: [.name(plan.label)], parts: parts.compactMap(\.self)
    ).text
  }
}
