import Money
package import Runs

extension Database {
  /// How far a run is, and what it has spent, all of one moment; nil where there is no such run.
  package func status(ofRun id: String) async throws -> RunStatus? {
    try await read { session in
      guard let schema = try session.gearboxSchema(),
        let run = try session.runs("WHERE id = $1", [.text(id)]).first
      else { return nil }
      var reading = StatusReading()
      try reading.readTasks(session, id)
      try reading.readCalls(session, id, isOld: schema < 2)
      return RunStatus(
        run: run, tasks: reading.tasks, cost: reading.cost, calls: reading.calls,
        stages: reading.stages.map(\.status), failures: try session.failures(ofRun: id),
        outcomes: reading.outcomes, workers: schema < 2 ? [] : try session.workers(ofRun: id),
        batches: schema < 3 ? [] : try session.batchStatuses(ofRun: id))
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

    /// The calls of a tier come apart by how they ended.
    mutating func add(_ part: TierStatus) throws {
      let known = tiers.firstIndex { $0.name == part.name && $0.model == part.model }
      guard let known else { return tiers.append(part) }
      tiers[known] = TierStatus(
        name: part.name, model: part.model, calls: tiers[known].calls + part.calls,
        billed: try tiers[known].billed + part.billed)
    }

    var status: StageStatus {
      StageStatus(name: name, tasks: tasks, calls: calls, billed: billed, tiers: tiers)
    }
  }

  /// In the order of the plan.
  private(set) var stages: [Stage] = []
  private(set) var tasks = TaskCounts()
  private(set) var calls = 0
  private(set) var outcomes: [OutcomeStatus] = []
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

  /// - Parameter isOld: Whether the tables are those of a gearbox that measured no durations.
  mutating func readCalls(_ session: any SQLSession, _ run: String, isOld: Bool) throws {
    let dialect = session.dialect
    let durations =
      isOld ? "0, 0, NULL" : "count(milliseconds), sum(milliseconds), max(milliseconds)"
    let rows = try session.query(
      """
      SELECT stage, tier, model, count(*),
        \(dialect.exactSum("CASE WHEN state = 'settled' THEN billed END")),
        \(dialect.exactSum("CASE WHEN state = 'sent' THEN reserved END")),
        \(dialect.exactSum("CASE WHEN state = 'uncertain' THEN reserved END")),
        CASE WHEN state = 'sent' THEN NULL ELSE coalesce(outcome, state) END, \(durations)
      FROM gearbox_calls WHERE run = $1
      GROUP BY stage, tier, model, 8 ORDER BY stage, min(id)
      """, [.text(run)])
    var groups = OutcomeGroups()
    for row in rows {
      let count = Int(try row.int(3))
      let amount = try row.usd(4)
      let model = try row.text(2)
      let index = index(of: try row.text(0))
      stages[index].calls += count
      stages[index].billed = try stages[index].billed + amount
      try stages[index].add(
        TierStatus(name: try row.text(1), model: model, calls: count, billed: amount))
      groups.add(
        OutcomeGroups.Key(stage: index, model: model, outcome: try row.textOrNull(7)), calls: count,
        measured: try row.int(8), total: try row.intOrNull(9) ?? 0, longest: try row.intOrNull(10))
      calls += count
      billed = try billed + amount
      reserved = try reserved + row.usd(5)
      uncertain = try uncertain + row.usd(6)
    }
    outcomes = groups.statuses(stages.map(\.name))
  }

  private mutating func index(of stage: String) -> Int {
    if let index = stages.firstIndex(where: { $0.name == stage }) { return index }
    stages.append(Stage(name: stage))
    return stages.count - 1
  }
}

/// Counts and durations of calls, by stage, model and outcome.
private struct OutcomeGroups {
  struct Key: Hashable {
    let stage: Int
    let model: String
    let outcome: String?
  }

  private struct Sums {
    var calls = 0
    var measured: Int64 = 0
    var total: Int64 = 0
    var longest: Int64?
  }

  private var order: [Key] = []
  private var sums: [Key: Sums] = [:]

  mutating func add(_ key: Key, calls: Int, measured: Int64, total: Int64, longest: Int64?) {
    if sums[key] == nil { order.append(key) }
    var sum = sums[key] ?? Sums()
    sum.calls += calls
    sum.measured += measured
    sum.total += total
    sum.longest = [sum.longest, longest].compactMap { $0 }.max()
    sums[key] = sum
  }

  func statuses(_ stages: [String]) -> [OutcomeStatus] {
    order.enumerated().sorted { ($0.element.stage, $0.offset) < ($1.element.stage, $1.offset) }
      .compactMap { _, key in
        guard let sum = sums[key], stages.indices.contains(key.stage) else { return nil }
        return OutcomeStatus(
          stage: stages[key.stage], model: key.model, outcome: key.outcome, calls: sum.calls,
          meanMilliseconds: sum.measured > 0 ? (sum.total + sum.measured / 2) / sum.measured : nil,
          maxMilliseconds: sum.longest)
      }
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
