import Diagnostics
import Planning
import Testing

@Suite("A plan can be compiled again from the files that it was compiled from")
struct SourceTreeTests {
  private let rules =
    RuleFolder.head + """
      stages:
        first: { model: small, cost: 0.01, prompt: ask.v1, store: first }
      """

  @Test("wherever they lay, and though the disk has others by now")
  func recorded() throws {
    let folder = try RuleFolder([
      "book.yaml": RuleFolder.models, "asks/ask.v1.yaml": RuleFolder.prompt,
    ])
    try folder.write("models.yaml", "as_of: nonsense")
    try folder.write("rules.yaml", rules)
    var diagnostics = DiagnosticList()
    let loader = PlanLoader(priceBook: "\(folder.path)/book.yaml", prompts: "\(folder.path)/asks")
    let plan = try #require(loader.load("\(folder.path)/rules.yaml", into: &diagnostics))
    try folder.write("rules.yaml", "gone: true")
    try folder.write("asks/ask.v1.yaml", "gone: true")
    let again = try #require(PlanLoader().load(recorded: plan.sources, into: &diagnostics))
    #expect(again.digest == plan.digest)
    #expect(again.sources == plan.sources)
  }

  @Test("a record without its prompts says which one is missing")
  func incomplete() throws {
    let plan = try #require(try RuleFolder().compile(rules).0)
    var diagnostics = DiagnosticList()
    #expect(PlanLoader().load(recorded: Array(plan.sources.prefix(2)), into: &diagnostics) == nil)
    #expect(diagnostics.diagnostics.map(\.code) == ["unknown-prompt"])
    var none = DiagnosticList()
    #expect(PlanLoader().load(recorded: [], into: &none) == nil)
    #expect(none.diagnostics.map(\.code) == ["file-unreadable"])
  }
}
