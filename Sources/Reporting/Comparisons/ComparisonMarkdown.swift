import Planning
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
    if !comparison.stages.isEmpty {
      parts.append(stageTable(showing: [.sign, .stage, .tier] + ComparisonColumn.comment).markdown)
    }
    let moves = comparison.stages.filter { !$0.moves.isEmpty }.map { moveTable(of: $0).markdown }
    if !moves.isEmpty {
      parts.append(folded("Who moves, and what that costs", moves.joined(separator: "\n\n")))
    }
    if !comparison.models.isEmpty {
      parts.append(folded("By model", modelTable(showing: ComparisonColumn.comment).markdown))
    }
    if let groupTable { parts.append(folded("The groups affected the most", groupTable.markdown)) }
    if !notes.isEmpty {
      parts.append(notes.map { "- \(markdownText($0.text))" }.joined(separator: "\n"))
    }
    return parts.joined(separator: "\n\n") + "\n"
  }

  private var rules: String {
    comparison.rules.changes.map { change in
      "- `\(markdownCode(change.path))` \(markdownText(change.words))"
    }.joined(separator: "\n")
  }

  private func folded(_ title: String, _ body: String) -> String {
    "<details><summary>\(title)</summary>\n\n\(body)\n\n</details>"
  }
}
