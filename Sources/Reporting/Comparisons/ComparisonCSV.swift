import Money
import Simulation

extension ComparisonReport {
  /// A line for each stage and tier that differs, with plain figures in US dollars.
  package var csv: String {
    var lines = [
      csvLine([
        "stage", "tier", "change", "old_asked_expected", "new_asked_expected",
        "old_cost_expected", "new_cost_expected",
      ])
    ]
    for stage in comparison.stages {
      for tier in stage.tiers {
        lines.append(
          csvLine([
            csvText(stage.name), csvText(tier.name), tier.kind.rawValue,
            tier.old?.asked.expected.description, tier.new?.asked.expected.description,
            tier.old?.cost.expected.description, tier.new?.cost.expected.description,
          ]))
      }
    }
    return lines.joined()
  }
}
