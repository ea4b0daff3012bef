import Money
package import Planning
package import Simulation

extension Bill {
  /// The bill as a comment or a page in Markdown: the tables and notes of the text.
  package func markdown(for plan: RoutingPlan) -> String {
    var tables = [BillTable(self, plan, showing: [.asked, .cost]).table]
    if let comparisonTable { tables.append(comparisonTable) }
    if showsDrift { tables.append(meterTable) }
    tables.append(useTable)
    if models.count > 1 { tables.append(modelTable) }
    let notes = notes(for: plan, on: Screen(width: .max)).split(separator: "\n").map {
      "- \(markdownText($0.hasPrefix("* ") || $0.hasPrefix("- ") ? String($0.dropFirst(2)) : String($0)))"
    }
    let title = "### \(markdownText(plan.label)) over \(counted(subjects, "subject"))"
    let parts =
      [title] + tables.map { MarkdownTable($0).text }
      + (notes.isEmpty ? [] : [notes.joined(separator: "\n")]) + ["No call was made."]
    return parts.joined(separator: "\n\n") + "\n"
  }

  /// A line for each stage and tier, with plain figures: US dollars without a sign of the currency.
  package func csv(for plan: RoutingPlan) -> String {
    var lines = [
      csvLine([
        "ruleset", "version", "stage", "tier", "model", "provider", "at_least", "subjects",
        "asked_low", "asked_expected", "asked_high", "unit_cost", "cost_low", "cost_expected",
        "cost_high", "assumed_share", "share_source",
      ])
    ]
    for stage in stages {
      for tier in stage.tiers {
        let names = [stage.name, tier.name, tier.model, tier.provider].map(csvText)
        let asked = [tier.asked.low, tier.asked.expected, tier.asked.high].map(\.description)
        let cost = [tier.unitCost, tier.cost.low, tier.cost.expected, tier.cost.high]
          .map(\.description)
        let head: [String?] = [csvText(plan.name), String(plan.version)] + names
        let counts: [String?] = [tier.atLeast.map { String($0) }, String(tier.subjects)]
        let rest: [String?] =
          asked + cost + [stage.assumption?.share.description, stage.assumption?.source.name]
        lines.append(csvLine(head + counts + rest))
      }
    }
    return lines.joined()
  }
}

extension Assumption.Source {
  /// As in JSON.
  fileprivate var name: String {
    switch self {
    case .measured: "measured"
    case .assume: "assume"
    case .given: "given"
    case .none: "none"
    }
  }
}
