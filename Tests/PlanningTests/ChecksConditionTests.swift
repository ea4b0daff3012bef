import Diagnostics
import Planning
import Testing

@Suite("Scores at which nothing is asked, and conditions that are settled, are found")
struct SettledRoutingTests {
  @Test(
    "the gaps are listed as ranges of scores that there are",
    arguments: [
      ([("top", 10)], "score", "nothing is asked at the scores 0 to 5"),
      ([("top", 5)], "score", "nothing is asked at the score 0"),
    ])
  func gaps(_ thresholds: [(String, Int)], _ name: String, _ message: String) throws {
    let found = try findings(
      checkedRules(facts: checkedFacts, score: checkedScore, stages: tiers(thresholds)))
    #expect(
      found == ["score-gap: \(message) | score 0, for example: seen = false, notes = 0"])
  }

  @Test("a gap without end is said to have none")
  func openGap() throws {
    let found = try findings(
      checkedRules(
        facts: checkedFacts, score: "seen: 20\nnotes: { each: 5 }",
        stages: "sort: { when: score < 10, model: small, cost: 0.1, prompt: plain.v1, store: a }"))
    #expect(
      found == [
        "score-gap: nothing is asked at the scores 10 and above"
          + " | score 10, for example: notes = 2"
      ])
  }

  @Test("a count with more values than are tried is not followed")
  func tooMany() throws {
    let found = try findings(
      checkedRules(
        facts: checkedFacts, score: "seen: 20\nnotes: { each: 1, max: 9000000000000000000 }",
        stages: tiers([("top", 30), ("low", 10)])))
    #expect(found.map { String($0.prefix { $0 != ":" }) } == ["too-many-classes"])
  }

  @Test(
    "a condition that comes to the same for everyone",
    arguments: [
      ("score >= 0", "always-true: the condition of stage 'sort' holds for every subject"),
      ("score < 0", "always-false: the condition of stage 'sort' never holds"),
      (
        "notes > 3 || notes < 9",
        "always-true: the condition of stage 'sort' holds for every subject"
      ),
      ("notes > 5 && score < 25", "always-false: the condition of stage 'sort' never holds"),
      ("true", "always-true: the condition of stage 'sort' holds for every subject"),
      (
        "kind == 'a' || kind != 'a'",
        "always-true: the condition of stage 'sort' holds for every subject"
      ),
      ("weight > 1.5 && weight <= 1.5", "always-false: the condition of stage 'sort' never holds"),
      (
        "day < timestamp('2026-01-01T00:00:00Z') && day > timestamp('2026-06-01T00:00:00Z')",
        "always-false: the condition of stage 'sort' never holds"
      ),
    ])
  func settled(_ when: String, _ expected: String) throws {
    #expect(try conditionFindings(when).map { String($0.prefix { $0 != "|" }) } == [expected + " "])
  }

  @Test(
    "a condition that some subject decides otherwise, or that is not classed, is left alone",
    arguments: [
      "score > 20", "notes > 3", "seen", "kind == 'a'", "kind.startsWith('a')", "weight > 1.5",
      "weight < 2.0 || weight >= 2.0", "notes * 0 == 0", "size(kind) >= 0",
      "kind in ['a', 'b'] && weight > 2.0", "day > timestamp('2026-01-01T00:00:00Z')",
      "score + notes >= 0", "maybe == null", "[1, 2].exists(x, notes == x)",
      "maybe == null || maybe > 4",
    ])
  func open(_ when: String) throws {
    #expect(try conditionFindings(when) == [])
  }

  /// What is said of a stage with this condition, besides that facts are not used.
  private func conditionFindings(_ when: String) throws -> [String] {
    try findings(
      checkedRules(
        facts: checkedFacts + """

          kind: { column: kind, type: string, default: none }
          weight: { column: weight, type: double, default: 1.0 }
          maybe: { column: maybe, type: int }
          day: { column: day, type: timestamp, default: "2026-01-01T00:00:00Z" }
          """,
        score: checkedScore,
        stages: "sort: { when: \"\(when)\", model: small, cost: 0.1, prompt: plain.v1, store: a }"
          + "\nrest: { model: small, cost: 0.1, prompt: ask.v1, store: b }")
    ).filter { !$0.hasPrefix("unused-fact") }
  }
}
