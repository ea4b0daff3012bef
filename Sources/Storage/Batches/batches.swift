package import Runs

extension Database {
  /// Takes the open batches of a run that nobody else looks after, and keeps those that the worker
  /// has.
  package func takeBatches(
    run: String, worker: Worker, leaseMilliseconds: Int64
  ) async throws -> [Batch] {
    try await write { session in
      let dialect = session.dialect
      let rows = try session.query(
        """
        SELECT name, provider, model, state, requests, done, file_id, batch_id, output_file,
          error_file, worker, CASE WHEN lease_until < \(dialect.nowMilliseconds) THEN 1 ELSE 0 END
        FROM gearbox_batches WHERE run = $1 AND state <> 'settled'
        ORDER BY since, name \(dialect.skipLocked)
        """, [.text(run)])
      let free = try rows.filter { row in
        guard let holder = try row.textOrNull(10), holder != worker.name else { return true }
        return try row.int(11) == 1 || Worker(name: holder).isGone
      }
      let batches = try free.map { try Batch($0) }
      try session.execute(
        """
        UPDATE gearbox_batches SET worker = $1, lease_until = \(dialect.nowMilliseconds) + $2
        WHERE \(dialect.isAmong("name", "$3", as: "text"))
        """, [.text(worker.name), .int(leaseMilliseconds), .texts(batches.map(\.name))])
      return batches
    }
  }

  /// Whether a run has batches that are not settled. None where the tables know of no batches.
  package func hasOpenBatches(run: String) async throws -> Bool {
    try await read { session in
      guard try session.gearboxSchema() ?? 0 >= 3 else { return false }
      return try session.queryOne(
        "SELECT 1 FROM gearbox_batches WHERE run = $1 AND state <> 'settled' LIMIT 1", [.text(run)]
      ) != nil
    }
  }

  /// Keeps others from taking the batches that a worker looks after.
  package func renewBatches(
    run: String, worker: Worker, leaseMilliseconds: Int64
  ) async throws {
    try await write { session in
      try session.execute(
        """
        UPDATE gearbox_batches SET lease_until = \(session.dialect.nowMilliseconds) + $3
        WHERE run = $1 AND worker = $2 AND state <> 'settled'
        """, [.text(run), .text(worker.name), .int(leaseMilliseconds)])
    }
  }

  /// Lets others look after the batches of a worker.
  package func releaseBatches(run: String, worker: Worker) async throws {
    try await write { session in
      try session.execute(
        "UPDATE gearbox_batches SET worker = NULL, lease_until = NULL WHERE run = $1 AND worker = $2",
        [.text(run), .text(worker.name)])
    }
  }

  /// Records the step that a batch has taken, and holds it for the worker for as long as a lease.
  ///
  /// - Returns: false where the worker does not look after it any more: then nothing is recorded.
  package func record(
    _ batch: Batch, worker: Worker, leaseMilliseconds: Int64
  ) async throws -> Bool {
    try await write { session in
      let dialect = session.dialect
      let changed = try session.execute(
        """
        UPDATE gearbox_batches SET state = $3, file_id = $4, batch_id = $5, output_file = $6,
          error_file = $7, done = $8, lease_until = \(dialect.nowMilliseconds) + $9,
          ended_at = \(batch.state.isOpen ? "ended_at" : dialect.now)
        WHERE name = $1 AND worker = $2 AND state <> 'settled'
        """,
        [
          .text(batch.name), .text(worker.name), .text(batch.state.rawValue),
          .text(orNull: batch.fileID), .text(orNull: batch.batchID),
          .text(orNull: batch.outputFile), .text(orNull: batch.errorFile), .int(Int64(batch.done)),
          .int(leaseMilliseconds),
        ])
      return changed > 0
    }
  }

  /// The calls of a batch that are not settled, by the order in which they were entered.
  package func openCalls(ofBatch name: String) async throws -> [BatchCall] {
    try await read { session in
      try session.query(
        """
        SELECT c.id, c.task, c.subject, c.stage, c.tier, c.score, c.attempt, t.refused,
          CASE WHEN t.outcome IN ('not_json', 'invalid_answer') THEN t.detail END, c.reserved
        FROM gearbox_calls AS c LEFT JOIN gearbox_tasks AS t ON t.id = c.task
        WHERE c.batch = $1 AND c.state = 'sent' ORDER BY c.id
        """, [.text(name)]
      ).map { row in
        let attempt = Int(try row.int(6))
        return BatchCall(
          call: try row.int(0),
          task: RunTask(
            id: try row.int(1), subject: try row.text(2), stage: try row.text(3),
            tier: try row.text(4), score: try row.int(5), attempts: attempt - 1,
            repair: try TaskRepair(text: row.textOrNull(7), complaint: row.textOrNull(8))),
          attempt: attempt, most: try row.usd(9))
      }
    }
  }
}

extension SQLSession {
  /// The batches of a run, those that were planned first before the others.
  func batchStatuses(ofRun id: String) throws -> [BatchStatus] {
    let rows = try query(
      """
      SELECT b.name, b.provider, b.model, b.state, b.requests, b.done,
        (SELECT count(*) FROM gearbox_calls c WHERE c.batch = b.name AND c.state = 'sent'),
        \(dialect.isoText("b.planned_at")), (\(dialect.nowMilliseconds) - b.since) / 1000,
        b.batch_id
      FROM gearbox_batches AS b WHERE b.run = $1 ORDER BY b.since, b.name
      """, [.text(id)])
    return try rows.map { row in
      let (requests, open) = (Int(try row.int(4)), Int(try row.int(6)))
      let said = max(0, min(Int(try row.int(5)), requests))
      return BatchStatus(
        name: try row.text(0), provider: try row.text(1), model: try row.text(2),
        state: try row.stored(3, as: BatchState.self), requests: requests,
        done: max(said, requests - open), open: open, plannedAt: try row.text(7),
        ageSeconds: max(0, try row.int(8)), batchID: try row.textOrNull(9))
    }
  }
}

extension Batch {
  fileprivate init(_ row: Row) throws {
    self.init(
      name: try row.text(0), provider: try row.text(1), model: try row.text(2),
      state: try row.stored(3, as: BatchState.self), requests: Int(try row.int(4)),
      done: Int(try row.int(5)), fileID: try row.textOrNull(6), batchID: try row.textOrNull(7),
      outputFile: try row.textOrNull(8), errorFile: try row.textOrNull(9))
  }
}
