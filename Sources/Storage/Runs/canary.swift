import Money
package import Runs

extension Database {
  /// Chooses subjects that are asked before all others, spread over those that have a task ready.
  ///
  /// - Returns: how many were chosen; fewer than `count` where fewer are ready.
  package func chooseCanary(_ count: Int, run: String) async throws -> Int {
    try await write { session in
      try session.execute("DELETE FROM gearbox_canaries WHERE run = $1", [.text(run)])
      return try session.execute(
        """
        INSERT INTO gearbox_canaries (run, subject)
        SELECT $1, subject FROM (
          SELECT subject, row_number() OVER (ORDER BY earliest) AS place,
            CASE WHEN count(*) OVER () > $2 THEN count(*) OVER () / $2 ELSE 1 END AS step
          FROM (
            SELECT subject, min(id) AS earliest FROM gearbox_tasks
            WHERE run = $1 AND state = 'ready' GROUP BY subject
          ) AS ready
        ) AS numbered
        WHERE (place - 1) % step = 0 ORDER BY place LIMIT $2
        """, [.text(run), .int(Int64(max(1, count)))])
    }
  }

  /// What the chosen subjects came to.
  package func canary(ofRun run: String) async throws -> [CanaryTier] {
    try await read { session in
      let dialect = session.dialect
      let rows = try session.query(
        """
        SELECT stage, tier, count(DISTINCT task),
          sum(CASE WHEN outcome = 'answered' OR \(Self.isInvalid) THEN 1 ELSE 0 END),
          sum(CASE WHEN \(Self.isInvalid) THEN 1 ELSE 0 END),
          \(dialect.exactSum("CASE WHEN state = 'settled' THEN billed ELSE reserved END"))
        FROM gearbox_calls
        WHERE run = $1 AND subject IN (SELECT subject FROM gearbox_canaries WHERE run = $1)
        GROUP BY stage, tier ORDER BY min(id)
        """, [.text(run)])
      return try rows.map { row in
        CanaryTier(
          stage: try row.text(0), tier: try row.text(1), tasks: Int(try row.int(2)),
          replies: Int(try row.int(3)), invalid: Int(try row.int(4)), cost: try row.usd(5))
      }
    }
  }

  /// Lets all subjects be asked where nobody works at the run: a canary that was cut off holds nothing
  /// back any more; one that is under way does.
  package func endAbandonedCanary(ofRun run: String) async throws {
    if try await workers(ofRun: run).isEmpty { try await endCanary(ofRun: run) }
  }

  /// A condition on calls: something came that was paid for, or may have been, and is no valid answer.
  private static let isInvalid = """
    (outcome IN ('not_json', 'invalid_answer', 'refusal', 'truncated', 'content_filter', 'no_answer',
        'unreadable_reply')
      OR outcome <> 'answered' AND state = 'settled' AND CAST(billed AS numeric) > 0)
    """

  /// Lets all subjects be asked.
  package func endCanary(ofRun run: String) async throws {
    try await write { session in
      try session.execute("DELETE FROM gearbox_canaries WHERE run = $1", [.text(run)])
    }
  }
}

extension SQLSession {
  /// A condition on tasks of run `$1`: while some subjects are to be asked first, only theirs.
  func canaryCondition(run: String) throws -> String {
    let chosen = try queryOne(
      "SELECT 1 FROM gearbox_canaries WHERE run = $1 LIMIT 1", [.text(run)])
    return chosen == nil
      ? "" : " AND subject IN (SELECT subject FROM gearbox_canaries WHERE run = $1)"
  }
}
