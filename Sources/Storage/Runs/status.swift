import Money
package import Runs

extension Database {
  /// How far a run is, and what it has spent, all of one moment; nil where there is no such run.
  package func status(ofRun id: String) async throws -> RunStatus? {
    try await read { session in
      guard try session.gearboxSchema() != nil,
        let run = try session.runs("WHERE id = $1", [.text(id)]).first
      else { return nil }
      var reading = StatusReading()
      try reading.readTasks(session, id)
      try reading.readCalls(session, id)
      return RunStatus(
        run: run, tasks: reading.tasks, cost: reading.cost, calls: reading.calls,
        stages: reading.stages.map(\.status), failures: try session.failures(ofRun: id))
    }
  }
}

/// Sums up a run from its tasks and its ledger.
private struct StatusReading {
  struct Stage {
    let name: String
    var tasks = TaskCounts()
    var calls = 0
    var billed = USD.zero
    var tiers: [TierStatus] = []

    var status: StageStatus {
      StageStatus(name: name, tasks: tasks, calls: calls, billed: billed, tiers: tiers)
    }
  }

  /// In the order of the plan.
  private(set) var stages: [Stage] = []
  private(set) var tasks = TaskCounts()
  private(set) var calls = 0
  private var billed = USD.zero
  private var reserved = USD.zero
  private var uncertain = USD.zero

  var cost: RunCost { RunCost(billed: billed, reserved: reserved, uncertain: uncertain) }

  mutating func readTasks(_ session: any SQLSession, _ run: String) throws {
    let rows = try session.query(
      """
      SELECT stage, state, count(*) FROM gearbox_tasks WHERE run = $1
      GROUP BY stage_index, stage, state ORDER BY stage_index, stage, state
      """, [.text(run)])
    for row in rows {
      let state = try row.stored(1, as: TaskState.self)
      let count = Int(try row.int(2))
      tasks[state] += count
      stages[index(of: try row.text(0))].tasks[state] += count
    }
  }

  mutating func readCalls(_ session: any SQLSession, _ run: String) throws {
    let dialect = session.dialect
    let rows = try session.query(
      """
      SELECT stage, tier, model, count(*),
        \(dialect.exactSum("CASE WHEN state = 'settled' THEN billed END")),
        \(dialect.exactSum("CASE WHEN state = 'sent' THEN reserved END")),
        \(dialect.exactSum("CASE WHEN state = 'uncertain' THEN reserved END"))
      FROM gearbox_calls WHERE run = $1
      GROUP BY stage, tier, model ORDER BY stage, min(id)
      """, [.text(run)])
    for row in rows {
      let count = Int(try row.int(3))
      let amount = try row.usd(4)
      let index = index(of: try row.text(0))
      stages[index].calls += count
      stages[index].billed = try stages[index].billed + amount
      stages[index].tiers.append(
        TierStatus(
          name: try row.text(1), model: try row.text(2), calls: count, billed: amount))
      calls += count
      billed = try billed + amount
      reserved = try reserved + row.usd(5)
      uncertain = try uncertain + row.usd(6)
    }
  }

  private mutating func index(of stage: String) -> Int {
    if let index = stages.firstIndex(where: { $0.name == stage }) { return index }
    stages.append(Stage(name: stage))
    return stages.count - 1
  }
}

extension SQLSession {
  fileprivate func failures(ofRun id: String) throws -> [FailureCount] {
    let rows = try query(
      """
      SELECT coalesce(outcome, 'failed'), min(detail), count(*)
      FROM gearbox_tasks
      WHERE run = $1 AND (state = 'failed' OR state = 'skipped' AND outcome = 'condition_erred')
      GROUP BY 1 ORDER BY 3 DESC, 1
      """, [.text(id)])
    return try rows.map { row in
      FailureCount(
        outcome: try row.text(0), example: try row.textOrNull(1), tasks: Int(try row.int(2)))
    }
  }
}
