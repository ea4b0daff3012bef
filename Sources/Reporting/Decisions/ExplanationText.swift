import Expressions
import Money
import Planning
import Prompts

extension Explanation {
  /// The decision for a person: every fact, every point, and for each stage the thresholds, the
  /// condition with the values of its parts, and why.
  package func text(on screen: Screen) -> String {
    let who = subject.map { "subject \(printable($0))" } ?? "a subject with these facts"
    let heading = screen.style(.bold, "\(printable(plan.label)), \(who)") + "\n"
    let stages = stages.map { text(of: $0.stage, $0.decision, on: screen) }
    return ([heading, factTable(on: screen), scoreTable(on: screen)] + stages)
      .filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private func factTable(on screen: Screen) -> String {
    var table = Table([.text("fact"), .text("value", .wrapped), .text("")])
    for (name, outcome) in facts {
      table.add([.init(name), .init(outcome.shown), .init(assumed.contains(name) ? "assumed" : "")])
    }
    return table.isEmpty ? "" : table.text(on: screen)
  }

  func scoreTable(on screen: Screen) -> String {
    var table = Table([.text("score"), .number("value"), .number("points"), .text("of")])
    for earned in decision.contributions {
      let points = plan.score.first { $0.fact == earned.fact }?.points
      table.add([
        .init(earned.fact), .init(earned.value.literal), .init(String(earned.points)),
        .init(points?.text ?? ""),
      ])
    }
    table.addRule()
    switch decision.score {
    case .points(let points): table.add(["in all", "", .init(String(points))], .bold)
    case .failed: table.add(["in all", "", "none"], .bold)
    }
    var text = table.text(on: screen)
    if case .failed(let why) = decision.score {
      text += wrapped("no score: \(printable(why))", to: screen.width, indent: 2) + "\n"
    }
    return text
  }

  func text(
    of stage: Stage, _ decision: StageDecision, on screen: Screen
  ) -> String {
    let state = screen.style(decision.state.ink, decision.state.words)
    var lines = [screen.style(.bold, printable(stage.name)) + ": " + state]
    let why = printable(decision.sentence(in: stage, score: self.decision.score))
    lines.append("  " + wrapped("because \(why)", to: screen.width - 2, indent: 4))
    lines += tierLines(of: stage, decision)
    if let when = stage.when {
      lines.append("  " + wrapped("when \(printable(when.text))", to: screen.width - 2, indent: 4))
    }
    var text = lines.map { $0 + "\n" }.joined()
    text += partsTable(parts(of: stage), on: screen)
    return text
  }

  private func tierLines(of stage: Stage, _ decision: StageDecision) -> [String] {
    stage.tiers.map { tier in
      let call = tier.call
      let mark = tier.index == decision.tier ? ">" : " "
      let name = tier.atLeast == nil ? "" : "\(tier.name) \(ScoreRange(of: tier, in: stage))  "
      return "  \(mark) "
        + printable("\(name)\(call.model)  \(call.prompt.id)  \(call.unitCost.formatted())")
    }
  }
}

/// Every part of an expression with what it came to.
func partsTable(_ parts: [ExpressionPart], on screen: Screen) -> String {
  var table = Table([.text("", .wrapped), .text("", .wrapped)], indent: 4)
  for part in parts { table.add([.init(part.text), .init("= " + part.outcome.shown)]) }
  return table.isEmpty ? "" : table.text(on: screen, withTitles: false)
}
