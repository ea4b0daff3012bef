import Diagnostics
import Expressions
package import Planning
import Rules

/// What `test` has to say: every case, and what no case reaches.
package struct RuleTestReport: Sendable {
  package let suites: [Suite]
  package let coverage: RuleCoverage

  /// The results of one tests file.
  package struct Suite: Sendable {
    let path: String
    let results: [RuleTrialResult]
    let coverage: RuleCoverage

    /// Decides the cases of a tests file.
    package init(_ suite: RuleTestSuite) {
      path = suite.tests.source.name
      results = suite.results()
      coverage = RuleCoverage(of: suite, results)
    }

    /// A rule file that lies beside the tests, as a person would write its path.
    func path(of file: String) -> String {
      let end = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
      return path[..<end] + file
    }
  }

  package init(_ suites: [Suite]) {
    self.suites = suites
    coverage = RuleCoverage(suites.map(\.coverage))
  }

  /// How many cases are met; one that is held against two rule files counts twice.
  package var passed: Int { suites.reduce(0) { $0 + $1.results.count(where: \.passed) } }
  package var failed: Int { suites.reduce(0) { $0 + $1.results.count { !$0.passed } } }
}

/// One expectation that is not met, in the words of the tests file.
struct RuleTestFailure {
  /// `score`, `cost`, `that`, or the name of a stage.
  let name: String
  let stage: Stage?
  let expected: String
  let found: String

  init(_ expectation: RuleExpectation, in result: RuleTrialResult) {
    switch expectation {
    case .score(let score):
      (name, stage, expected) = ("score", nil, String(score.value))
      found =
        switch result.decision.score {
        case .points(let points): String(points)
        case .failed: "none"
        }
    case .cost(let cost):
      (name, stage, expected) = ("cost", nil, "$\(cost.value)")
      found = result.cost.map { "$\($0)" } ?? "more than can be counted"
    case .stage(let index, let expected, _):
      let stage = result.trial.plan.stages[index]
      (name, self.stage, self.expected) = (stage.name, stage, expected.word(in: stage))
      found = result.decision.stages[index].word(in: stage)
    case .that(let expression, let text):
      (name, stage, expected) = ("that", nil, text.value)
      found = expression.evaluate(result.names.binding).shown
    }
  }
}

extension StageExpectation {
  fileprivate func word(in stage: Stage) -> String {
    switch self {
    case .tier(let index): stage.tiers.first { $0.index == index }?.name ?? ""
    case .state(let state): state.name
    }
  }
}

extension StageDecision {
  /// The tier that is asked, or the state, as a tests file names it.
  fileprivate func word(in stage: Stage) -> String {
    let reached = stage.tiers.first { $0.index == tier && $0.atLeast != nil }
    return state == .asked ? reached?.name ?? state.name : state.name
  }
}
