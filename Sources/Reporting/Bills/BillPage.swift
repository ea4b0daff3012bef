import Money
package import Planning
package import Simulation

extension Bill {
  /// The bill as one self-contained page: all that its text says, with the scores and the costs
  /// drawn.
  package func page(for plan: RoutingPlan, from origin: PageOrigin) -> String {
    let parts: [HTML?] = [
      headline(of: plan), scoreSection(for: plan), costSection,
      Page.section(
        "The bill",
        [
          table(for: plan, showing: BillColumn.prices).html("What each tier costs"),
          .tag(.h3, nil, "Who is asked"),
          table(for: plan, showing: BillColumn.calls).html("How many subjects each tier is asked"),
        ]),
      comparisonTable.map {
        Page.section("Against the baseline", [$0.html("The bill against the baseline")])
      },
      showsDrift
        ? Page.section(
          "What the meter would say",
          [
            .tag(
              .p, "lead",
              "Costs are declared in the rule file; this is what the provider's prices come to."),
            meterTable.html("Costs by the meter"),
          ]) : nil,
      Page.section("Tokens and time", [useTable.html("Tokens and time that are expected")]),
      models.count > 1
        ? Page.section("By model", [modelTable.html("Calls and costs by model")]) : nil,
      Page.notes(notes(for: plan)), plan.footer(over: subjects, from: origin),
    ]
    return Page(
      title: "\(plan.label): \(total.expected.formatted()) expected",
      kind: "The bill, before the first call",
      heading: [.name(plan.label)], parts: parts.compactMap(\.self)
    ).text
  }

  private func headline(of plan: RoutingPlan) -> HTML {
    let isMetered = hasMeteredCosts
    let expected = HTML.figure(
      total.expected.formatted(), isStarred: restsOnAssumption || isMetered)
    var facts: [(name: String, figure: HTML, meaning: String?)] = [
      ("low", .figure(total.low.formatted(), isStarred: isMetered), "what is certain"),
      ("high", .figure(total.high.formatted(), isStarred: isMetered), "all that is possible"),
      (
        "calls", .figure(counted(askedInAll.expected), isStarred: restsOnAssumption),
        "\(counted(askedInAll.low)) to \(counted(askedInAll.high))"
      ),
    ]
    if let seconds = use.seconds {
      facts.append(
        (
          "time", .figure(duration(seconds.expected), isStarred: !seconds.expected.isZero),
          "\(duration(seconds.low)) to \(duration(seconds.high))"
        ))
    }
    if let baseline {
      let percent = baseline.savingsPercent.map { counted($0.magnitude) + "%" }
      facts.append(
        (
          baseline.savings.isNegative ? "costs more" : "saves",
          .figure(
            USD(baseline.savings.decimal.magnitude).formatted(),
            isStarred: restsOnAssumption || isMetered),
          [percent, "against \(baseline.cost.formatted()) by \(cut(baseline.model, to: 40))"]
            .compactMap(\.self).joined(separator: " ")
        ))
    }
    if let most, !most.isZero {
      facts.append(("at most", .text(most.formatted()), "if every call reaches its limits"))
    }
    let summary = plan.summary.map { [HTML.tag(.p, "lead", .text(cut($0, to: 600)))] } ?? []
    return .tag(
      .section, "headline", [.ariaLabel: "The expected cost"],
      summary + [
        .tag(.p, "figure", expected),
        .tag(
          .p, "what", .text("is expected over \(counted(subjects, "subject")). No call was made.")),
        overview, Page.facts(facts),
      ])
  }

  /// The plan beside the baseline, on one scale.
  private var overview: HTML {
    let most = max(total.high, baseline?.cost ?? .zero)
    let isMetered = hasMeteredCosts
    var rows = [
      BarChart.Row(
        name: "these rules",
        figures: Bill.figures(
          total, isStarred: isMetered, isExpectedStarred: isMetered || restsOnAssumption),
        bars: BarChart.bars(total, of: most))
    ]
    if let baseline {
      rows.append(
        BarChart.Row(
          name: "baseline", detail: "\(baseline.model) for every subject",
          figures: [("", .text(baseline.cost.formatted()))],
          bars: [
            .box("track", from: 0, to: 1, y: 0, height: 16),
            .box("s0", from: 0, to: part(baseline.cost, of: most), y: 1, height: 14),
          ]))
    }
    return BarChart(rows: rows, key: BarChart.estimateKey).html("The total, and the baseline")
  }

  static func figures(
    _ cost: Estimate<USD>, isStarred: Bool, isExpectedStarred: Bool
  ) -> [(name: String, figure: HTML)] {
    [
      ("low", .figure(cost.low.formatted(), isStarred: isStarred)),
      ("expected", .figure(cost.expected.formatted(), isStarred: isExpectedStarred)),
      ("high", .figure(cost.high.formatted(), isStarred: isStarred)),
    ]
  }
}

extension RoutingPlan {
  /// What was priced, so that anybody can tell whether it is still the same.
  func footer(over subjects: Int, from origin: PageOrigin) -> HTML {
    .tag(
      .footer, nil,
      .tag(
        .dl, nil, [:],
        identity.map { HTML.group([.tag(.dt, nil, .text($0.name)), .tag(.dd, nil, $0.value)]) } + [
          .tag(.dt, nil, "priced over"),
          .tag(.dd, nil, .text("\(counted(subjects, "subject")), "), .name(origin.rows)),
        ]),
      .tag(.p, nil, .text("Made by \(origin.program). No call was made.")))
  }

  /// What a plan is known by.
  var identity: [(name: String, value: HTML)] {
    [
      ("rule set", .name(name)), ("version", .text(String(version))),
      ("digest", .tag(.code, nil, .text(digest))),
    ]
      + (settings.isEmpty
        ? [] : [("changed with --set", .name(settings.map(\.text).joined(separator: ", ")))])
  }
}
