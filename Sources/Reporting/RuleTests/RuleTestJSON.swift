import Diagnostics
import Expressions
package import JSON
import Planning
import Rules

extension RuleTestReport {
  /// `{"passed": n, "failed": n, "cases": […], "coverage": {…}}`. A case that failed carries the
  /// whole decision, as `explain --format json` has it. `percent` is cut off after six decimals;
  /// `reached` and `total` are exact.
  package var json: JSONValue {
    let figure = CoverageFigure(coverage)
    let cases = suites.flatMap { suite in suite.results.map(suite.json) }
    let missing = suites.flatMap { suite in
      suite.coverage.entries.filter { !$0.isReached }.map { entry in
        entry.goal.json(in: suite.path(of: entry.file))
      }
    }
    return [
      "passed": JSONValue(passed),
      "failed": JSONValue(failed),
      "cases": .array(cases),
      "coverage": [
        "reached": JSONValue(figure.reached),
        "total": JSONValue(figure.total),
        "percent": .string(figure.percent(places: 6).digits),
        "not_reached": .array(missing),
      ],
    ]
  }
}

extension RuleTestReport.Suite {
  fileprivate func json(of result: RuleTrialResult) -> JSONValue {
    let name = result.trial.test.name
    var object: JSONObject = [
      "name": .string(name.value),
      "file": .string(path),
      "line": JSONValue(name.range.start.line),
      "column": JSONValue(name.range.start.column),
      "rules": .string(path(of: result.trial.file)),
      "passed": .bool(result.passed),
    ]
    if !result.passed {
      object["failures"] = .array(result.failures.map { json(of: $0, in: result) })
      object["decision"] = Explanation(result).json
    }
    return .object(object)
  }

  private func json(of expectation: RuleExpectation, in result: RuleTrialResult) -> JSONValue {
    let failure = RuleTestFailure(expectation, in: result)
    var object: JSONObject = [
      "name": .string(failure.stage == nil ? failure.name : "stage"),
      "stage": .optional(failure.stage?.name),
      "expected": .string(failure.expected),
      "found": .string(failure.found),
      "line": JSONValue(expectation.range.start.line),
      "column": JSONValue(expectation.range.start.column),
    ]
    if case .that(let expression, _) = expectation {
      object["parts"] = .array(result.names.parts(of: expression).map(\.json))
    }
    return .object(object)
  }
}

extension RuleCoverage.Goal {
  fileprivate func json(in file: String) -> JSONValue {
    switch self {
    case .tier(let stage, let tier):
      ["rules": .string(file), "stage": .string(stage), "tier": .optional(tier)]
    case .stageCondition(let stage, let value):
      ["rules": .string(file), "stage": .string(stage), "condition": .bool(value)]
    case .factCondition(let fact, let value):
      ["rules": .string(file), "fact": .string(fact), "condition": .bool(value)]
    }
  }
}
