import Diagnostics
import Foundation
import JSON
import Planning
import Reporting
import Testing

@Suite("Two versions' decisions are compared, and every difference has its cause")
struct DecisionComparisonTests {
  private static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// v1.yaml against itself with these replacements.
  private func compare(_ facts: JSONValue, _ edits: [(String, String)]) throws -> DecisionComparison
  {
    let file = Self.root.appendingPathComponent("rules/vehicle-images/v1.yaml")
    var text = try String(contentsOf: file, encoding: .utf8)
      .replacing("version: 1", with: "version: 2")
    for (old, new) in edits {
      #expect(text.contains(old))
      text = text.replacing(old, with: new)
    }
    let path = NSTemporaryDirectory() + "gearbox-\(UUID().uuidString).yaml"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    var diagnostics = DiagnosticList()
    let loader = PlanLoader(
      priceBook: Self.root.appendingPathComponent("rules/models.yaml").path,
      prompts: Self.root.appendingPathComponent("prompts").path)
    let plan = try ExamplePlan.load()
    let other = try #require(
      loader.load(path, into: &diagnostics), "\(diagnostics.diagnostics.map(\.message))")
    let old = try SubjectKnowledge.given(facts, to: plan, against: other)
    let new = try SubjectKnowledge.given(facts, to: other, against: plan)
    return DecisionComparison(
      Explanation(plan, subject: nil, old.knowledge),
      Explanation(other, subject: nil, new.knowledge))
  }

  @Test(
    "one change of the rules, one cause",
    arguments: [
      (
        ["receipts": 2], "{ each: 5, max: 25 }", "{ each: 6, max: 25 }",
        ["receipts: each counts 6 instead of 5"]
      ),
      (
        ["receipts": 9], "{ each: 5, max: 25 }", "{ each: 6, max: 20 }",
        ["receipts: the most it can earn is 20 instead of 25"]
      ),
      (
        ["has_spid": true], "has_spid:            20", "has_spid:            35",
        ["has_spid: it is worth 35 instead of 20", "identify: the score is 35 instead of 20"]
      ),
      (
        ["has_spid": true, "receipts": 1], "at_least: 30", "at_least: 25",
        ["identify: 'guided' begins at 25 instead of 30"]
      ),
      (
        ["receipts": 2], "cost: 0.005, ", "cost: 0.004, ",
        ["identify: a call costs $0.004 instead of $0.005"]
      ),
      (
        ["receipts": 2], "infer:   { at_least: 10, model: gpt-4o-mini",
        "infer:   { at_least: 10, model: gpt-4o",
        ["identify: the model is gpt-4o instead of gpt-4o-mini"]
      ),
      (
        ["receipts": 2], "when: score < 10", "when: score < 20",
        ["find_gaps: the condition is 'score < 20' instead of 'score < 10'"]
      ),
      (
        ["timeline_events": 8], "when: timeline_events > 10", "when: timeline_events > 7",
        [
          "well_documented: well_documented is true instead of false, as it is computed by "
            + "'timeline_events > 7' instead of 'timeline_events > 10'"
        ]
      ),
      (["user_tags": 1], "at_least: 60", "at_least: 55", []),
    ] as [(JSONValue, String, String, [String])])
  func causes(_ facts: JSONValue, _ old: String, _ new: String, _ expected: [String]) throws {
    let differences = try compare(facts, [(old, new)]).differences
    #expect(
      differences.map { "\($0.name): " + $0.because.joined(separator: ", and ") } == expected)
  }

  @Test("side by side, with a sentence for each difference")
  func text() throws {
    let comparison = try compare(
      ["has_spid": true, "receipts": 1], [("each: 5", "each: 6"), ("at_least: 30", "at_least: 25")])
    #expect(
      comparison.text(on: Screen(width: 100)) == """
        vehicle-images@1 → vehicle-images@2, a subject with these facts

                            vehicle-images@1                 vehicle-images@2
        points of receipts  5                                6
        score               25                               26
        organize            asked at $0.0001                 asked at $0.0001
        identify            perhaps asked 'infer' at $0.005  perhaps asked 'guided' at $0.0005
        find_gaps           not asked                        not asked
        ──────────────────────────────────────────────────────────────────────────────────────
        cost                $0.0001 to $0.0051               $0.0001 to $0.0006

        - receipts: 6 points instead of 5, because each counts 6 instead of 5
        - identify: perhaps asked 'guided' at $0.0005 instead of perhaps asked 'infer' at $0.005, because
          'guided' begins at 25 instead of 30

        """)
  }

  @Test("as JSON, the old decision under the keys of explain")
  func json() throws {
    let json = try compare(["receipts": 2], [("cost: 0.005, ", "cost: 0.004, ")]).json
    #expect(json["version"] == 1)
    #expect(json["against"]?["version"] == 2)
    #expect(json["cost"] == ["low": "0.0001", "high": "0.0051"])
    #expect(json["against"]?["cost"] == ["low": "0.0001", "high": "0.0041"])
    #expect(
      json["differences"]?.array?.first?["because"] == ["a call costs $0.004 instead of $0.005"])
  }

  @Test("nothing differs")
  func same() throws {
    let comparison = try compare(["receipts": 2], [])
    #expect(comparison.differences.isEmpty)
    #expect(comparison.text(on: Screen()).hasSuffix("Both decide the same.\n"))
  }
}
