import Money
package import Runs

extension Database {
  /// Enters calls into the ledger before their bytes leave, each with the most that it can cost,
  /// where that fits: spent, reserved and uncertain together never exceed the budget.
  ///
  /// An entry counts as an attempt of its task, and only the next one of a task that the worker holds
  /// is entered.
  /// - Parameter isRepeated: Whether the same was asked before and the reply was lost: what was
  ///   entered then is granted, and nothing is entered twice.
  /// - Returns: a reply to each, in their order. Only what is granted may be sent.
  package func reserve(
    _ reservations: [Reservation], run: String, worker: Worker, isRepeated: Bool = false
  ) async throws -> [ReservationReply] {
    guard !reservations.isEmpty else { return [] }
    return try await write { session in
      try session.reserve(reservations, run: run, worker: worker, isRepeated: isRepeated)
    }
  }
}

extension SQLSession {
  /// Enters calls into the ledger, as `Database.reserve` does, within a transaction of which it
  /// locks the last rows.
  func reserve(
    _ reservations: [Reservation], run: String, worker: Worker, isRepeated: Bool = false
  ) throws -> [ReservationReply] {
    let tasks = TaskResults(try lockTasks(reservations.map(\.task.id)), worker: worker)
    let entered =
      isRepeated ? try enteredCalls(reservations.map(\.task.id), run, worker) : [:]
    var totals = try lockTotals(ofRun: run)
    var replies: [ReservationReply] = []
    var granted: [(place: Int, reservation: Reservation)] = []
    var begun: Set<CallKey> = []
    for (place, reservation) in reservations.enumerated() {
      let key = CallKey(reservation)
      if begun.contains(key) {
        replies.append(.leaseLost)
      } else if let call = entered[key] {
        begun.insert(key)
        replies.append(.granted(call: call))
      } else if !tasks.mayBegin(reservation.attempt, of: reservation.task.id) {
        replies.append(.leaseLost)
      } else if reservation.most.isNegative {
        throw StorageError(.misuse, "a call cannot cost less than nothing")
      } else if try totals.affords(reservation.most) {
        totals.reserved = try totals.reserved + reservation.most
        granted.append((place, reservation))
        begun.insert(key)
        // Its number is not known yet.
        replies.append(.overBudget(mayFitLater: true))
      } else {
        replies.append(.overBudget(mayFitLater: try totals.mayAffordLater(reservation.most)))
      }
    }
    guard !granted.isEmpty else { return replies }
    let calls = try insertCalls(granted.map(\.reservation), run: run, worker: worker)
    for (place, reservation) in granted {
      guard let call = calls[CallKey(reservation)] else {
        throw StorageError(.misuse, "a call was entered and has no number")
      }
      replies[place] = .granted(call: call)
    }
    try store(totals, ofRun: run)
    return replies
  }
}

/// What tells apart the calls that are entered together.
private struct CallKey: Hashable {
  let task: Int64
  let attempt: Int64

  init(_ reservation: Reservation) {
    task = reservation.task.id
    attempt = Int64(reservation.attempt)
  }

  init(_ row: Row) throws {
    task = try row.int(1)
    attempt = try row.int(2)
  }
}

extension SQLSession {
  /// Calls of these tasks that the worker has entered and not settled.
  fileprivate func enteredCalls(
    _ ids: [Int64], _ run: String, _ worker: Worker
  ) throws -> [CallKey: Int64] {
    let rows = try query(
      """
      SELECT id, task, attempt FROM gearbox_calls
      WHERE run = $1 AND state = 'sent' AND worker = $2
        AND \(dialect.isAmong("task", "$3", as: "bigint"))
      """, [.text(run), .text(worker.name), .ints(ids)])
    var calls: [CallKey: Int64] = [:]
    for row in rows { calls[try CallKey(row)] = try row.int(0) }
    return calls
  }

  /// The numbers of the new entries.
  fileprivate func insertCalls(
    _ reservations: [Reservation], run: String, worker: Worker
  ) throws -> [CallKey: Int64] {
    let items = InputRows(reservations) { reservation in
      let task = reservation.task
      return [
        .integer("task", task.id), .text("subject", task.subject), .text("stage", task.stage),
        .text("tier", task.tier), .integer("score", task.score), .text("model", reservation.model),
        .text("provider", reservation.provider), .integer("attempt", reservation.attempt),
        .decimal("most", reservation.most.description),
        .decimal("declared", reservation.declared?.description),
      ]
    }
    let rows = try query(
      """
      INSERT INTO gearbox_calls (run, worker, task, subject, stage, tier, score, model, provider,
        attempt, state, reserved, declared, sent_at)
      SELECT $1, $2, item.task, item.subject, item.stage, item.tier, item.score, item.model,
        item.provider, item.attempt, 'sent', item.most, item.declared, \(dialect.now)
      FROM \(items.relation(from: 3, dialect))
      RETURNING id, task, attempt
      """, [.text(run), .text(worker.name)] + items.arguments(dialect))
    var calls: [CallKey: Int64] = [:]
    for row in rows { calls[try CallKey(row)] = try row.int(0) }
    try countAttempts(calls)
    return calls
  }

  private func countAttempts(_ calls: [CallKey: Int64]) throws {
    let items = InputRows(calls.sorted { $0.key.task < $1.key.task }) { key, call in
      [.integer("task", key.task), .integer("call", call)]
    }
    try execute(
      """
      UPDATE gearbox_tasks SET attempts = gearbox_tasks.attempts + 1, last_call = item.call
      FROM \(items.relation(from: 1, dialect))
      WHERE gearbox_tasks.id = item.task
      """, items.arguments(dialect))
  }
}
