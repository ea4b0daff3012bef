import Diagnostics
import Planning
import Testing

@Suite("Facts and points without effect are found")
struct UselessRulesTests {
  @Test("a fact that nothing reads, and one that only such a fact reads")
  func unused() throws {
    let found = try findings(
      checkedRules(
        facts: checkedFacts + "\nlost: { count: a, by: owner }\nunread: { when: lost > 2 }",
        score: checkedScore, stages: tiers([("top", 30), ("low", 0)])))
    #expect(
      found
        == ["lost", "unread"].map {
          "unused-fact: nothing uses fact '\($0)' | give it points under 'score', or remove it"
        })
  }

  @Test("points that are none, and points that lift nobody over a threshold")
  func useless() throws {
    let found = try findings(
      checkedRules(
        facts: checkedFacts + "\na: { exists: a, by: owner }\nb: { exists: b, by: owner }",
        score: "a: 0\nb: 4\nnotes: { each: 5, max: 25 }\nseen: 20",
        stages: tiers([("top", 30), ("low", 0)])))
    #expect(
      found == [
        "useless-contribution: fact 'a' earns no points | give it points, or remove it from 'score'",
        "useless-contribution: the points of 'b' never change what is asked"
          + " | give it more points, move a threshold, or remove it from 'score'",
      ])
  }
}
