import Diagnostics
import Expressions
import Money
import Rules
import Testing
import YAML

@Suite("A tests file is decoded, and every fault of its form is told")
struct RuleTestsShapeTests {
  private func decode(_ text: String) -> (tests: RuleTests?, faults: [String]) {
    var diagnostics = DiagnosticList()
    let source = SourceText(name: "tests.yaml", text: text)
    let tests = YAMLReader.read(source, into: &diagnostics)
      .flatMap { RuleTests.decode($0, into: &diagnostics) }
    let faults = diagnostics.sorted().map { fault in
      let start = fault.labels.first?.range.start
      return "\(start?.line ?? 0):\(start?.column ?? 0) \(fault.code)"
    }
    return (tests, faults)
  }

  @Test("a case says what is given and what is expected")
  func whole() throws {
    let (decoded, faults) = decode(
      """
      tests: items
      cases:
        some orders:
          rules: [v1.yaml]
          given: { orders: 12, listed: true }
          image: false
          answers: { ask: { good: true } }
          kept: { grade: { tier: low } }
          expect: { score: 20, stages: { ask: asked, grade: low }, cost: 0.0051, that: score > 3 }
      """)
    #expect(faults.isEmpty)
    let test = try #require(decoded?.cases.first)
    #expect(decoded?.ruleset.value == "items")
    #expect(test.name.value == "some orders")
    #expect(test.rules?.map(\.value) == ["v1.yaml"])
    #expect(test.given.map(\.name.value) == ["orders", "listed"])
    #expect(test.given.map(\.value.value) == [12, true])
    #expect(!test.hasImage)
    #expect(test.answers.map(\.stage.value) == ["ask"])
    #expect(test.kept.map(\.tier?.value) == ["low"])
    #expect(test.expect?.score?.value == 20)
    #expect(test.expect?.cost?.value.description == "0.0051")
    #expect(test.expect?.that?.value == "score > 3")
    #expect(test.expect?.stages.map(\.outcome.value) == ["asked", "low"])
  }

  @Test("what is expected of one file replaces what is expected of all, key by key")
  func overriding() throws {
    let (decoded, _) = decode(
      """
      tests: items
      cases:
        one:
          expect: { score: 20, cost: 1, stages: { ask: asked, grade: low } }
          expect_in: { v2.yaml: { score: 21, stages: { grade: high } } }
      """)
    let test = try #require(decoded?.cases.first)
    let own = try #require(test.expectations(of: "v2.yaml"))
    #expect(own.score?.value == 21)
    #expect(own.cost?.value.description == "1")
    #expect(
      own.stages.map { "\($0.stage.value) \($0.outcome.value)" } == ["ask asked", "grade high"])
    #expect(test.expectations(of: "v1.yaml")?.score?.value == 20)
  }

  @Test(
    "faults are told at their places",
    arguments: [
      ("cases: {}", ["1:1 missing-key"]),
      ("tests: a\ncases: []", ["2:8 wrong-type"]),
      ("tests: a\ncases:\n  b: { expects: { score: 1 } }", ["3:8 unknown-key"]),
      ("tests: a\ncases:\n  b: { expect: { score: x } }", ["3:25 wrong-type"]),
      ("tests: a\ncases:\n  b: { expect: { cost: -1 } }", ["3:24 invalid-value"]),
      ("tests: a\ncases:\n  b: { answers: { ask: 3 } }", ["3:24 wrong-type"]),
      ("tests: a\ncases:\n  b: { image: yes }", ["3:15 wrong-type"]),
    ])
  func faults(_ text: String, _ expected: [String]) {
    #expect(decode(text).faults == expected)
  }
}
