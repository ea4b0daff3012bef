import Diagnostics
import Expressions
import Foundation
import Planning
import Testing

/// The plan of the repository's own example, and profiles over it.
enum ExamplePlan {
  /// `rules/vehicle-images/v1.yaml`, or another version of it, compiled.
  static func load(version: Int = 1) throws -> RoutingPlan {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../..").standardized
    let path = root.appendingPathComponent("rules/vehicle-images/v\(version).yaml").path
    var diagnostics = DiagnosticList()
    let plan = PlanLoader().load(path, into: &diagnostics)
    return try #require(plan, "\(diagnostics.diagnostics.map(\.message))")
  }

  /// The rows of the example: 34 subjects at 60, 100 at 40, 2,400 at 10 or 20, 200 at 8.
  static func vectors(of plan: RoutingPlan) -> [FactVector] {
    [
      vector(plan, 34, ["has_spid": true, "has_manual": true, "receipts": 5]),
      vector(plan, 100, ["has_spid": true, "timeline_events": 50]),
      vector(plan, 1_873, ["timeline_events": 50]),
      vector(plan, 527, ["receipts": 2]),
      vector(plan, 200, ["receipts": 1, "timeline_events": 1]),
    ]
  }

  private static let counts = ["receipts", "timeline_events", "user_tags"]

  /// Subjects with these facts, and with nothing else known of them.
  static func vector(
    _ plan: RoutingPlan, _ count: Int, _ facts: [String: Value], hasImage: Bool = true,
    kept: [KeptAnswer?]? = nil
  ) -> FactVector {
    FactVector(
      facts: plan.facts.deciding.map { fact in
        facts[fact.name] ?? (Self.counts.contains(fact.name) ? 0 : false)
      },
      hasImage: hasImage, kept: kept ?? plan.stages.map { _ in nil }, count: count)
  }
}
