import Diagnostics
import Foundation
import Planning
import Testing

@testable import Storage

/// Where the checkout is: the folder above `Tests`.
let checkout = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

/// The plan of the example's rules, as the mock provider would be asked.
func examplePlan(version: Int = 1, reroute: String? = nil) throws -> RoutingPlan {
  try loadPlan(
    PlanLoader(reroute: reroute), "\(checkout)/rules/vehicle-images/v\(version).yaml")
}

/// Compiles a rule file that is given as text, with one prompt file per text in `prompts`.
func compile(
  _ rules: String, prompts: [String: String] = ["ask.v1": askPrompt],
  partials: [String: String] = [:], reroute: String? = nil
) throws -> RoutingPlan {
  let folder = FileManager.default.temporaryDirectory.path + "/gearbox-\(UUID().uuidString)"
  try FileManager.default.createDirectory(
    atPath: folder + "/prompts", withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  try rules.write(toFile: folder + "/rules.yaml", atomically: true, encoding: .utf8)
  try priceBook.write(toFile: folder + "/models.yaml", atomically: true, encoding: .utf8)
  for (name, text) in prompts {
    try text.write(toFile: folder + "/prompts/\(name).yaml", atomically: true, encoding: .utf8)
  }
  for (name, text) in partials {
    try text.write(
      toFile: folder + "/prompts/\(name).mustache", atomically: true, encoding: .utf8)
  }
  return try loadPlan(PlanLoader(reroute: reroute), folder + "/rules.yaml")
}

private func loadPlan(_ loader: PlanLoader, _ path: String) throws -> RoutingPlan {
  var diagnostics = DiagnosticList()
  let plan = loader.load(path, into: &diagnostics)
  let faults = diagnostics.diagnostics.filter { $0.severity == .error }
  return try #require(plan, "\(DiagnosticRenderer(color: false).render(faults))")
}

/// A prompt that sends no image and takes any of three answers.
let askPrompt = """
  prompt: ask
  version: 1
  max_output_tokens: 10
  template: What is it?
  answer:
    type: object
    properties:
      fine: { type: boolean }
      grade: { type: integer }
      note: { type: string }
    required: [fine]
  """

private let priceBook = """
  as_of: 2026-11-24
  models:
    small: { provider: local, per_million: { input: 1, output: 1 } }
    large: { provider: local, per_million: { input: 2, output: 2 } }
  providers:
    local: { base_url: "http://127.0.0.1:9/v1", metered: false }
    mock: { base_url: "http://127.0.0.1:8089/v1", metered: false }
  """

/// Rules over a table `items` with the facts that a test is about.
func rules(facts: String, score: String = "", group: String? = "owner_id") -> String {
  """
  ruleset: items
  version: 1
  subjects: { table: items, key: id, \(group.map { "group: \($0), " } ?? "")answers: answers }
  facts:
  \(facts.split(separator: "\n").map { "  " + $0 }.joined(separator: "\n"))
  \(score.isEmpty ? "" : "score:\n  " + score)
  stages:
    first: { model: small, cost: 0.01, prompt: ask.v1, store: first }
  """
}
