import Diagnostics
import JSON
import Planning
import Prompts
import Rules
import Testing

@Suite("A usage book says what calls take, and where that is from")
struct UsageBookTests {
  private let call: PlannedCall

  init() throws {
    let folder = try RuleFolder()
    let (plan, found) = try folder.compile(
      """
      ruleset: usage
      version: 1
      subjects: { table: items, key: id, answers: answers }
      stages:
        sort: { model: small, cost: 0.1, prompt: ask.v1, store: sorted }
      """)
    call = try #require(plan?.stages.first?.tiers.first?.call, "\(found.map(\.message))")
  }

  @Test("a question that it does not hold is estimated from the template and the schema")
  func template() {
    let usage = UsageBook().usage(of: call)
    let template = "Score {{score}}".utf8.count
    let schema = call.prompt.strictAnswer.serialized().utf8.count
    #expect(usage.input == UsageFigure((template + schema + 3) / 4, .template))
    // {"good": false, "grade": 123, "note": "40 bytes …"} at four bytes a token.
    #expect(usage.output.source == .schema)
    #expect((12...25).contains(usage.output.value))
    #expect(usage.latency == UsageFigure(1000 + 20 * usage.output.value, .assumed))
    #expect(usage.cachedInput == 0)
  }

  @Test(
    "it is the same after a file",
    arguments: [
      UsageSource.measured(calls: 31), .sampled(subjects: 25), .template, .schema, .assumed,
    ])
  func roundTrip(source: UsageSource) throws {
    var book = UsageBook()
    book[call.question] = CallUsage(
      input: UsageFigure(812, source), cachedInput: 100, output: UsageFigure(93, .schema),
      latency: UsageFigure(2860, .assumed), textBytes: 4000)
    let text = book.json.serialized()
    #expect(UsageBook(json: try JSONValue(parsing: text)) == book)
  }

  @Test(
    "a file that is none is refused",
    arguments: [
      "{}", "[{}]",
      #"[{"question":"q","input":{"value":-1,"source":"template"},"cached_input":0,"output":{"value":1,"source":"schema"},"latency_ms":{"value":1,"source":"assumed"},"text_bytes":1}]"#,
      #"[{"question":"q","input":{"value":1,"source":"template"},"cached_input":2,"output":{"value":1,"source":"schema"},"latency_ms":{"value":1,"source":"assumed"},"text_bytes":1}]"#,
      #"[{"question":"q","input":{"value":1,"source":"guess"},"cached_input":0,"output":{"value":1,"source":"schema"},"latency_ms":{"value":1,"source":"assumed"},"text_bytes":1}]"#,
    ])
  func misshapen(text: String) throws {
    #expect(UsageBook(json: try JSONValue(parsing: text)) == nil)
  }

  @Test("answers are estimated by what a schema allows, and never above the prompt's limit")
  func answers() throws {
    func tokens(_ answer: String, limit: Int = 1000) throws -> Int {
      let folder = try RuleFolder([
        "prompts/ask.v1.yaml": """
        prompt: ask
        version: 1
        max_output_tokens: \(limit)
        template: Well?
        answer:
          type: object
          properties: { it: \(answer) }
        """
      ])
      let (plan, found) = try folder.compile(
        """
        ruleset: usage
        version: 1
        subjects: { table: items, key: id, answers: answers }
        stages:
          sort: { model: small, cost: 0.1, prompt: ask.v1, store: sorted }
        """)
      let call = try #require(
        plan?.stages.first?.tiers.first?.call, "\(found.map(\.message))")
      return UsageBook().usage(of: call).output.value
    }
    // 2 for the braces, 6 for `"it":` and its blank, and the value.
    #expect(try tokens("{ type: boolean }") == (8 + 5 + 3) / 4)
    #expect(try tokens("{ enum: [a, bbbbb] }") == (8 + 5 + 3) / 4)
    #expect(try tokens("{ type: string }") == (8 + 42 + 3) / 4)
    #expect(try tokens("{ type: array, items: { type: integer } }") == (8 + 2 + 12 + 3) / 4)
    #expect(
      try tokens("{ type: array, maxItems: 1, items: { type: integer } }") == (8 + 2 + 4 + 3) / 4)
    #expect(try tokens("{ type: string }", limit: 5) == 5)
  }
}
