import Diagnostics
import Foundation
import Planning

/// A folder of rule files for one test, with a price book and a prompt that need not be said.
final class RuleFolder {
  let path: String

  init(_ files: [String: String] = [:]) throws {
    path = NSTemporaryDirectory() + "gearbox-rules-\(UUID().uuidString)"
    try write("models.yaml", Self.models)
    try write("prompts/ask.v1.yaml", Self.prompt)
    for (name, text) in files { try write(name, text) }
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  func write(_ name: String, _ text: String) throws {
    let file = URL(fileURLWithPath: path).appendingPathComponent(name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: file, atomically: true, encoding: .utf8)
  }

  /// Compiles `rules` and gives the plan with all that was said of it.
  func compile(_ rules: String, reroute: String? = nil) throws -> (RoutingPlan?, [Diagnostic]) {
    try write("rules.yaml", rules)
    var diagnostics = DiagnosticList()
    let plan = PlanLoader(reroute: reroute).load("\(path)/rules.yaml", into: &diagnostics)
    return (plan, diagnostics.sorted())
  }

  static let models = """
    as_of: 2026-11-24
    models:
      small:
        provider: local
        per_million: { input: 0.15, cached_input: 0.075, output: 0.60 }
        image: { rule: tiles, base: 2833, tile: 5667 }
      large: { provider: local }
    providers:
      local: { base_url: "http://127.0.0.1:9/v1", metered: false }
      metered: { base_url: "http://127.0.0.1:9/v1" }
    """

  static let prompt = """
    prompt: ask
    version: 1
    max_output_tokens: 100
    template: "Score {{score}}"
    answer:
      type: object
      required: [good, grade]
      properties:
        good: { type: boolean }
        grade: { type: integer }
        note: { type: string }
    """

  /// The head of a rule file: everything up to `facts`.
  static let head = """
    ruleset: test
    version: 1
    subjects: { table: items, key: id, group: owner, answers: notes }

    """
}

/// The plan of the vehicle images, from the project's own rule file.
func vehicleImages(_ version: Int = 1) throws -> RoutingPlan {
  let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  var diagnostics = DiagnosticList()
  let path = root.appendingPathComponent("rules/vehicle-images/v\(version).yaml").path
  guard let plan = PlanLoader().load(path, into: &diagnostics) else {
    throw Faulty(text: DiagnosticRenderer(color: false).render(diagnostics.sorted()))
  }
  return plan
}

struct Faulty: Error, CustomStringConvertible {
  let text: String
  var description: String { text }
}
