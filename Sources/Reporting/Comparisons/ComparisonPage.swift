import Money
import Planning
import Rules
import Simulation

extension ComparisonReport {
  /// The comparison as one self-contained page: all that its text says, with costs before and after
  /// and the moves drawn.
  package func page(from origin: PageOrigin) -> String {
    let parts: [HTML?] = [
      headline, gateSection, changeSection, costSection, stageSection, moveSection,
      comparison.models.isEmpty
        ? nil
        : Page.section(
          "By model", [modelTable(showing: ComparisonColumn.text).html("Calls and costs by model")]),
      groupTable.map { Page.section("Groups affected the most", [$0.html("Groups affected")]) },
      Page.notes(notes), footer(from: origin),
    ]
    return Page(
      title: "\(names.old) → \(names.new): \(summary)", kind: "The price of a rule change",
      heading: [.name(names.old), .tag(.span, "arrow", " → "), .name(names.new)],
      parts: parts.compactMap(\.self)
    ).text
  }

  private var headline: HTML {
    let (old, new, change) = (comparison.old.total, comparison.new.total, comparison.change)
    let direction = change.expected.isZero ? nil : change.expected.isNegative ? "cheaper" : "dearer"
    func both(_ old: USD, _ new: USD) -> String { "\(old.formatted()) → \(new.formatted())" }
    return .tag(
      .section, "headline", [.ariaLabel: "What the change costs"],
      [
        .tag(
          .p, "figure \(direction ?? "same")",
          .figure(change.expected.signed(), isStarred: isStarred && !change.expected.isZero)),
        .tag(
          .p, "what",
          .text("\(summary) over \(subjectsText)." + (isUnchanged ? " Nothing changes." : ""))),
        Page.facts([
          ("low", .text(both(old.low, new.low)), "\(change.low.signed()), what is certain"),
          (
            "expected", .figure(both(old.expected, new.expected), isStarred: isStarred),
            change.expected.signed()
          ),
          (
            "high", .text(both(old.high, new.high)),
            "\(change.high.signed()), all that is possible"
          ),
        ]),
      ])
  }

  private var gateSection: HTML? {
    guard !gates.isEmpty else { return nil }
    let items = gates.map { result in
      let state = !result.isClosed ? "passed" : result.gate.isWarning ? "warning" : "closed"
      return HTML.tag(
        .li, state, .tag(.strong, nil, .text(state)), " ",
        .tag(.code, nil, .name(result.gate.option)), .text(": \(result.found)."))
    }
    return Page.section("Gates", [.tag(.ul, "gates", [:], items)])
  }

  private var changeSection: HTML? {
    guard !comparison.rules.isEmpty else { return nil }
    let sections = comparison.rules.sections
    let items = comparison.rules.changes.map { change in
      HTML.tag(
        .li, nil, .tag(.code, nil, .name(change.path)), " ", .text(cut(change.words, to: 600)))
    }
    return Page.section(
      "What changed" + (sections.isEmpty ? "" : " in \(listed(sections))"),
      [.tag(.ul, "changes", [:], items)])
  }

  private var stageSection: HTML? {
    guard !comparison.stages.isEmpty else { return nil }
    let columns = [.sign, .stage, .tier] + ComparisonColumn.text
    return Page.section(
      "Stages and tiers", [stageTable(showing: columns).html("Stages and tiers that differ")])
  }

  /// The total, and each stage and tier that differs, before and after.
  private var costSection: HTML? {
    guard !comparison.stages.isEmpty else { return nil }
    let total = Versions<Estimate<USD>?>(old: comparison.old.total, new: comparison.new.total)
    let most = [comparison.old.total.high, comparison.new.total.high].max() ?? .zero
    let whole = ComparisonLine(
      cost: total, restsOnAssumption: !assumptions.isEmpty, isMetered: isMetered)
    var rows = [row("in all", whole, most)]
    for stage in comparison.stages {
      rows.append(row(stage.name, stage.line, most))
      for tier in stage.tiers where tier.old?.atLeast != nil || tier.new?.atLeast != nil {
        rows.append(row("\(stage.name).\(tier.name)", stage.line(of: tier), most))
      }
    }
    let chart = BarChart(rows: Array(rows.prefix(Self.rowsDrawn)), key: BarChart.versionKey)
    let hidden = rows.count - min(rows.count, Self.rowsDrawn)
    let hint =
      hidden > 0
      ? [HTML.tag(.p, "hint", .text("\(counted(hidden)) more stand in the table below."))] : []
    return Page.section("Expected cost, before and after", [chart.html("Before and after")] + hint)
  }

  private static let rowsDrawn = 40

  private func row(_ name: String, _ line: ComparisonLine, _ most: USD) -> BarChart.Row {
    let change = line.cell(.change)
    return BarChart.Row(
      name: name,
      figures: [
        ("", .text(line.cell(.bothCosts).text)),
        ("", .tag(.strong, nil, .figure(change.text, isStarred: change.isStarred))),
      ], bars: BarChart.bars(line.cost, of: most), height: 34)
  }

  private var moveSection: HTML? {
    let stages = comparison.stages.filter { !$0.moves.isEmpty }
    guard !stages.isEmpty else { return nil }
    let parts = stages.flatMap { stage -> [HTML] in
      let heading = HTML.tag(.h3, nil, .text("In "), .name(stage.name))
      let matrix = MoveMatrix(stage, plans).map { [$0.html] } ?? []
      return [heading] + matrix + [moveTable(of: stage).html("Moves in \(cut(stage.name, to: 60))")]
    }
    return Page.section("Who moves, and what that costs", parts)
  }

  private func footer(from origin: PageOrigin) -> HTML {
    func entry(_ side: String, _ plan: RoutingPlan, _ subjects: Int) -> [HTML] {
      [
        .tag(.dt, nil, .text(side)),
        .tag(
          .dd, nil, .name(plan.label), .text(", \(counted(subjects, "subject")), "),
          .tag(.code, nil, .text(plan.digest))),
      ]
    }
    return .tag(
      .footer, nil,
      .tag(
        .dl, nil, [:],
        entry("old", plans.old, comparison.old.subjects)
          + entry("new", plans.new, comparison.new.subjects) + [
            .tag(.dt, nil, "priced over"), .tag(.dd, nil, .name(origin.rows)),
          ]),
      .tag(.p, nil, .text("Made by \(origin.program). No call was made.")))
  }
}
