package import Money

/// What was taken back from workers that are gone.
package struct Recovery: Sendable, Hashable {
  /// Tasks that are ready again.
  package var tasks: Int
  /// Calls of which nobody knows the outcome.
  package var calls: Int
  /// US dollars: the most that those calls can cost.
  package var uncertain: USD

  package init(tasks: Int = 0, calls: Int = 0, uncertain: USD = .zero) {
    self.tasks = tasks
    self.calls = calls
    self.uncertain = uncertain
  }
}

extension Database {
  /// Takes back what workers left that ran out of time, or ran on this host and are gone: their
  /// tasks are ready again, and the calls that they had sent become uncertain and stay counted.
  ///
  /// - Parameter worker: Nothing of its own is taken: it is alive, and its next renewal will say so.
  package func recoverRun(_ id: String, sparing worker: Worker? = nil) async throws -> Recovery {
    try await write { session in
      let gone = try session.goneWorkers(ofRun: id).filter { $0 != worker?.name }
      let expired = try session.takeBack(
        worker.map { .expiredOfOthers($0) } ?? .expired, run: id)
      let dead = try session.takeBack(.workers(gone), run: id)
      try session.execute(
        """
        DELETE FROM gearbox_workers
        WHERE run = $1 AND \(session.dialect.isAmong("worker", "$2", as: "text"))
        """, [.text(id), .texts(gone)])
      return Recovery(
        tasks: expired.tasks + dead.tasks, calls: expired.calls + dead.calls,
        uncertain: try expired.uncertain + dead.uncertain)
    }
  }
}

extension SQLSession {
  /// Workers that were not heard of for as long as a lease lasts, or ran on this host and are gone.
  fileprivate func goneWorkers(ofRun id: String) throws -> [String] {
    let rows = try query(
      """
      SELECT worker, 0 FROM gearbox_tasks WHERE run = $1 AND state = 'leased'
      UNION
      SELECT worker, 0 FROM gearbox_calls WHERE run = $1 AND state = 'sent'
      UNION
      SELECT worker, CASE WHEN seen_until < \(dialect.nowMilliseconds) THEN 1 ELSE 0 END
      FROM gearbox_workers WHERE run = $1
      """, [.text(id)])
    let gone = try rows.compactMap { row -> String? in
      guard let name = try row.textOrNull(0) else { return nil }
      return try row.int(1) == 1 || Worker(name: name).isGone ? name : nil
    }
    return Set(gone).sorted()
  }
}

/// Which leases are void.
enum VoidLeases {
  case expired
  /// Those that have run out, but for this worker's own: it is alive, and its next renewal will say
  /// so.
  case expiredOfOthers(Worker)
  /// Those of these workers.
  case workers([String])
}

extension SQLSession {
  /// Makes the tasks of void leases ready, and the calls that were sent under them uncertain.
  func takeBack(_ void: VoidLeases, run: String) throws -> Recovery {
    let condition: String
    var arguments: [SQLValue] = [.text(run)]
    switch void {
    case .expired: condition = "lease_until < \(dialect.nowMilliseconds)"
    case .expiredOfOthers(let worker):
      condition = "lease_until < \(dialect.nowMilliseconds) AND worker <> $2"
      arguments.append(.text(worker.name))
    case .workers(let names):
      condition = dialect.isAmong("worker", "$2", as: "text")
      arguments.append(.texts(names))
    }
    let tasks = try query(
      """
      WITH void AS MATERIALIZED (
        SELECT id FROM gearbox_tasks WHERE run = $1 AND state = 'leased' AND \(condition)
        ORDER BY id \(dialect.skipLocked)
      )
      UPDATE gearbox_tasks SET state = 'ready', worker = NULL, lease_until = NULL
      WHERE id IN (SELECT id FROM void)
      RETURNING id
      """, arguments)
    var lost = "\(dialect.isAmong("task", "$2", as: "bigint"))"
    arguments = [.text(run), .ints(try tasks.map { try $0.int(0) })]
    if case .workers(let names) = void {
      // The worker may have given the task back, and died before it could say what became of
      // the call.
      lost = "(\(lost) OR \(dialect.isAmong("worker", "$3", as: "text")))"
      arguments.append(.texts(names))
    }
    guard !tasks.isEmpty || arguments.count > 2 else { return Recovery() }
    let calls = try query(
      """
      UPDATE gearbox_calls SET state = 'uncertain', outcome = 'lease_lost',
        detail = 'its worker was lost before it could say what became of the call'
      WHERE run = $1 AND state = 'sent' AND \(lost)
      RETURNING reserved
      """, arguments)
    var recovery = Recovery(tasks: tasks.count, calls: calls.count)
    for row in calls { recovery.uncertain = try recovery.uncertain + row.usd(0) }
    if !calls.isEmpty {
      try changeTotals(
        ofRun: run, reserved: -recovery.uncertain, uncertain: recovery.uncertain)
    }
    return recovery
  }
}
