import Diagnostics
import Money
import Planning
import Rules
import Simulation

extension ComparisonReport {
  /// The comparison for a person: what changed in the rules, what that does to stages, tiers and
  /// models, who moves, and in the last line what it costs. Nothing is said of what did not change.
  package func text(on screen: Screen) -> String {
    let title = "\(printable(names.old)) → \(printable(names.new)), \(subjectsText)"
    var parts = [screen.style(.bold, wrapped(title, to: screen.width, indent: 2)) + "\n"]
    if isUnchanged { parts.append("Nothing changes.\n") }
    parts += [rulesText(on: screen)]
    if !comparison.stages.isEmpty {
      parts.append(
        stageTable(showing: [.sign, .stage, .tier] + ComparisonColumn.text).text(on: screen))
    }
    parts += comparison.stages.filter { !$0.moves.isEmpty }
      .map { moveTable(of: $0).text(on: screen) }
    if !comparison.models.isEmpty {
      parts.append(modelTable(showing: ComparisonColumn.text).text(on: screen))
    }
    parts += [groupTable?.text(on: screen) ?? "", notes.text(on: screen)]
    let ink: Style.Ink? =
      comparison.change.expected.isZero
      ? .bold : comparison.change.expected.isNegative ? .green : .yellow
    parts.append(screen.style(ink, summary) + "\n")
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private func rulesText(on screen: Screen) -> String {
    let rules = comparison.rules
    guard !rules.isEmpty else { return "" }
    var text = screen.style(.bold, "what changed")
    if !rules.sections.isEmpty { text += " in " + listed(rules.sections) }
    text += "\n"
    for change in rules.changes {
      let line = "\(printable(change.path)) \(printable(change.words))"
      text += "  " + wrapped(line, to: screen.width - 2, indent: 4) + "\n"
    }
    return text
  }
}

extension RuleChange {
  /// `30 → 25`; texts of several lines or too long to compare at a glance are only named.
  var words: String {
    let long = 200
    switch (old, new) {
    case (nil, let new?): return new.count > long ? "is new" : "is new: \(new)"
    case (let old?, nil): return old.count > long ? "is gone" : "is gone: \(old)"
    case (let old?, let new?):
      return old.count + new.count > long ? "has changed" : "\(old) → \(new)"
    case (nil, nil): return "has changed"
    }
  }
}
