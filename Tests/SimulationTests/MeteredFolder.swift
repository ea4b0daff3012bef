import Diagnostics
import Foundation
import Planning
import Testing

/// Compiles rules over a price book with a meter, for tests of metered bills.
func compileMetered(
  _ stages: String, subjects: String = "", more: String = "", detail: String = "detail: high"
) throws -> RoutingPlan {
  let folder = NSTemporaryDirectory() + "gearbox-metered-\(UUID().uuidString)"
  defer { try? FileManager.default.removeItem(atPath: folder) }
  try FileManager.default.createDirectory(
    atPath: folder + "/prompts", withIntermediateDirectories: true)
  let files = [
    "models.yaml": """
    as_of: 2026-11-24
    models:
      tiled:
        provider: shop
        per_million: { input: 1, cached_input: 0.5, output: 10 }
        batch_discount: 0.5
        image: { rule: tiles, base: 85, tile: 170 }
      long:
        provider: shop
        per_million:
          input: 1
          output: 10
          above: { tokens: 1000, input: 2, output: 20 }
    providers:
      shop: { base_url: "http://127.0.0.1:9/v1" }
    """,
    "prompts/look.v1.yaml": """
    prompt: look
    version: 1
    \(detail)
    max_output_tokens: 100
    template: Well?
    answer: { type: object, required: [ok], properties: { ok: { type: boolean } } }
    """,
    "prompts/ask.v1.yaml": """
    prompt: ask
    version: 1
    max_output_tokens: 100
    template: Well?
    answer: { type: object, required: [ok], properties: { ok: { type: boolean } } }
    """,
    "rules.yaml": """
    ruleset: metered
    version: 1
    subjects: { table: t, key: id, image: url, answers: j\(subjects) }
    stages:
    \(stages.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))
    \(more)
    """,
  ]
  for (name, text) in files {
    try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
  }
  var diagnostics = DiagnosticList()
  let plan = PlanLoader().load("\(folder)/rules.yaml", into: &diagnostics)
  return try #require(plan, "\(diagnostics.diagnostics.map(\.message))")
}

/// Usage of 1,000 input and 100 output tokens, from where the test says.
func usage(
  of plan: RoutingPlan, input: Int = 1000, cached: Int = 0, output: Int = 100,
  latency: Int = 2000, _ source: UsageSource = .sampled(subjects: 25)
) -> UsageBook {
  var book = UsageBook()
  for call in plan.stages.flatMap({ $0.tiers.map(\.call) }) {
    book[call.question] = CallUsage(
      input: UsageFigure(input, source), cachedInput: cached,
      output: UsageFigure(output, source.isMeasured ? source : .schema),
      latency: UsageFigure(latency, source.isMeasured ? source : .assumed), textBytes: 4000)
  }
  return book
}
