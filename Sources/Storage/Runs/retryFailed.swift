package import Planning
package import Runs

extension Database {
  /// The run of a plan's digest in which `retryFailed` would find anything: the unfinished one, else
  /// the latest.
  package func retriableRun(of plan: RoutingPlan) async throws -> Run? {
    try await read { session in
      guard try session.gearboxSchema() != nil else { return nil }
      if let run = try session.unfinishedRun(of: plan) { return run }
      return try session.runs(
        "WHERE ruleset = $1 AND digest = $2 ORDER BY id DESC LIMIT 1",
        [.text(plan.name), .text(plan.digest)]
      ).first
    }
  }

  /// Makes the failed tasks of a run ready again, with all their attempts; what was skipped because
  /// such a task failed waits again. A run that was done is open then.
  ///
  /// - Returns: how many tasks are ready again.
  /// - Throws: `constraint` where another run of the same rules was started meanwhile.
  package func retryFailed(run id: String) async throws -> Int {
    try await write { session in
      _ = try session.lockTotals(ofRun: id)
      // Before the failed ones are open again: they tell whose.
      try session.execute(
        """
        UPDATE gearbox_tasks SET state = 'waiting', outcome = NULL, detail = NULL
        WHERE run = $1 AND state = 'skipped' AND EXISTS (
          SELECT 1 FROM gearbox_tasks AS failed
          WHERE failed.run = $1 AND failed.subject = gearbox_tasks.subject
            AND failed.state = 'failed' AND failed.stage_index < gearbox_tasks.stage_index)
        """, [.text(id)])
      let ready = try session.execute(
        """
        UPDATE gearbox_tasks SET state = 'ready', attempts = 0, not_before = 0, outcome = NULL,
          detail = NULL, refused = NULL
        WHERE run = $1 AND state = 'failed'
        """, [.text(id)])
      if ready > 0 {
        try session.execute(
          """
          UPDATE gearbox_runs SET state = 'running', reason = NULL, ended_at = NULL WHERE id = $1
          """, [.text(id)])
      }
      return ready
    }
  }
}
