package import Diagnostics
import JSON
package import Money
package import Planning
import Rules
package import Runs

extension Database {
  /// The run of that id.
  package func run(id: String) async throws -> Run? {
    try await read { session in
      guard try session.gearboxSchema() != nil else { return nil }
      return try session.runs("WHERE id = $1", [.text(id)]).first
    }
  }

  /// The run that was planned last.
  package func latestRun(of ruleSet: String? = nil) async throws -> Run? {
    try await read { session in
      guard try session.gearboxSchema() != nil else { return nil }
      return try session.runs(
        "\(ruleSet == nil ? "" : "WHERE ruleset = $1") ORDER BY id DESC LIMIT 1",
        ruleSet.map { [.text($0)] } ?? []
      ).first
    }
  }

  /// The unfinished run of a plan's digest; there is at most one.
  package func unfinishedRun(of plan: RoutingPlan) async throws -> Run? {
    try await read { session in
      guard try session.gearboxSchema() != nil else { return nil }
      return try session.unfinishedRun(of: plan)
    }
  }

  /// Sets a run going again.
  ///
  /// - Parameter budget: US dollars for the whole run, what it has spent included; nil leaves the
  ///   budget as it is.
  /// - Throws: `misuse` where there is no such run, or it is done.
  package func joinRun(_ id: String, budget: USD?) async throws -> Run {
    try await write { session in
      try session.execute(
        """
        UPDATE gearbox_runs SET state = 'running', reason = NULL, ended_at = NULL,
          budget = coalesce(\(session.dialect.decimal("$2")), budget)
        WHERE id = $1 AND state <> 'done'
        """, [.text(id), .usd(budget)])
      guard let run = try session.runs("WHERE id = $1", [.text(id)]).first else {
        throw StorageError(.misuse, "there is no run '\(id)'")
      }
      guard run.state == .running else { throw StorageError(.misuse, "run '\(id)' is done") }
      return run
    }
  }

  /// Records in what state a run was left.
  ///
  /// - Parameter reason: Why it stopped, in words.
  package func finishRun(
    _ id: String, as state: RunState, reason: String? = nil
  ) async throws {
    try await write { session in try session.end(id, as: state, reason: reason) }
  }

  /// Records with what a run goes on.
  ///
  /// - Parameters:
  ///   - plan: Of the run's digest. Its limits and prices may be others than they were, and are what
  ///     whoever joins goes by.
  ///   - command: The command line that goes on with the run, without any secret.
  ///   - isBatch: Whether all calls are made in batches, whatever the rules say.
  package func recordStart(
    ofRun id: String, plan: RoutingPlan, resume command: String, isBatch: Bool
  ) async throws {
    try await write { session in
      try session.execute(
        """
        UPDATE gearbox_runs SET resume = $2, sources = $3, execution = $5
        WHERE id = $1 AND digest = $4
        """,
        [
          .text(id), .text(command), .text(plan.sources.json), .text(plan.digest),
          .text(orNull: isBatch ? Execution.batch.rawValue : nil),
        ])
    }
  }

  /// The files that a run was planned from, the rule file first. Empty where there is no such run.
  package func sources(ofRun id: String) async throws -> [SourceText] {
    try await read { session in
      guard try session.gearboxSchema() != nil,
        let row = try session.queryOne(
          "SELECT sources FROM gearbox_runs WHERE id = $1", [.text(id)])
      else { return [] }
      return try [SourceText](storedJSON: row.text(0))
    }
  }
}

extension SQLSession {
  func runs(_ rest: String, _ arguments: [SQLValue]) throws -> [Run] {
    // Whoever only reads meets the tables of an earlier gearbox, which has not said either.
    let schema = try gearboxSchema() ?? 0
    let rows = try query(
      """
      SELECT id, ruleset, version, digest, state, budget, estimated_low, estimated_expected,
        estimated_high, reroute, \(dialect.isoText("started_at")), \(dialect.isoText("ended_at")),
        \(schema < 2 ? "NULL, NULL" : "reason, resume"), \(schema < 3 ? "NULL" : "execution")
      FROM gearbox_runs \(rest)
      """, arguments)
    return try rows.map { row in
      Run(
        id: try row.text(0), ruleSet: try row.text(1), version: try row.int(2),
        digest: try row.text(3), state: try row.stored(4, as: RunState.self),
        budget: try row.usdOrNull(5),
        estimated: EstimatedCost(
          low: try row.usd(6), expected: try row.usd(7), high: try row.usd(8)),
        reroute: try row.textOrNull(9), startedAt: try row.text(10),
        endedAt: try row.textOrNull(11), reason: try row.textOrNull(12),
        resume: try row.textOrNull(13), isBatch: try row.textOrNull(14) == Execution.batch.rawValue)
    }
  }

  func unfinishedRun(of plan: RoutingPlan) throws -> Run? {
    try runs(
      "WHERE ruleset = $1 AND digest = $2 AND state <> 'done'",
      [.text(plan.name), .text(plan.digest)]
    ).first
  }
}
