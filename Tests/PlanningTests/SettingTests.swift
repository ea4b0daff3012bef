import Diagnostics
import Money
import Planning
import Testing

@Suite("A setting stands in for what a rule file has at a path")
struct SettingTests {
  private let rules =
    RuleFolder.head + """
      facts:
        papers: { count: papers, by: owner }
        known: { exists: books, by: owner }
      score:
        papers: { each: 5, max: 25 }
        known: 20
      stages:
        first:
          when: papers > 2
          store: first
          tiers:
            high: { at_least: 30, model: small, cost: 0.01, prompt: ask.v1 }
            low: { at_least: 10, model: small, cost: 0.02, prompt: ask.v1 }
      reprocess: [tier_improves]
      """

  private func load(_ settings: [String]) throws -> (RoutingPlan?, [Diagnostic]) {
    let folder = try RuleFolder(["rules.yaml": rules])
    var diagnostics = DiagnosticList()
    let read = settings.compactMap { Setting.read($0, into: &diagnostics) }
    guard read.count == settings.count else { return (nil, diagnostics.sorted()) }
    let plan = PlanLoader(settings: read).load("\(folder.path)/rules.yaml", into: &diagnostics)
    return (plan, diagnostics.sorted())
  }

  @Test(
    "numbers, expressions, lists and mappings can be set, and keys that are not written",
    arguments: [
      ("score.papers.each=6", "score.papers.each", "6"),
      ("score.papers={ each: 7, max: 9 }", "score.papers.max", "9"),
      ("stages.first.tiers.low.at_least=12", "stages.first.tiers.low.at_least", "12"),
      ("stages.first.when=papers == 1", "stages.first.when", "papers == 1"),
      ("stages.first.assume=0.5", "stages.first.assume", "0.5"),
      ("limits.concurrency=3", "limits.concurrency", "3"),
      ("reprocess=[always]", "reprocess", "[always]"),
      ("reprocess.0=always", "reprocess", "[always]"),
      ("score.known=1", "score.known", "1"),
      ("facts.many={ when: papers > 9 }", "facts.many.when", "papers > 9"),
    ])
  func sets(_ setting: String, _ path: String, _ value: String) throws {
    let (plan, diagnostics) = try load([setting])
    let found = try #require(plan, "\(diagnostics)")
    #expect(found.value(at: path) == value)
    #expect(found.settings.map(\.text) == [setting])
    #expect(found.label == "test@1 with \(setting)")
  }

  @Test("a setting decides as a rule file does that has its value, digest and all")
  func sameAsWritten() throws {
    let plan = try #require(try load(["score.papers.each=6", "score.known=1"]).0)
    let written = rules.replacing("each: 5", with: "each: 6").replacing(
      "known: 20", with: "known: 1")
    let (other, _) = try RuleFolder().compile(written)
    #expect(plan.digest == other?.digest)
    #expect(try load([]).0?.digest != plan.digest)
  }

  @Test(
    "a path that leads nowhere is an error at its place in the argument, with what is near",
    arguments: [
      ("score.paper.each=6", "unknown-path", 7, "did you mean 'score.papers.each'?"),
      (
        "first.low.at_least=6", "unknown-path", 1, "did you mean 'stages.first.tiers.low.at_least'?"
      ),
      ("limits.concurency=6", "unknown-path", 8, "did you mean 'limits.concurrency'?"),
      (
        "score.known.each=6", "unknown-path", 13,
        "set it as a whole: --set 'score.known={ each: … }'"
      ),
      ("reprocess.1=always", "unknown-path", 11, nil),
      ("score.papers.each=six", "wrong-type", 19, nil),
      ("stages.first.when=papes > 1", "unknown-name", 19, "did you mean 'papers'?"),
      ("score.papers={ each: 5", "yaml-syntax", 23, nil),
      ("nothing", "invalid-setting", 1, "such as --set limits.budget=20"),
      ("a..b=1", "invalid-setting", 1, "such as --set limits.budget=20"),
      ("score.papers.each= ", "invalid-setting", 1, nil),
    ])
  func refuses(_ setting: String, _ code: String, _ column: Int, _ help: String?) throws {
    let (plan, diagnostics) = try load([setting])
    #expect(plan == nil)
    let fault = try #require(diagnostics.first { $0.severity == .error })
    #expect(fault.code == code)
    #expect(fault.labels.first?.range.source.name == "--set")
    #expect(fault.labels.first?.range.source.text == setting)
    #expect(fault.labels.first?.range.start == SourcePosition(line: 1, column: column))
    if let help { #expect(fault.help.first == help) }
  }

  @Test("a key that looks like a secret is found in a setting, too")
  func secret() throws {
    let (_, diagnostics) = try load([
      "limits.budget=1", "score.known=sk-proj-" + "aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3zA5bC7dE9f",
    ])
    #expect(diagnostics.contains { $0.code == "secret-in-rules" }, "\(diagnostics.map(\.code))")
  }

  @Test(
    "a range has both its ends, and steps up or down",
    arguments: [
      ("a=20..40:5", ["20", "25", "30", "35", "40"]), ("a=3..1", ["3", "2", "1"]),
      ("a=0.001..0.002:0.0005", ["0.001", "0.0015", "0.002"]), ("a=1..4:2", ["1", "3"]),
      ("a=-1..1", ["-1", "0", "1"]), ("a=5..5", ["5"]),
    ])
  func ranges(_ text: String, _ values: [String]) throws {
    #expect(try SettingRange.read(text)?.values == values)
  }

  @Test("what is no range is none, and a faulty one says why")
  func noRanges() throws {
    for text in ["a=1", "a", "a=x..y", "a='1..2'"] {
      #expect(try SettingRange.read(text) == nil, "\(text)")
    }
    for text in ["a=1..2:0", "a=1..2:-1", "a=0.1..0.2", "a=1..2:x", "a=1..5000"] {
      #expect(throws: SettingRange.Fault.self, "\(text)") { try SettingRange.read(text) }
    }
  }

  @Test("every threshold and weight is found, with what is set in it")
  func numbers() throws {
    let plan = try #require(try load(["score.papers.max=30"]).0)
    #expect(
      plan.adjustableNumbers.map { "\($0.path)=\($0.value)" } == [
        "score.papers.each=5", "score.papers.max=30", "score.known=20",
        "stages.first.tiers.high.at_least=30", "stages.first.tiers.low.at_least=10",
      ])
    #expect(plan.adjustableNumbers.last?.threshold?.stage == "first")
    #expect(plan.adjustableNumbers.last?.threshold?.tier == "low")
  }
}
