import Diagnostics
import Planning
import Testing

@Suite("Tiers that no subject is asked in are found, with a witness")
struct TierReachTests {
  @Test("a threshold that every score can pass or miss is nothing to report")
  func reachable() throws {
    let found = try findings(
      checkedRules(
        facts: checkedFacts, score: checkedScore, stages: tiers([("top", 45), ("low", 0)])))
    #expect(found == [])
  }

  @Test("a threshold above the highest score")
  func aboveHighest() throws {
    let found = try findings(
      checkedRules(
        facts: checkedFacts, score: checkedScore, stages: tiers([("top", 46), ("low", 0)])))
    #expect(
      found.first
        == "unreachable-tier: no score reaches tier 'top': the highest is 45"
        + " | the highest score, for example: seen = true, notes = 5")
  }

  @Test("the highest score is the true one where a fact excludes another")
  func trueMaximum() throws {
    let found = try findings(
      checkedRules(
        facts: checkedFacts + "\nquiet: { when: notes < 2 }", score: checkedScore + "\nquiet: 10",
        stages: tiers([("top", 46), ("low", 0)])))
    #expect(
      found
        == [
          "unreachable-tier: no score reaches tier 'top': the highest is 45"
            + " | the highest score, for example: seen = true, notes = 5"
        ])
  }

  @Test("a tier between two scores that lies under a higher one")
  func shadowed() throws {
    let found = try findings(
      checkedRules(
        facts: checkedFacts, score: checkedScore,
        stages: tiers([("top", 20), ("middle", 16), ("low", 0)])))
    #expect(
      found == [
        "unreachable-tier: no score stops at tier 'middle': each from 16 up reaches 'top'"
          + " | score 20, for example: notes = 4"
      ])
  }

  @Test("a tier that the stage's condition never lets through")
  func conditioned() throws {
    let found = try findings(
      checkedRules(
        facts: checkedFacts, score: checkedScore,
        stages: tiers([("top", 30), ("low", 0)], when: "score < 30")))
    #expect(
      found.contains(
        "unreachable-tier: tier 'top' is never asked: the condition of 'sort' fails for every "
          + "score that reaches it | for example: seen = true, notes = 2"))
  }

  @Test("a stage whose condition holds only where none of its tiers is reached")
  func disjoint() throws {
    let found = try findings(
      checkedRules(
        facts: checkedFacts, score: checkedScore,
        stages: tiers([("top", 30), ("low", 10)], when: "score < 10")))
    #expect(found.count { $0.hasPrefix("unreachable-tier: tier ") } == 2)
  }

  @Test("a number that is computed from other facts earns what its classes give")
  func derivedNumber() throws {
    let found = try findings(
      checkedRules(
        facts: checkedFacts + "\nbonus: { when: \"notes > 3 && seen ? 2 : 1\" }",
        score: checkedScore + "\nbonus: { each: 10, max: 30 }",
        stages: tiers([("top", 66), ("edge", 65), ("low", 0)])))
    #expect(
      found == [
        "unreachable-tier: no score reaches tier 'top': the highest is 65"
          + " | the highest score, for example: seen = true, notes = 5"
      ])
  }

  @Test("points without a cap reach every threshold")
  func uncapped() throws {
    let found = try findings(
      checkedRules(
        facts: checkedFacts, score: "seen: 20\nnotes: { each: 5 }",
        stages: tiers([("top", 1_000), ("low", 0)])))
    #expect(found == [])
  }

  @Test("what an expression is too complex for is not claimed")
  func inexact() throws {
    let found = try findings(
      checkedRules(
        facts: checkedFacts + "\nfew: { when: notes * 2 < 3 }", score: checkedScore + "\nfew: 10",
        stages: tiers([("top", 55), ("over", 56), ("low", 0)])))
    #expect(
      found == ["unreachable-tier: no score reaches tier 'over': none is above 55"])
  }

  @Test("more classes than are tried are said, and the range of the score still counts")
  func tooMany() throws {
    let names = (0..<20).map { "f\($0)" }
    let found = try findings(
      checkedRules(
        facts: names.map { "\($0): { exists: \($0), by: owner }" }.joined(separator: "\n"),
        score: names.map { "\($0): 1" }.joined(separator: "\n"),
        stages: tiers([("top", 21), ("low", 0)], when: "\"\(names.joined(separator: " || "))\"")))
    #expect(
      found.map { $0.prefix { $0 != ":" } } == ["too-many-classes", "unreachable-tier"])
  }
}
