import Diagnostics
import Expressions
import Money
import Planning
import Rules

extension RuleTestReport {
  /// The cases that failed, each with everything that led to what was found, and then how many
  /// passed and what none of them reaches.
  package func text(on screen: Screen) -> String {
    var parts: [String] = []
    for suite in suites {
      for result in suite.results where !result.passed {
        parts.append(suite.text(of: result, on: screen) + "\n")
      }
    }
    let summary = "\(counted(passed)) passed, \(counted(failed)) failed"
    parts.append(screen.style(failed > 0 ? .red : .green, summary) + "\n")
    parts.append(coverageText(on: screen))
    return parts.joined()
  }

  private func coverageText(on screen: Screen) -> String {
    let figure = CoverageFigure(coverage)
    let lead = "tiers and conditions reached: \(counted(figure.reached)) of "
    var text = lead + "\(counted(figure.total)) (\(figure.shown))\n"
    var missing: [String] = []
    for suite in suites {
      for entry in suite.coverage.entries where !entry.isReached {
        missing.append("\(suite.path(of: entry.file)): \(entry.goal.sentence)")
      }
    }
    if !missing.isEmpty { text += "not reached:\n" }
    for line in missing {
      text += "  " + wrapped(printable(line), to: screen.width - 2, indent: 4) + "\n"
    }
    return text
  }
}

extension RuleTestReport.Suite {
  fileprivate func text(of result: RuleTrialResult, on screen: Screen) -> String {
    let explanation = Explanation(result)
    let test = result.trial.test
    let title = "\(printable(test.name.value)), \(printable(path(of: result.trial.file)))"
    var text = screen.style(.red, "failed") + ": " + screen.style(.bold, title) + "\n"
    var details: [String] = []
    for expectation in result.failures {
      let failure = RuleTestFailure(expectation, in: result)
      let start = expectation.range.start
      text +=
        printable("  --> \(expectation.range.source.name):\(start.line):\(start.column)") + "\n"
      let line = "\(failure.name): expected \(failure.expected), found \(failure.found)"
      text += "      " + wrapped(printable(line), to: screen.width - 6, indent: 8) + "\n"
      details += detail(of: expectation, in: result, explanation, on: screen)
    }
    // What is asked follows from the score, so it is told with every failure but one of `that`.
    let names = result.failures.contains { if case .that = $0 { false } else { true } }
    if names { details.insert(explanation.scoreTable(on: screen), at: 0) }
    return ([text] + details).filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private func detail(
    of expectation: RuleExpectation, in result: RuleTrialResult, _ explanation: Explanation,
    on screen: Screen
  ) -> [String] {
    switch expectation {
    case .score: return []
    case .stage(let index, _, _):
      return [
        explanation.text(
          of: result.trial.plan.stages[index], result.decision.stages[index], on: screen)
      ]
    case .cost: return [costTable(of: result, on: screen)]
    case .that(let expression, let text):
      let title = "that: " + screen.style(.bold, printable(text.value)) + "\n"
      return [title + partsTable(result.names.parts(of: expression), on: screen)]
    }
  }

  private func costTable(of result: RuleTrialResult, on screen: Screen) -> String {
    var table = Table([.text("cost"), .text("tier"), .number("US dollars")])
    for (stage, decided) in zip(result.trial.plan.stages, result.decision.stages) {
      let tier = stage.tiers.first { $0.index == decided.tier }
      if decided.state == .asked, let tier {
        table.add([
          .init(stage.name), .init(tier.atLeast == nil ? "" : tier.name),
          .init(tier.call.unitCost.description),
        ])
      } else {
        table.add([.init(stage.name), .init(decided.state.words), ""])
      }
    }
    table.addRule()
    table.add(["in all", "", .init(result.cost?.description ?? "")], .bold)
    return table.text(on: screen)
  }
}

extension RuleCoverage.Goal {
  fileprivate var sentence: String {
    switch self {
    case .tier(let stage, let tier?): "stage \(stage): tier '\(tier)' is asked"
    case .tier(let stage, nil): "stage \(stage) is asked"
    case .stageCondition(let stage, let value): "stage \(stage): 'when' is \(value)"
    case .factCondition(let fact, let value): "fact \(fact) is \(value)"
    }
  }
}
