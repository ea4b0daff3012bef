/// What there is for batches in a run at a moment.
package struct BatchOutlook: Sendable {
  /// Tasks that are ready, by `stage.tier`; of very many only as many as fill several batches.
  package let ready: [String: Int]
  /// Whether tasks are ready or held outside of batches, whose answers may make more tasks ready.
  package let isOtherWorkUnderWay: Bool
  /// In how many milliseconds the next postponed task is due; nil where none is.
  package let nextDue: Int64?
  /// Whether any task of the run is ready or held, by whomever.
  package let isAnythingOpen: Bool
  /// Whether what is kept back for a canary, which another worker flies, is worth waiting for.
  package let waitsForCanary: Bool
}

extension Database {
  /// Looks at what could go into batches.
  ///
  /// - Parameters:
  ///   - stages: Places of the stages that are asked in batches.
  ///   - worker: Who looks.
  ///   - fliesCanary: As in `claimTasks`.
  package func batchOutlook(
    run: String, stages: [Int], worker: Worker, fliesCanary: Bool = false
  ) async throws -> BatchOutlook {
    let arguments: [SQLValue] = [.text(run), .ints(stages.map { Int64($0) })]
    return try await read { session in
      let dialect = session.dialect
      let canary = try session.canaryCondition(run: run)
      let wanted = dialect.isAmong("stage_index", "$2", as: "bigint")
      var ready: [String: Int] = [:]
      let rows = try session.query(
        """
        SELECT name, count(*) FROM (
          SELECT stage || '.' || tier AS name FROM gearbox_tasks
          WHERE run = $1 AND state = 'ready' AND \(wanted)
            AND not_before <= \(dialect.nowMilliseconds)\(canary)
          LIMIT 200000
        ) AS ready GROUP BY name
        """, arguments)
      for row in rows { ready[try row.text(0)] = Int(try row.int(1)) }
      let row = try session.queryOne(
        """
        SELECT
          CASE WHEN EXISTS (
            SELECT 1 FROM gearbox_tasks
            WHERE run = $1 AND state = 'ready' AND NOT \(wanted)\(canary)
          ) OR EXISTS (
            SELECT 1 FROM gearbox_tasks
            WHERE run = $1 AND state = 'leased' AND worker NOT LIKE 'batch|%'\(canary)
          ) THEN 1 ELSE 0 END,
          (SELECT min(not_before) - \(dialect.nowMilliseconds) FROM gearbox_tasks
            WHERE run = $1 AND state = 'ready' AND \(wanted)
              AND not_before > \(dialect.nowMilliseconds)\(canary)),
          CASE WHEN EXISTS (
            SELECT 1 FROM gearbox_tasks WHERE run = $1 AND state IN ('ready', 'leased')\(canary)
          ) THEN 1 ELSE 0 END
        """, arguments)
      return BatchOutlook(
        ready: ready, isOtherWorkUnderWay: try row?.int(0) == 1,
        nextDue: try row?.intOrNull(1), isAnythingOpen: try row?.int(2) == 1,
        waitsForCanary: try !canary.isEmpty && !fliesCanary
          && session.hasCanaryPilot(besides: worker, run))
    }
  }
}
