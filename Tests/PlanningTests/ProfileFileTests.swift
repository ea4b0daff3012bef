import Diagnostics
import Expressions
import Planning
import Testing

@Suite("A profile as a file")
struct ProfileFileTests {
  private let rules = """
    ruleset: items
    version: 1
    subjects: { table: items, key: id, answers: answers }
    facts:
      papers: { count: papers, by: id }
      size: { column: size, type: double }
      kind: { column: kind, type: string, default: none }
      seen: { column: seen, type: timestamp }
    score: { papers: { each: 5, max: 50 } }
    stages:
      sort:
        when: size != null && kind != '' && seen != null
        model: small
        cost: 0.0001
        prompt: ask.v1
        store: sorted
    """

  private func plan() throws -> RoutingPlan {
    let (plan, diagnostics) = try RuleFolder().compile(rules)
    return try #require(plan, "\(diagnostics.map(\.message))")
  }

  @Test("one that somebody made up needs no more than counts and facts by name")
  func madeUp() throws {
    let text = """
      {"gearbox_profile": 1, "rows": [
        {"count": 3, "facts": {"papers": 4, "size": 2.5, "kind": "a"}, "image": false},
        {"count": 2, "facts": {"papers": 1}},
        {"count": 0}]}
      """
    let vectors = try ProfileFile.read(text).vectors(for: plan())
    #expect(
      vectors == [
        FactVector(facts: [4, 2.5, "a", .null], hasImage: false, kept: [nil], count: 3),
        FactVector(facts: [1, .null, "none", .null], hasImage: true, kept: [nil], count: 2),
        FactVector(facts: [0, .null, "none", .null], hasImage: true, kept: [nil], count: 0),
      ])
  }

  @Test(
    "what cannot be one is refused with its place",
    arguments: [
      ("{", "it is no JSON: line 1, column 2: a key in quotes was expected"),
      ("[]", "it is no fact profile: 'gearbox_profile' is missing"),
      (#"{"gearbox_profile": 2}"#, "it is written in format 2, and this gearbox reads format 1"),
      (#"{"gearbox_profile": 1}"#, "'rows' is missing"),
      (#"{"gearbox_profile": 1, "rows": 3}"#, "'rows' is not a list"),
      (#"{"gearbox_profile": 1, "row": []}"#, "'row' is not known"),
      (#"{"gearbox_profile": 1, "rows": [{}]}"#, "'count' is missing in 'rows[0]'"),
      (#"{"gearbox_profile": 1, "rows": [{"count": -1}]}"#, "'rows[0].count' is not a count"),
      (
        #"{"gearbox_profile": 1, "rows": [{"count": 1.5}]}"#,
        "'rows[0].count' is not a whole number"
      ),
      (
        #"{"gearbox_profile": 1, "rows": [{"count": 9223372036854775807}, {"count": 1}]}"#,
        "its counts are too large to add up"
      ),
      (
        #"{"gearbox_profile": 1, "rows": [{"count": 1, "facts": {"a": [1]}}]}"#,
        "'rows[0].facts.a' is not a value that a fact can have"
      ),
      (
        #"{"gearbox_profile": 1, "rows": [{"count": 1, "facts": {"a": 1}}, {"count": 1, "facts": {"a": "x"}}]}"#,
        "'rows[1].facts.a' is not int like in other rows"
      ),
      (
        #"{"gearbox_profile": 1, "facts": [{"name": "a", "type": "int"}], "rows": [{"count": 1, "facts": [1, 2]}]}"#,
        "'rows[0].facts' is not a list of 1 values, one for each fact"
      ),
      (
        #"{"gearbox_profile": 1, "facts": [{"name": "a", "type": "number"}], "rows": []}"#,
        "'facts[0].type' is not one of bool, int, double, string, timestamp"
      ),
      (
        #"{"gearbox_profile": 1, "subjects": 4, "rows": [{"count": 3}]}"#,
        "it says 4 subjects, and its rows count 3"
      ),
      (
        #"{"gearbox_profile": 1, "digest": "sha256:0", "rows": [{"count": 3}]}"#,
        "it was changed after it was taken: its digest is another"
      ),
    ])
  func faults(_ text: String, _ message: String) {
    let error = #expect(throws: ProfileFileError.self) { try ProfileFile.read(text) }
    #expect(error?.message == message)
  }

  @Test("a fact of another type than the plan's is refused")
  func types() throws {
    let profile = try ProfileFile.read(
      #"{"gearbox_profile": 1, "rows": [{"count": 1, "facts": {"papers": "four"}}]}"#)
    let plan = try plan()
    let found = #expect(throws: ProfileMismatch.self) { try profile.vectors(for: plan) }
    #expect(found?.reason == .factType("papers", profile: "string", plan: "int"))
  }
}
