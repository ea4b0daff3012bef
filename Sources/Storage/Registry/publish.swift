import Diagnostics
import JSON
package import Planning
package import Runs

/// What publishing a plan came to.
package struct Publication: Sendable, Hashable {
  package let version: PublishedVersion
  /// Whether it was published just now, and not before.
  package let isNew: Bool
}

extension Database {
  /// Records the version of a plan with its sources and its digest, for good.
  ///
  /// - Throws: `VersionConflict` where the version is there with another digest; `StorageError`,
  ///   `misuse` for a what-if, which is no version.
  package func publish(_ plan: RoutingPlan) async throws -> Publication {
    guard plan.settings.isEmpty else {
      throw StorageError(
        .misuse, "\(plan.label) is a what-if, which cannot be published or run",
        hint: "write the change into a rule file, under a version of its own")
    }
    try await migrate()
    return try await write { session in
      let inserted = try session.execute(
        """
        INSERT INTO gearbox_rule_versions (ruleset, version, digest, sections, sources, published_at)
        VALUES ($1, $2, $3, $4, $5, \(session.dialect.now))
        ON CONFLICT DO NOTHING
        """,
        [
          .text(plan.name), .int(plan.version), .text(plan.digest), .text(plan.sectionsJSON),
          .text(plan.sources.json),
        ])
      guard
        let found = try session.publishedVersions(
          "WHERE v.ruleset = $1 AND v.version = $2", [.text(plan.name), .int(plan.version)]
        ).first
      else { throw StorageError(.conflict, "\(plan.label) was taken away while it was published") }
      guard found.digest == plan.digest else { throw try session.conflict(with: plan) }
      return Publication(version: found, isNew: inserted == 1)
    }
  }

  /// The versions that are published, by rule set and version.
  package func publishedVersions(of ruleSet: String? = nil) async throws -> [PublishedVersion] {
    try await read { session in
      guard try session.gearboxSchema() != nil else { return [] }
      return try session.publishedVersions(
        ruleSet == nil ? "" : "WHERE v.ruleset = $1", ruleSet.map { [.text($0)] } ?? [])
    }
  }
}

extension SQLSession {
  fileprivate func publishedVersions(
    _ condition: String, _ arguments: [SQLValue]
  ) throws -> [PublishedVersion] {
    let rows = try query(
      """
      SELECT v.ruleset, v.version, v.digest, \(dialect.isoText("v.published_at")),
        (SELECT count(*) FROM gearbox_runs r WHERE r.ruleset = v.ruleset AND r.version = v.version)
      FROM gearbox_rule_versions v \(condition)
      ORDER BY v.ruleset, v.version
      """, arguments)
    return try rows.map { row in
      PublishedVersion(
        ruleSet: try row.text(0), version: try row.int(1), digest: try row.text(2),
        publishedAt: try row.text(3), runs: Int(try row.int(4)))
    }
  }

  fileprivate func conflict(with plan: RoutingPlan) throws -> VersionConflict {
    let row = try queryOne(
      """
      SELECT (SELECT max(version) FROM gearbox_rule_versions WHERE ruleset = $1), sections
      FROM gearbox_rule_versions WHERE ruleset = $1 AND version = $2
      """, [.text(plan.name), .int(plan.version)])
    let highest = try row?.int(0) ?? plan.version
    let (next, overflowed) = highest.addingReportingOverflow(1)
    let sections = try row.map { try JSONValue(stored: $0.text(1)) }?.object ?? [:]
    let published = Dictionary(
      sections.map { ($0.key, $0.value.string ?? "") }, uniquingKeysWith: { first, _ in first })
    return VersionConflict(
      ruleSet: plan.name, version: plan.version,
      changed: VersionConflict.changes(from: published, to: plan.sections),
      nextFreeVersion: overflowed ? highest : next)
  }
}

extension RoutingPlan {
  fileprivate var sectionsJSON: String {
    JSONValue.object(
      JSONObject(sections.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
    )
    .serialized()
  }
}

extension [SourceText] {
  /// The files as JSON: `[{"name": …, "text": …}]`.
  var json: String {
    JSONValue.array(map { ["name": .string($0.name), "text": .string($0.text)] })
      .replacingUnstorable().value.serialized()
  }

  /// - Throws: `invalidValue` where the text is no such JSON.
  init(storedJSON text: String) throws {
    let files = try JSONValue(stored: text).array ?? []
    self = files.map {
      SourceText(name: $0["name"]?.string ?? "", text: $0["text"]?.string ?? "")
    }
  }
}
