import Diagnostics
import Money
package import Planning
import Prompts
import Rules

extension RoutingPlan {
  /// The plan for a person: where facts come from, what they earn, what is asked at which score.
  package func text(on screen: Screen) -> String {
    [
      heading(on: screen), factTable(on: screen), scoreTable(on: screen), stageTable(on: screen),
      conditions(on: screen), settings(on: screen),
    ].filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private func heading(on screen: Screen) -> String {
    var lines = [screen.style(.bold, printable(label))]
    if let summary { lines.append(wrapped(printable(summary), to: screen.width)) }
    lines.append(screen.style(.dim, digest))
    var rows = "\(subjects.table.value) by \(subjects.key.value)"
    if let group = subjects.group { rows += ", grouped by \(group.value)" }
    if let condition = subjects.condition { rows += ", where \(condition.value)" }
    lines.append(wrapped("subjects  \(printable(rows))", to: screen.width, indent: 10))
    if let image = subjects.image { lines.append("image     \(printable(image.value))") }
    lines.append("answers   \(printable(subjects.answers.value))")
    return lines.map { $0 + "\n" }.joined()
  }

  private func factTable(on screen: Screen) -> String {
    var table = Table([.text("fact"), .text("type"), .text("from", .wrapped)])
    for name in facts.fileOrder {
      guard let fact = facts.fact(named: name) else { continue }
      let type = fact.type.rawValue + (fact.isNullable ? " or null" : "")
      table.add([.init(name), .init(type), .init(fact.source.text)])
    }
    return table.isEmpty ? "" : table.text(on: screen)
  }

  private func scoreTable(on screen: Screen) -> String {
    var table = Table([.text("score"), .text("points")])
    for contribution in score {
      table.add([.init(contribution.fact), .init(contribution.points.text)])
    }
    table.addRule()
    table.add(["in all", .init(scoreBounds.description)], .bold)
    return table.text(on: screen)
  }

  private func stageTable(on screen: Screen) -> String {
    var table = Table([
      .text("stage"), .text("tier"), .number("score"), .text("model", .shortened),
      .text("provider", .shortened), .text("prompt", .shortened), .number("a call"),
    ])
    for stage in stages {
      for tier in stage.tiers {
        table.add([
          .init(tier.index == 0 ? stage.name : ""),
          .init(tier.atLeast == nil ? "" : tier.name),
          .init(ScoreRange(of: tier, in: stage).description), .init(tier.call.model),
          .init(tier.call.provider.name), .init(tier.call.prompt.id),
          .init(tier.call.unitCost.formatted(), isStarred: tier.call.declared == nil),
        ])
      }
    }
    let hasCeilings = stages.contains { $0.tiers.contains { $0.call.declared == nil } }
    let note = "* no cost is declared: the most that the meter can bill for a call\n"
    return table.text(on: screen) + (hasCeilings ? wrapped(note, to: screen.width, indent: 2) : "")
  }

  private func conditions(on screen: Screen) -> String {
    stages.compactMap { stage in
      stage.when.map { when in
        let assume = stage.assume.map { " (assume \($0.percent))" } ?? ""
        let text = "\(printable(stage.name)) is asked when \(printable(when.text))" + assume
        return wrapped(text, to: screen.width, indent: 2) + "\n"
      }
    }.joined()
  }

  private func settings(on screen: Screen) -> String {
    var lines: [String] = []
    let again = Reprocess.allCases.filter(reprocess.contains).map(\.rawValue)
    lines.append("reprocess  \(again.isEmpty ? "never" : again.joined(separator: ", "))")
    if let budget = limits.budget { lines.append("budget     \(budget.value.formatted())") }
    if let baseline {
      lines.append(
        "baseline   \(printable(baseline.model.value)) at \(baseline.cost.value.formatted())")
    }
    return lines.map { $0 + "\n" }.joined()
  }
}
