package import Diagnostics

extension Database {
  /// The files that a published version was compiled from, in the order of `RoutingPlan.sources`;
  /// nil where that version is not published.
  package func publishedSources(
    of ruleSet: String, version: Int64
  ) async throws -> [SourceText]? {
    try await read { session in
      guard try session.gearboxSchema() != nil else { return nil }
      let row = try session.queryOne(
        "SELECT sources FROM gearbox_rule_versions WHERE ruleset = $1 AND version = $2",
        [.text(ruleSet), .int(version)])
      return try row.map { try [SourceText](storedJSON: $0.text(0)) }
    }
  }
}
