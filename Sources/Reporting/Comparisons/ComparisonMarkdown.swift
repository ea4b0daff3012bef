import Diagnostics
import Money
import Planning
import Rules
import Simulation

extension ComparisonReport {
  /// The comparison as a comment on a pull request: what it costs first, then why.
  package var markdown: String {
    var parts = [
      "### \(markdownText(names.old)) → \(markdownText(names.new))",
      "**\(markdownText(summary))** over \(subjectsText).",
    ]
    parts += gates.filter(\.isClosed).map {
      "\($0.gate.isWarning ? "⚠️" : "❌") `\(markdownCode($0.gate.option))`: \(markdownText($0.found))."
    }
    if isUnchanged { parts.append("Nothing changes.") }
    if !comparison.rules.changes.isEmpty { parts.append(rules) }
    if !comparison.stages.isEmpty { parts.append(stages.text) }
    if comparison.stages.contains(where: { !$0.moves.isEmpty }) {
      parts.append(folded("Who moves, and what that costs", moves.text))
    }
    if !comparison.models.isEmpty { parts.append(folded("By model", models.text)) }
    if case .found(let groups, let count) = groups, !groups.isEmpty {
      let title =
        groups.count < count
        ? "The largest \(groups.count) of \(counted(count)) groups affected" : "Groups affected"
      parts.append(folded(title, table(of: groups).text))
    }
    if !notes.isEmpty {
      parts.append(notes.map { "- \(markdownText($0))" }.joined(separator: "\n"))
    }
    return parts.joined(separator: "\n\n") + "\n"
  }

  private var rules: String {
    comparison.rules.changes.map { change in
      "- `\(markdownCode(change.path))` \(markdownText(change.words))"
    }.joined(separator: "\n")
  }

  private var stages: MarkdownTable {
    var table = MarkdownTable(
      ["", "stage", "tier"], numbers: ["asked", "expected cost", "change"])
    for stage in comparison.stages {
      table.add(
        [stage.kind.sign, stage.name, ""]
          + figures(stage.old?.asked, stage.new?.asked, stage.old?.cost, stage.new?.cost))
      for tier in stage.tiers where tier.old?.atLeast != nil || tier.new?.atLeast != nil {
        table.add(
          [tier.kind.sign, "", tier.name]
            + figures(tier.old?.asked, tier.new?.asked, tier.old?.cost, tier.new?.cost))
      }
    }
    return table
  }

  private var moves: MarkdownTable {
    var table = MarkdownTable(
      ["stage", "move"], numbers: ["subjects", "low", "expected", "high"])
    for stage in comparison.stages {
      for move in stage.moves {
        table.add([
          stage.name, Place.words(from: move.from, to: move.to, in: stage.name),
          counted(move.subjects),
          move.cost.low.signed(), move.cost.expected.signed(), move.cost.high.signed(),
        ])
      }
    }
    return table
  }

  private var models: MarkdownTable {
    var table = MarkdownTable(["model"], numbers: ["asked", "expected cost", "change"])
    for model in comparison.models {
      table.add(
        [model.model]
          + figures(model.asked.old, model.asked.new, model.cost.old, model.cost.new))
    }
    return table
  }

  private func table(of groups: [GroupChange]) -> MarkdownTable {
    var table = MarkdownTable(
      [plans.new.subjects.group?.value ?? "group"], numbers: ["moved", "expected cost"])
    for group in groups {
      table.add([group.group, counted(group.subjects), group.cost.signed()])
    }
    return table
  }

  private func figures(
    _ oldAsked: Estimate<ExactDecimal>?, _ newAsked: Estimate<ExactDecimal>?,
    _ oldCost: Estimate<USD>?, _ newCost: Estimate<USD>?
  ) -> [String] {
    let asked = [oldAsked, newAsked].map { $0.map { counted($0.expected) } ?? "–" }
    let cost = [oldCost, newCost].map { $0?.expected.formatted() ?? "–" }
    let change = try? (newCost?.expected ?? .zero) - (oldCost?.expected ?? .zero)
    return [
      asked.joined(separator: " → "), cost.joined(separator: " → "), change?.signed() ?? "",
    ]
  }

  private var notes: [String] {
    var notes = comparison.stages.compactMap { stage in
      stage.answers.map { "\(stage.name): of the answers that are kept, \($0.sentence)." }
    }
    if case .leftOut(let why) = groups, !comparison.stages.isEmpty { notes.append("\(why).") }
    return notes + (comparison.stages.isEmpty ? [] : assumptions.map(\.sentence))
  }

  private func folded(_ title: String, _ body: String) -> String {
    "<details><summary>\(title)</summary>\n\n\(body)\n\n</details>"
  }
}
