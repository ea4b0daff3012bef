import Expressions
import JSON
import Planning
import Reporting
import Testing

@Suite("A decision is explained")
struct ExplanationTests {
  private func explanation(_ facts: JSONValue) throws -> Explanation {
    let plan = try ExamplePlan.load()
    let given = try SubjectKnowledge.given(facts, to: plan)
    return Explanation(plan, subject: nil, given.knowledge, assumed: given.assumed)
  }

  @Test("every point, every threshold and every part of a condition")
  func text() throws {
    let text = try explanation(["receipts": 3, "timeline_events": 50]).text(on: Screen())
    #expect(
      text == """
        vehicle-images@1, a subject with these facts

        fact                 value
        has_spid             false  assumed
        has_manual           false  assumed
        receipts             3
        timeline_events      50
        user_tags            0      assumed
        previously_analyzed  false  assumed
        well_documented      true

        score                value  points  of
        has_spid             false       0  20
        has_manual           false       0  15
        receipts                 3      15  5 each, at most 25
        timeline_events         50      15  3 each, at most 15
        user_tags                0       0  2 each, at most 10
        previously_analyzed  false       0  10
        well_documented       true       5  5
        ──────────────────────────────────────────────────────
        in all                          35

        organize: asked
          because every subject is asked
          > gpt-4o-mini  organize.v1  $0.0001

        identify: not known yet
          because it depends on what organize answers
            confirm 60+  gpt-4o-mini  confirm.v1  $0.0001
          > guided 30–59  gpt-4o-mini  guided.v1  $0.0005
            infer 10–29  gpt-4o-mini  infer.v1  $0.005
          when organize.image_quality.sufficient_for_detail
            organize.image_quality.sufficient_for_detail  = unknown until organize is
                                                          there

        find_gaps: not asked
          because the condition is false
          > gpt-4o  find-gaps.v1  $0.02
          when score < 10
            score < 10  = false
            score       = 35

        """)
  }

  @Test("under the promised keys")
  func json() throws {
    let json = try explanation(["receipts": 3, "timeline_events": 50]).json
    #expect(
      json.object?.keys.prefix(3) == ["subject", "facts", "score"])
    #expect(json["score"] == 35)
    #expect(json["facts"]?["well_documented"] == true)
    #expect(
      json["contributions"]?.array?[2]
        == ["fact": "receipts", "value": 3, "points": 15, "each": 5, "max": 25])
    let stages = try #require(json["stages"]?.array)
    #expect(stages.map { $0["state"] } == ["asked", "unknown", "not_asked"])
    #expect(stages.map { $0["tier"] } == ["organize", "guided", "find_gaps"])
    #expect(
      stages[2]["when"] == [
        "text": "score < 10",
        "parts": [
          ["text": "score < 10", "outcome": ["value": false]],
          ["text": "score", "outcome": ["value": 35]],
        ],
      ])
    #expect(
      json["assumed"]
        == ["has_spid", "has_manual", "user_tags", "previously_analyzed"])
  }

  @Test("with the answers that are kept")
  func kept() throws {
    let plan = try ExamplePlan.load()
    let organize = KeptAnswer(
      tier: "organize", atLeast: nil, question: plan.stages[0].tiers[0].call.question,
      values: [.bool(true)])
    let known = ExamplePlan.vector(
      plan, 1, ["timeline_events": 50, "previously_analyzed": true], kept: [organize, nil, nil])
    let json = Explanation(plan, subject: "42", known.knowledge).json
    #expect(json["subject"] == "42")
    let stages = try #require(json["stages"]?.array)
    #expect(stages.map { $0["state"] } == ["answered", "asked", "not_asked"])
    #expect(
      stages[1]["because"] == "the condition holds, and the score 30 reaches 'guided' (30–59)")
    #expect(
      stages[1]["when"]?["parts"]?.array?.first?["outcome"] == ["value": true])
  }

  @Test("a fact that nobody knows is refused with the nearest name")
  func unknownFact() throws {
    let error = #expect(throws: GivenFactsError.self) { try explanation(["receipt": 3]) }
    #expect(error?.message == "vehicle-images@1 has no fact 'receipt'")
    #expect(error?.help == "did you mean 'receipts'?")
  }

  @Test(
    "facts of the wrong kind are refused",
    arguments: [
      ["receipts": "many"], ["receipts": 1.5], ["has_spid": 1], ["has_spid": .null],
      ["well_documented": true], 3,
    ] as [JSONValue])
  func wrongFacts(facts: JSONValue) throws {
    #expect(throws: GivenFactsError.self) { try explanation(facts) }
  }
}
