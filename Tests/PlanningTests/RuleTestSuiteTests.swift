import Diagnostics
import Expressions
import Foundation
import Money
import Planning
import Rules
import Testing

@Suite("Rule tests are held against the rule files beside them")
struct RuleTestSuiteTests {
  private static let rules = """
    facts:
      orders: { count: orders, by: owner }
      listed: { exists: listings, by: owner }
      busy:   { when: orders > 3 }
    score:
      orders: { each: 5, max: 25 }
      listed: 10
    stages:
      ask: { model: small, cost: 0.1, prompt: ask.v1, store: a }
      grade:
        when: ask.good
        store: b
        tiers:
          high: { at_least: 20, model: small, cost: 0.01, prompt: ask.v1 }
          low:  { at_least: 5, model: small, cost: 0.02, prompt: ask.v1 }
    """

  /// The suite over v1.yaml and v2.yaml, in which an order earns 6, and what is wrong with it.
  private func load(
    _ cases: String, only: [String]? = nil
  ) throws -> (suite: RuleTestSuite?, faults: [Diagnostic]) {
    let second = Self.rules.replacing("each: 5", with: "each: 6")
    let head = RuleFolder.head
    let folder = try RuleFolder([
      "v1.yaml": head + Self.rules,
      "v2.yaml": head.replacing("version: 1", with: "version: 2") + second,
      "tests.yaml": "tests: test\ncases:\n" + cases,
    ])
    var diagnostics = DiagnosticList()
    let loader = RuleTestLoader { path, found in PlanLoader().load(path, into: &found) }
    let suite = loader.load("\(folder.path)/tests.yaml", only: only, into: &diagnostics)
    return (suite, diagnostics.sorted().filter { $0.severity == .error })
  }

  private func results(_ cases: String, only: [String]? = nil) throws -> [RuleTrialResult] {
    let (suite, faults) = try load(cases, only: only)
    return try #require(suite, "\(faults.map(\.message))").results()
  }

  @Test("a case is held against every version, and against one where that is asked")
  func versions() throws {
    let cases = """
        a: { given: { orders: 1 }, expect: { score: 5 } }
        b: { rules: [v2.yaml], given: { orders: 1 }, expect: { score: 6 } }
        c: { given: { orders: 1 }, expect_in: { v1.yaml: { score: 5 }, v2.yaml: { score: 6 } } }
      """
    let all = try results(cases).map { "\($0.trial.test.name.value) \($0.trial.file) \($0.passed)" }
    #expect(
      all == [
        "a v1.yaml true", "a v2.yaml false", "b v2.yaml true", "c v1.yaml true", "c v2.yaml true",
      ])
    let one = try results(cases, only: ["v1.yaml"])
    #expect(one.map(\.trial.test.name.value) == ["a", "c"])
  }

  @Test(
    "an answer that is given lets later stages decide",
    arguments: [
      ("answers: { ask: { good: true } }", "grade: low", "0.12", true),
      ("answers: { ask: { good: false } }", "grade: not_asked", "0.1", true),
      ("answers: { ask: { good: false } }", "grade: low", "0.12", false),
      ("answers: {}", "grade: unknown", "0.1", true),
      ("kept: { ask: { answer: { good: true } } }", "ask: answered, grade: low", "0.02", true),
      ("kept: { ask: {}, grade: { tier: low } }", "ask: answered, grade: not_asked", "0", true),
      (
        "kept: { ask: { answer: { good: true } }, grade: { tier: high } }",
        "ask: answered, grade: answered", "0", true
      ),
    ])
  func answers(_ given: String, _ stages: String, _ cost: String, _ passes: Bool) throws {
    let result = try #require(
      results(
        "  a: { given: { orders: 1 }, \(given), expect: { stages: { \(stages) }, cost: \(cost) } }"
      )
      .first)
    #expect(result.passed == passes)
    if passes { #expect(result.cost == USD(cost)) }
  }

  @Test("an expression may name facts, the score and answers")
  func that() throws {
    let result = try results(
      """
        a:
          given: { orders: 4 }
          answers: { ask: { good: true, grade: 3 } }
          expect: { that: "busy && score >= 20 && ask.grade == 3" }
        b:
          given: { orders: 4 }
          expect: { that: "ask.grade == 3" }
      """, only: ["v1.yaml"])
    #expect(result.map(\.passed) == [true, false])
  }

  @Test("tiers and conditions that no case reaches are counted for each version")
  func coverage() throws {
    let (found, _) = try load(
      "  a: { given: { orders: 1 }, answers: { ask: { good: true } }, expect: { score: 5 } }",
      only: ["v1.yaml"])
    let suite = try #require(found)
    let coverage = RuleCoverage(of: suite, suite.results())
    #expect(
      coverage.entries.filter { !$0.isReached }.map(\.goal) == [
        .factCondition(fact: "busy", true), .tier(stage: "grade", tier: "high"),
        .stageCondition(stage: "grade", false),
      ])
    #expect(coverage.reached == 4)
    #expect(coverage.total == 7)
    let percent = try #require(ExactDecimal("57.142857142857142857142857"))
    #expect(coverage.isBelow(try percent + #require(ExactDecimal("0.000000000000000000000001"))))
    #expect(!coverage.isBelow(percent))
  }

  @Test(
    "what a case names has to be there",
    arguments: [
      ("given: { order: 1 }", "unknown-fact", 17, "did you mean 'orders'?"),
      ("given: { busy: true }", "computed-fact", 17, "give what it is computed from: orders > 3"),
      ("given: { orders: x }", "wrong-type", 25, nil),
      ("answers: { other: {} }", "unknown-stage", 19, "the stages are: ask, grade"),
      ("answers: { ask: { goood: true } }", "unknown-field", 26, "did you mean 'good'?"),
      ("answers: { ask: { good: 1 } }", "wrong-type", 32, nil),
      ("kept: { grade: {} }", "missing-key", 16, "add tier: high or low"),
      ("kept: { grade: { tier: lowe } }", "unknown-tier", 31, "did you mean 'low'?"),
      ("rules: [v3.yaml]", "unknown-rule-file", 16, "did you mean 'v1.yaml'?"),
    ] as [(String, String, Int, String?)])
  func unknown(_ key: String, _ code: String, _ column: Int, _ help: String?) throws {
    let (suite, faults) = try load("  a: { \(key), expect: { score: 0 } }")
    #expect(suite == nil)
    let fault = try #require(faults.first)
    // Both versions have the fault, and it is told once.
    #expect(faults.count == 1)
    #expect(fault.code == code)
    #expect(fault.labels.first?.range.start == SourcePosition(line: 3, column: column))
    if let help { #expect(fault.help == [help]) }
  }

  @Test(
    "what a case expects has to be possible",
    arguments: [
      ("{ stages: { grad: low } }", "unknown-stage"),
      ("{ stages: { grade: lwo } }", "unknown-tier"),
      ("{ that: scoer > 3 }", "unknown-name"),
      ("{ that: score + 1 }", "wrong-type"),
      ("{ that: \"score >\" }", "expression-syntax"),
      ("{}", "no-expectation"),
    ])
  func impossible(_ expect: String, _ code: String) throws {
    let (suite, faults) = try load("  a: { expect: \(expect) }")
    #expect(suite == nil)
    #expect(faults.map(\.code) == [code])
  }

  @Test("every case of the vehicle images passes, and together they reach everything")
  func vehicleImages() throws {
    let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let path = root.appendingPathComponent("rules/vehicle-images/tests.yaml").path
    var diagnostics = DiagnosticList()
    let loader = RuleTestLoader { path, found in PlanLoader().load(path, into: &found) }
    let suite = try #require(loader.load(path, into: &diagnostics))
    let results = suite.results()
    #expect(results.filter { !$0.passed }.map(\.trial.test.name.value) == [])
    #expect(results.count >= 20)
    let coverage = RuleCoverage(of: suite, results)
    #expect(coverage.reached == coverage.total)
  }
}
