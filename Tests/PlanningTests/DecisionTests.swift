import Expressions
import Planning
import Rules
import Testing

@Suite("A subject is decided by its facts")
struct DecisionTests {
  /// What v1 knows of an image, by the names of the facts; everything else is nothing.
  private func knowledge(_ plan: RoutingPlan, _ known: [String: Value]) -> SubjectKnowledge {
    SubjectKnowledge(
      facts: plan.facts.stored.map { fact in
        known[fact.name] ?? (fact.type == .bool ? .bool(false) : .int(0))
      })
  }

  @Test(
    "points are earned up to their caps",
    arguments: [
      ([:], 0, nil),
      (["timeline_events": 50], 20, "infer"),
      (["receipts": 1, "timeline_events": 1], 8, nil),
      (["timeline_events": 3], 9, nil),
      (["receipts": 2], 10, "infer"),
      (["has_spid": true, "timeline_events": 3], 29, "infer"),
      (["has_spid": true, "receipts": 2], 30, "guided"),
      (["has_spid": true, "has_manual": true, "receipts": 4, "user_tags": 2], 59, "guided"),
      (["has_spid": true, "has_manual": true, "receipts": 5], 60, "confirm"),
      (["has_spid": true, "timeline_events": 50], 40, "guided"),
      (["has_spid": true, "timeline_events": 50, "receipts": 5], 65, "confirm"),
      (
        [
          "has_spid": true, "has_manual": true, "receipts": 99, "timeline_events": 99,
          "user_tags": 99, "previously_analyzed": true,
        ], 100, "confirm"
      ),
    ] as [([String: Value], Int64, String?)])
  func scores(_ facts: [String: Value], _ score: Int64, _ tier: String?) throws {
    let plan = try vehicleImages()
    let decision = plan.decide(knowledge(plan, facts))
    #expect(decision.score == .points(score))
    let identify = try #require(plan.stage(named: "identify"))
    #expect(decision.stages[identify.index].tier.map { identify.tiers[$0].name } == tier)
  }

  @Test("a stage that reads an answer which is not there yet is unknown, not asked or refused")
  func unknown() throws {
    let plan = try vehicleImages()
    let decision = plan.decide(knowledge(plan, ["timeline_events": 50]))
    let states = zip(plan.stages, decision.stages).map { "\($0.name) \($1.state)" }
    #expect(states == ["organize asked", "identify unknown", "find_gaps notAsked"])
    #expect(decision.stages[1].because == .awaiting(["organize"]))
  }

  @Test("a subject without an image is not asked where an image is sent")
  func noImage() throws {
    let plan = try vehicleImages()
    let known = knowledge(plan, ["timeline_events": 50])
    let decision = plan.decide(SubjectKnowledge(facts: known.facts, hasImage: false))
    #expect(decision.stages[0].because == .noImage)
    // Its answer will never come, so the stage that reads it errs, and is not asked either.
    #expect(decision.stages[1].state == .notAsked)
  }

  @Test("a kept answer stays good until the tier improves")
  func reprocess() throws {
    let plan = try vehicleImages()
    func kept(_ stage: String, _ tier: String, good: Bool? = nil) throws -> KeptAnswer {
      let tier = try #require(plan.stage(named: stage)?.tier(named: tier))
      return KeptAnswer(
        tier: tier.name, atLeast: tier.atLeast, question: tier.call.question,
        values: good.map { [.bool($0)] } ?? [])
    }
    let answered: [KeptAnswer?] = [
      try kept("organize", "organize", good: true), try kept("identify", "infer"), nil,
    ]
    let same = knowledge(plan, ["timeline_events": 50])
    let better = knowledge(plan, ["timeline_events": 50, "previously_analyzed": true])
    let unchanged = plan.decide(SubjectKnowledge(facts: same.facts, kept: answered))
    #expect(unchanged.stages.map(\.state) == [.answered, .answered, .notAsked])
    let improved = plan.decide(SubjectKnowledge(facts: better.facts, kept: answered))
    #expect(improved.stages.map(\.state) == [.answered, .asked, .notAsked])
    #expect(improved.stages[1].because == .askedAgain(.tierImproves(from: "infer")))
    let blurred = plan.decide(
      SubjectKnowledge(
        facts: better.facts, kept: [try kept("organize", "organize", good: false), nil, nil]))
    #expect(blurred.stages[1].because == .conditionFails)
  }
}
