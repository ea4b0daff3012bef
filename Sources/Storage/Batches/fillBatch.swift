package import Runs

extension Worker {
  /// Who holds the leases of a batch's tasks: the batch itself, which no process's end ends.
  package init(ofBatch name: String) {
    self.init(name: "batch|\(name)")
  }
}

/// A call that is to go into a batch.
package struct BatchReservation: Sendable {
  package let reservation: Reservation
  /// Input tokens that wait at the provider once it is enqueued.
  package let tokens: Int

  package init(_ reservation: Reservation, tokens: Int) {
    self.reservation = reservation
    self.tokens = tokens
  }
}

extension Database {
  /// How many input tokens wait in batches of a model, those of other runs too.
  package func enqueuedTokens(provider: String, model: String) async throws -> Int64 {
    try await read { session in
      try session.queryOne(
        """
        SELECT CAST(coalesce(sum(tokens), 0) AS bigint) FROM gearbox_batches
        WHERE provider = $1 AND model = $2 AND state <> 'settled'
        """, [.text(provider), .text(model)])?.int(0) ?? 0
    }
  }

  /// Reserves calls and puts them into a batch, which is made with the first of them, all before any
  /// byte of it leaves. The batch holds the tasks from then on, until it is settled; a task whose
  /// call does not fit the budget stays the worker's.
  ///
  /// Where the word of it is lost, the same again gives the same: what the batch has is granted.
  /// - Returns: a reply to each, in their order.
  package func fillBatch(
    named name: String, _ calls: [BatchReservation], run: String, worker: Worker,
    leaseMilliseconds: Int64, isRepeated: Bool = false
  ) async throws -> [ReservationReply] {
    guard let first = calls.first?.reservation else { return [] }
    let holder = Worker(ofBatch: name)
    return try await write { session in
      guard try session.mayFill(name, worker) else { return calls.map { _ in .leaseLost } }
      try session.hand(calls.map(\.reservation.task.id), run: run, from: worker, to: holder)
      let replies = try session.reserve(
        calls.map(\.reservation), run: run, worker: holder, isRepeated: isRepeated)
      let granted = zip(calls, replies).filter { $1.isGranted }.map(\.0)
      let refused = zip(calls, replies).filter { !$1.isGranted }.map(\.0.reservation.task.id)
      try session.hand(refused, run: run, from: holder, to: worker, for: leaseMilliseconds)
      guard !granted.isEmpty else { return replies }
      let entered = try session.execute(
        """
        UPDATE gearbox_calls SET batch = $2
        WHERE run = $1 AND worker = $3 AND state = 'sent' AND batch IS NULL
        """, [.text(run), .text(name), .text(holder.name)])
      let tokens = granted.reduce(0) { $0 + Int64($1.tokens) }
      let dialect = session.dialect
      try session.execute(
        """
        INSERT INTO gearbox_batches (name, run, provider, model, state, requests, tokens, worker,
          lease_until, since, planned_at)
        VALUES ($1, $2, $3, $4, 'planned', $5, $6, $7, \(dialect.nowMilliseconds) + $8,
          \(dialect.nowMilliseconds), \(dialect.now))
        ON CONFLICT (name) DO UPDATE SET requests = gearbox_batches.requests + excluded.requests,
          tokens = gearbox_batches.tokens + excluded.tokens, lease_until = excluded.lease_until
        """,
        [
          .text(name), .text(run), .text(first.provider), .text(first.model),
          .int(Int64(entered)), .int(entered == 0 ? 0 : tokens), .text(worker.name),
          .int(leaseMilliseconds),
        ])
      return replies
    }
  }
}

extension SQLSession {
  /// Whether a batch is not there yet, or is the worker's and not uploaded.
  fileprivate func mayFill(_ name: String, _ worker: Worker) throws -> Bool {
    let row = try queryOne(
      "SELECT worker, state FROM gearbox_batches WHERE name = $1 \(dialect.lockingRows)",
      [.text(name)])
    guard let row else { return true }
    return try row.textOrNull(0) == worker.name && row.text(1) == BatchState.planned.rawValue
  }

  /// Hands leases from one holder to another; without a time they do not run out.
  fileprivate func hand(
    _ tasks: [Int64], run: String, from holder: Worker, to other: Worker,
    for milliseconds: Int64? = nil
  ) throws {
    guard !tasks.isEmpty else { return }
    // Long after any run, and far from where sums would overflow.
    let until = milliseconds.map { "\(dialect.nowMilliseconds) + \($0)" } ?? "\(Int64.max / 2)"
    try execute(
      """
      UPDATE gearbox_tasks SET worker = $3, lease_until = \(until)
      WHERE run = $1 AND state = 'leased' AND worker = $2
        AND \(dialect.isAmong("id", "$4", as: "bigint"))
      """,
      [.text(run), .text(holder.name), .text(other.name), .ints(tasks)])
  }
}

extension ReservationReply {
  fileprivate var isGranted: Bool {
    if case .granted = self { true } else { false }
  }
}
