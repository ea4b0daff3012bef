package import Runs

extension Database {
  /// Says that a worker works at a run, which is running from then on, unless it is done.
  package func enterRun(
    _ id: String, worker: Worker, aliveMilliseconds: Int64
  ) async throws {
    try await write { session in
      _ = try session.lockTotals(ofRun: id)
      try session.keepAlive(id, worker, milliseconds: aliveMilliseconds)
      try session.execute(
        """
        UPDATE gearbox_runs SET state = 'running', reason = NULL, ended_at = NULL
        WHERE id = $1 AND state <> 'done' AND state <> 'running'
        """, [.text(id)])
    }
  }

  /// Keeps a worker's leases, and its place among the workers of the run, from running out.
  package func renewWorker(
    _ worker: Worker, run: String, leaseMilliseconds: Int64
  ) async throws {
    // First, as the others may have to wait for rows.
    try await write { session in
      try session.keepAlive(
        run, worker, milliseconds: leaseMilliseconds,
        isAskedToStop: try session.wasStopped(run))
    }
    _ = try await renewLeases(run: run, worker: worker, leaseMilliseconds: leaseMilliseconds)
    try await renewBatches(run: run, worker: worker, leaseMilliseconds: leaseMilliseconds)
  }

  /// Whether somebody has asked this worker to stop.
  package func isAskedToStop(_ worker: Worker, run: String) async throws -> Bool {
    try await read { session in
      try session.queryOne(
        "SELECT is_asked_to_stop FROM gearbox_workers WHERE run = $1 AND worker = $2",
        [.text(run), .text(worker.name)])?.bool(0) ?? false
    }
  }

  /// Says why a worker makes no calls at the moment; nil where it does.
  package func notePause(_ reason: String?, of worker: Worker, run: String) async throws {
    try await write { session in
      try session.execute(
        "UPDATE gearbox_workers SET paused = $3 WHERE run = $1 AND worker = $2",
        [.text(run), .text(worker.name), .text(orNull: reason)])
    }
  }

  /// Says that a worker works at a run no more. The last one to leave decides in what state the run
  /// is; done it is only where nothing is open.
  ///
  /// - Parameters:
  ///   - state: nil leaves it as it is.
  ///   - reason: Why it stopped, in words.
  package func leaveRun(
    _ id: String, worker: Worker, as state: RunState?, reason: String? = nil
  ) async throws {
    try await write { session in
      // First of all: of two that leave at once one has to see that it is the last.
      _ = try session.lockTotals(ofRun: id)
      try session.execute(
        "DELETE FROM gearbox_workers WHERE run = $1 AND worker = $2",
        [.text(id), .text(worker.name)])
      switch state {
      case nil: break
      case .done?:
        guard try !session.hasOpenTasks(id) else { break }
        try session.end(id, as: .done, reason: nil)
        for table in ["gearbox_rates", "gearbox_canaries"] {
          try session.execute("DELETE FROM \(table) WHERE run = $1", [.text(id)])
        }
      case let state?:
        guard try session.liveWorkers(ofRun: id).isEmpty else { break }
        try session.end(id, as: state, reason: reason)
      }
    }
  }

  /// Asks all workers of a run to stop. Where there are none, the run is drained at once.
  ///
  /// - Returns: how many workers were asked.
  package func cancelRun(_ id: String) async throws -> Int {
    _ = try await recoverRun(id)
    return try await write { session in
      _ = try session.lockTotals(ofRun: id)
      let asked = try session.execute(
        """
        UPDATE gearbox_workers SET is_asked_to_stop = (1 = 1)
        WHERE run = $1 AND seen_until >= \(session.dialect.nowMilliseconds)
        """, [.text(id)])
      if asked == 0 {
        try session.execute(
          """
          UPDATE gearbox_runs SET state = 'drained', reason = $2,
            ended_at = \(session.dialect.now)
          WHERE id = $1 AND state = 'running'
          """, [.text(id), .text(Run.cancelled)])
      }
      return asked
    }
  }

  /// Who works at a run now, those who came first before the others.
  package func workers(ofRun id: String) async throws -> [WorkerStatus] {
    try await read { session in try session.workers(ofRun: id) }
  }
}

extension SQLSession {
  /// - Parameter isAskedToStop: Whether the worker is to stop, where nothing is known of it yet.
  fileprivate func keepAlive(
    _ run: String, _ worker: Worker, milliseconds: Int64, isAskedToStop: Bool = false
  ) throws {
    try execute(
      """
      INSERT INTO gearbox_workers (run, worker, seen_until, is_asked_to_stop, joined_at)
      VALUES ($1, $2, \(dialect.nowMilliseconds) + $3, (\(isAskedToStop ? "1 = 1" : "1 = 0")),
        \(dialect.now))
      ON CONFLICT (run, worker) DO UPDATE SET seen_until = excluded.seen_until,
        is_asked_to_stop = gearbox_workers.is_asked_to_stop OR excluded.is_asked_to_stop
      """, [.text(run), .text(worker.name), .int(milliseconds)])
  }

  /// Whether the run was cancelled, or stopped after its canary. A worker that was not heard of for a
  /// while, and so was not asked, has to hear of it when it is back.
  fileprivate func wasStopped(_ run: String) throws -> Bool {
    try queryOne(
      """
      SELECT 1 FROM gearbox_runs
      WHERE id = $1 AND state = 'drained' AND (reason = $2 OR reason LIKE $3)
      """, [.text(run), .text(Run.cancelled), .text(Run.canaryObjection + "%")]) != nil
  }

  fileprivate func hasOpenTasks(_ run: String) throws -> Bool {
    try queryOne(
      """
      SELECT 1 FROM gearbox_tasks WHERE run = $1 AND state IN ('ready', 'leased', 'waiting') LIMIT 1
      """, [.text(run)]) != nil
  }

  /// The workers that were heard of lately. What was killed on this host was, too, and is seen to be
  /// gone.
  ///
  /// - Parameter pause: Those that make no calls for that reason are left out.
  func liveWorkers(ofRun id: String, notPausedFor pause: String? = nil) throws -> [Worker] {
    try query(
      """
      SELECT worker FROM gearbox_workers
      WHERE run = $1 AND seen_until >= \(dialect.nowMilliseconds)
        AND (paused IS NULL OR CAST($2 AS text) IS NULL OR paused <> $2)
      """, [.text(id), .text(orNull: pause)]
    ).map { Worker(name: try $0.text(0)) }.filter { !$0.isGone }
  }

  /// Records in what state a run was left. Done it stays, whoever leaves it later.
  func end(_ id: String, as state: RunState, reason: String?) throws {
    try execute(
      """
      UPDATE gearbox_runs SET state = $2, reason = $3,
        ended_at = \(state == .running ? "NULL" : dialect.now)
      WHERE id = $1 AND (state <> 'done' OR $2 = 'done')
      """, [.text(id), .text(state.rawValue), .text(orNull: reason)])
  }

  func workers(ofRun id: String) throws -> [WorkerStatus] {
    let rows = try query(
      """
      SELECT worker, \(dialect.isoText("joined_at")), is_asked_to_stop, paused
      FROM gearbox_workers WHERE run = $1 AND seen_until >= \(dialect.nowMilliseconds)
      ORDER BY joined_at, worker
      """, [.text(id)])
    return try rows.compactMap { row in
      let worker = Worker(name: try row.text(0))
      // What was killed on this host was heard of lately, and is seen to be gone.
      if worker.isGone { return nil }
      return WorkerStatus(
        name: worker.label, joinedAt: try row.text(1),
        isAskedToStop: try row.bool(2), paused: try row.textOrNull(3))
    }
  }
}
