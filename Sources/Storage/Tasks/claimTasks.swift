package import Runs

/// What a worker got.
package struct Claim: Sendable {
  /// Earlier stages first.
  package let tasks: [RunTask]
  /// In how many milliseconds it is worth asking again: 0 where more can be claimed at once; nil
  /// where nothing is ready and nobody else holds a lease, so that what is left waits for this
  /// worker's own answers, or nothing is left.
  package let moreInMilliseconds: Int64?
  /// Whether all that is ready waits for what follows from a canary that another worker flies.
  package let waitsForCanary: Bool

  /// Why such a worker makes no calls.
  package static let canaryPause = "waits for the end of the canary"
  /// In milliseconds: how soon to look again whether others made any ready.
  fileprivate static let othersPause: Int64 = 1_000
}

extension Database {
  /// Takes ready tasks under a lease, at most `limit`, and never one that somebody else takes.
  ///
  /// Leases that have run out are taken back first, and the calls that were sent under them become
  /// uncertain.
  /// - Parameters:
  ///   - filter: Which tasks are wanted; nil is all.
  ///   - sparesOthers: Whether leases of others that have run out are left to them for now.
  ///   - fliesCanary: Whether the run's canary is this worker's: it ends as soon as nothing of that is
  ///     left, where others wait for what follows from it.
  package func claimTasks(
    run: String, worker: Worker, limit: Int, leaseMilliseconds: Int64, filter: TaskFilter? = nil,
    sparesOthers: Bool = false, fliesCanary: Bool = false
  ) async throws -> Claim {
    try await write { session in
      if !sparesOthers { _ = try session.takeBack(.expiredOfOthers(worker), run: run) }
      let canary = try session.canaryCondition(run: run)
      let tasks = try session.claim(
        run: run, worker: worker, limit: limit, leaseMilliseconds: leaseMilliseconds,
        canary: canary, filter: filter)
      var more =
        tasks.count >= limit
        ? 0 : try session.nextClaim(run: run, worker: worker, canary: canary, filter: filter)
      let waitsForCanary =
        try tasks.isEmpty && !canary.isEmpty && !fliesCanary
        && session.hasCanaryPilot(besides: worker, run)
      if waitsForCanary { more = Claim.othersPause }
      // What is spared is due, and not to be had.
      if sparesOthers { more = more.map { max($0, Claim.othersPause) } }
      return Claim(
        tasks: tasks, moreInMilliseconds: tasks.count >= limit ? 0 : more,
        waitsForCanary: waitsForCanary)
    }
  }

  /// Keeps a worker's leases from running out.
  ///
  /// - Returns: how many tasks it holds.
  @discardableResult
  package func renewLeases(
    run: String, worker: Worker, leaseMilliseconds: Int64
  ) async throws -> Int {
    try await write { session in
      try session.execute(
        """
        UPDATE gearbox_tasks SET lease_until = \(session.dialect.nowMilliseconds) + $3
        WHERE run = $1 AND state = 'leased' AND worker = $2
        """, [.text(run), .text(worker.name), .int(leaseMilliseconds)])
    }
  }

  /// Gives tasks back for which no call is under way: they are ready at once.
  package func releaseTasks(_ tasks: [RunTask], run: String, worker: Worker) async throws {
    guard !tasks.isEmpty else { return }
    try await write { session in
      try session.execute(
        """
        UPDATE gearbox_tasks SET state = 'ready', worker = NULL, lease_until = NULL
        WHERE run = $1 AND state = 'leased' AND worker = $2
          AND \(session.dialect.isAmong("id", "$3", as: "bigint"))
        """, [.text(run), .text(worker.name), .ints(tasks.map(\.id))])
    }
  }

  /// Gives back what a worker holds without knowing: claims that were committed while the word of
  /// it was lost.
  ///
  /// - Parameters:
  ///   - known: The tasks that it knows of.
  ///   - filter: Which tasks it claims here; nil is all. Others of its own may have been claimed
  ///     since `known` was put together.
  package func releaseUnknownTasks(
    sparing known: [Int64], run: String, worker: Worker, filter: TaskFilter? = nil
  ) async throws {
    try await write { session in
      let (wanted, arguments) = filter?.condition(session.dialect, from: 4) ?? ("", [])
      try session.execute(
        """
        UPDATE gearbox_tasks SET state = 'ready', worker = NULL, lease_until = NULL
        WHERE run = $1 AND state = 'leased' AND worker = $2
          AND NOT (\(session.dialect.isAmong("id", "$3", as: "bigint"))) \(wanted)
        """, [.text(run), .text(worker.name), .ints(known)] + arguments)
    }
  }
}

extension SQLSession {
  fileprivate func claim(
    run: String, worker: Worker, limit: Int, leaseMilliseconds: Int64, canary: String,
    filter: TaskFilter?
  ) throws -> [RunTask] {
    let (wanted, arguments) = filter?.condition(dialect, from: 5) ?? ("", [])
    let rows = try query(
      """
      WITH claimed AS MATERIALIZED (
        SELECT id FROM gearbox_tasks
        WHERE run = $1 AND state = 'ready' AND not_before <= \(dialect.nowMilliseconds)\(canary)
          \(wanted)
        ORDER BY stage_index, id LIMIT $3 \(dialect.skipLocked)
      )
      UPDATE gearbox_tasks SET state = 'leased', worker = $2, last_call = NULL,
        lease_until = \(dialect.nowMilliseconds) + $4
      WHERE id IN (SELECT id FROM claimed)
      RETURNING id, subject, stage, tier, score, attempts, stage_index, refused,
        CASE WHEN outcome IN ('not_json', 'invalid_answer') THEN detail END
      """,
      [.text(run), .text(worker.name), .int(Int64(max(0, limit))), .int(leaseMilliseconds)]
        + arguments)
    let tasks = try rows.map { row in
      (
        stage: try row.int(6),
        task: RunTask(
          id: try row.int(0), subject: try row.text(1), stage: try row.text(2),
          tier: try row.text(3), score: try row.int(4), attempts: Int(try row.int(5)),
          repair: try TaskRepair(text: row.textOrNull(7), complaint: row.textOrNull(8)))
      )
    }
    // RETURNING has no order.
    return tasks.sorted { ($0.stage, $0.task.id) < ($1.stage, $1.task.id) }.map(\.task)
  }

  /// When something can be claimed that cannot now.
  fileprivate func nextClaim(
    run: String, worker: Worker, canary: String, filter: TaskFilter?
  ) throws -> Int64? {
    if let filter { return try nextClaim(run: run, worker: worker, canary: canary, filter) }
    let row = try queryOne(
      """
      SELECT min(due) - \(dialect.nowMilliseconds) FROM (
        SELECT min(not_before) AS due FROM gearbox_tasks
        WHERE run = $1 AND state = 'ready'\(canary)
        UNION ALL
        SELECT min(lease_until) FROM gearbox_tasks
        WHERE run = $1 AND state = 'leased' AND worker <> $2\(canary)
      ) AS next
      """, [.text(run), .text(worker.name)])
    return try row?.intOrNull(0).map { max(0, $0) }
  }

  /// The same where others of this worker's own claim the rest: their tasks, ready or held, may make
  /// some of the wanted ones ready.
  private func nextClaim(
    run: String, worker: Worker, canary: String, _ filter: TaskFilter
  ) throws -> Int64? {
    let (wanted, arguments) = filter.condition(dialect, from: 4)
    let row = try queryOne(
      """
      SELECT min(due) FROM (
        SELECT min(not_before) - \(dialect.nowMilliseconds) AS due FROM gearbox_tasks
        WHERE run = $1 AND state = 'ready'\(canary) \(wanted)
        UNION ALL
        SELECT min(lease_until) - \(dialect.nowMilliseconds) FROM gearbox_tasks
        WHERE run = $1 AND state = 'leased' AND worker <> $2\(canary)
        UNION ALL
        SELECT $3 FROM gearbox_runs WHERE id = $1 AND EXISTS (
          SELECT 1 FROM gearbox_tasks
          WHERE run = $1 AND (state = 'ready' OR state = 'leased' AND worker = $2)\(canary)
            AND NOT (1 = 1 \(wanted)))
      ) AS next
      """, [.text(run), .text(worker.name), .int(Claim.othersPause)] + arguments)
    return try row?.intOrNull(0).map { max(0, $0) }
  }

  /// Whether there is another worker that does not wait for the canary as well.
  func hasCanaryPilot(besides worker: Worker, _ run: String) throws -> Bool {
    try liveWorkers(ofRun: run, notPausedFor: Claim.canaryPause).contains { $0 != worker }
  }
}

/// Which tasks are wanted, by what they ask.
package struct TaskFilter: Sendable, Hashable {
  /// Places of stages in the plan.
  let stages: [Int64]
  /// Tiers as `stage.tier`; nil is all tiers of these stages.
  let tiers: [String]?

  package init(stages: [Int], tiers: [String]? = nil) {
    self.stages = stages.map { Int64($0) }
    self.tiers = tiers
  }

  /// Whether there is no such task in any run.
  package var isEmpty: Bool { stages.isEmpty }

  /// What follows `WHERE …`, with its arguments from that number on.
  func condition(_ dialect: Dialect, from number: Int) -> (sql: String, arguments: [SQLValue]) {
    let ofStages = "AND \(dialect.isAmong("stage_index", "$\(number)", as: "bigint"))"
    guard let tiers else { return (ofStages, [.ints(stages)]) }
    let ofTiers = dialect.isAmong("(stage || '.' || tier)", "$\(number + 1)", as: "text")
    return ("\(ofStages) AND \(ofTiers)", [.ints(stages), .texts(tiers)])
  }
}
