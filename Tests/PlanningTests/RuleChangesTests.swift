import Diagnostics
import Planning
import Testing

@Suite("Of two plans it is said what differs, and nothing of what does not")
struct RuleChangesTests {
  private static let rules =
    RuleFolder.head + """
      facts:
        papers: { count: papers, by: owner }
        many: { when: papers > 10 }
      score: { papers: { each: 5, max: 25 }, many: 3 }
      stages:
        first:
          when: papers > 2 && score > 1
          store: first
          tiers:
            high: { at_least: 30, model: small, cost: 0.01, prompt: ask.v1 }
            low: { at_least: 10, model: small, cost: 0.02, prompt: ask.v1 }
      """

  private func changes(
    _ rules: String, models: String = RuleFolder.models, prompt: String = RuleFolder.prompt
  ) throws -> RuleChanges {
    let old = try #require(try RuleFolder().compile(Self.rules).0)
    let folder = try RuleFolder(["models.yaml": models, "prompts/ask.v1.yaml": prompt])
    let (plan, diagnostics) = try folder.compile(rules)
    let new = try #require(plan, "\(diagnostics)")
    return RuleChanges(from: old, to: new)
  }

  @Test("comments, layout and other ways to write the same are no change")
  func same() throws {
    let other = Self.rules.replacing("version: 1", with: "version: 2 # next")
      .replacing("0.02", with: "0.020")
      .replacing("papers > 2 && score > 1", with: "(papers  >  2) &&  score > 1")
      .replacing("by: owner", with: "by: { owner: owner }")
    #expect(try changes(other).isEmpty)
  }

  @Test("each place in the rule file is told with what it was and is")
  func rules() throws {
    let new = Self.rules.replacing("each: 5", with: "each: 6")
      .replacing("papers > 10", with: "papers > 12")
      .replacing("low: { at_least: 10,", with: "low: { at_least: 8,")
      .replacing("many: 3", with: "many: 4")
    let found = try changes(new)
    #expect(found.sections == ["facts", "score", "stages"])
    #expect(
      found.changes.map { "\($0.path): \($0.old ?? "-") → \($0.new ?? "-")" } == [
        "facts.many.when: papers > 10 → papers > 12", "score.papers.each: 5 → 6",
        "score.many: 3 → 4", "stages.first.tiers.low.at_least: 10 → 8",
      ])
  }

  @Test("what is new or gone is told as a whole")
  func whole() throws {
    let added = "mid: { at_least: 20, model: small, cost: 0.01, prompt: ask.v1 }\n      low:"
    let found = try changes(
      Self.rules.replacing("low:", with: added).replacing(", many: 3", with: ""))
    let changes = found.changes.map { "\($0.path): \($0.old ?? "-") → \($0.new ?? "-")" }
    #expect(changes.first == "score.many: 3 → -")
    #expect(
      changes.contains(
        "stages.first.tiers.mid: - → { at_least: 20, model: small, cost: 0.01, prompt: ask.v1 }"),
      "\(changes)")
  }

  @Test("prompts and prices that calls use are told under their names")
  func promptsAndPrices() throws {
    let prompt = RuleFolder.prompt.replacing("Score {{score}}", with: "The score is {{score}}")
      .replacing("max_output_tokens: 100", with: "max_output_tokens: 200")
    let found = try changes(
      Self.rules, models: RuleFolder.models.replacing("input: 0.15", with: "input: 0.20"),
      prompt: prompt)
    #expect(found.sections == ["prompts"])
    #expect(
      found.changes.map { "\($0.path): \($0.old ?? "-") → \($0.new ?? "-")" } == [
        "prompts.ask.v1.max_output_tokens: 100 → 200",
        "prompts.ask.v1.template: Score {{score}} → The score is {{score}}",
        "models.small.per_million.input: 0.15 → 0.20",
      ])
  }
}
