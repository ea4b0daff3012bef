import Runs

/// Why an answer could not be stored, or a task failed.
package struct Refusal: Sendable {
  let outcome: String
  let detail: String

  /// The outcome where the database takes no such value, or none at all.
  package static let byDatabase = "refused_by_database"
}

/// A task as the database has it.
struct HeldTask {
  let subject: String
  var state: TaskState
  let worker: String?
  /// The last one that was entered under the lease; nil where none was yet.
  let lastCall: Int64?
  /// Calls that were entered for it and count.
  let attempts: Int64
}

/// What becomes of tasks. Nothing is written here: `changes` says what to write.
struct TaskResults {
  private var tasks: [Int64: HeldTask]
  private let worker: Worker
  private let reopensFailed: Bool
  private(set) var changes: [Int64: TaskChange] = [:]
  /// Subjects of which a task had failed for good and is answered after all.
  private(set) var reopenedSubjects: Set<String> = []

  /// - Parameter reopensFailed: Whether a late answer is taken for a task that has failed meanwhile.
  init(_ tasks: [Int64: HeldTask], worker: Worker, reopensFailed: Bool = false) {
    self.tasks = tasks
    self.worker = worker
    self.reopensFailed = reopensFailed
  }

  /// Whether the worker has the task's lease.
  func isHeld(_ id: Int64) -> Bool {
    guard let task = tasks[id] else { return false }
    return task.state == .leased && task.worker == worker.name
  }

  /// Whether the worker has the task's lease, and this attempt is the one that comes next. A task that
  /// was claimed twice over, as it can be where the word of a commit is lost, is asked once.
  func mayBegin(_ attempt: Int, of id: Int64) -> Bool {
    isHeld(id) && tasks[id]?.attempts == Int64(attempt) - 1
  }

  /// Subjects of which something was answered or failed for good, in order.
  var finishedSubjects: [String] {
    let finished = changes.filter { $0.value.state == .done || $0.value.state == .failed }
    return Set(finished.compactMap { tasks[$0.key]?.subject }).sorted()
  }

  /// Takes up a settlement where the task is open to it.
  mutating func apply(_ settlement: Settlement) -> SettlementReply {
    let id = settlement.task.id
    // Whether the worker has the very lease under which this call was sent.
    let isCurrent = isHeld(id) && tasks[id]?.lastCall == settlement.call
    switch settlement.result {
    case .answered:
      // Late or not: nobody has answered it. Where it failed for good meanwhile, as it does when all
      // attempts are used up, this is the answer that was paid for.
      guard let task = tasks[id] else { return .superseded }
      switch task.state {
      case .leased, .ready: break
      case .failed where reopensFailed: reopenedSubjects.insert(task.subject)
      case .failed, .done, .skipped, .waiting: return .superseded
      }
      change(id, TaskChange(.done))
    case .retry(let milliseconds):
      guard isCurrent else { return .superseded }
      change(id, TaskChange(.ready, settlement, delay: max(0, milliseconds)))
    case .postponed(let milliseconds):
      guard isCurrent else { return .superseded }
      change(id, TaskChange(.ready, settlement, delay: max(0, milliseconds), returnedAttempts: 1))
    case .repairing:
      return isHeld(id) ? .kept : .superseded
    case .repairLater(let text):
      guard isCurrent else { return .superseded }
      change(id, TaskChange(.ready, settlement, refused: text))
    case .failed(let text):
      guard isCurrent else { return .superseded }
      change(id, TaskChange(.failed, settlement, refused: text))
    case .released:
      guard isCurrent else { return .superseded }
      change(id, TaskChange(.ready, returnedAttempts: 1, keepsRefusal: true))
    }
    return .kept
  }

  /// - Parameter refused: The answer that could not be stored, if one came: it was paid for.
  mutating func fail(_ id: Int64, _ refusal: Refusal, refused: String? = nil) {
    change(
      id,
      TaskChange(.failed, outcome: refusal.outcome, detail: refusal.detail, refused: refused))
  }

  private mutating func change(_ id: Int64, _ change: TaskChange) {
    tasks[id]?.state = change.state
    changes[id] = change
  }
}

/// A task's new state.
struct TaskChange {
  let state: TaskState
  var delay: Int64 = 0
  var returnedAttempts: Int64 = 0
  var outcome: String?
  var detail: String?
  var refused: String?
  /// Whether outcome, detail and the refused text stay what they were.
  var keepsRefusal = false

  init(
    _ state: TaskState, delay: Int64 = 0, returnedAttempts: Int64 = 0, outcome: String? = nil,
    detail: String? = nil, refused: String? = nil, keepsRefusal: Bool = false
  ) {
    self.state = state
    self.delay = delay
    self.returnedAttempts = returnedAttempts
    self.outcome = outcome
    self.detail = detail
    self.refused = refused
    self.keepsRefusal = keepsRefusal
  }

  fileprivate init(
    _ state: TaskState, _ settlement: Settlement, delay: Int64 = 0, returnedAttempts: Int64 = 0,
    refused: String? = nil
  ) {
    self.init(
      state, delay: delay, returnedAttempts: returnedAttempts, outcome: settlement.outcome,
      detail: settlement.detail, refused: refused)
  }
}

extension SQLSession {
  /// Tasks by number, locked.
  func lockTasks(_ ids: [Int64]) throws -> [Int64: HeldTask] {
    let rows = try query(
      """
      SELECT id, subject, state, worker, last_call, attempts FROM gearbox_tasks
      WHERE \(dialect.isAmong("id", "$1", as: "bigint")) ORDER BY id \(dialect.lockingRows)
      """, [.ints(ids)])
    var tasks: [Int64: HeldTask] = [:]
    for row in rows {
      tasks[try row.int(0)] = HeldTask(
        subject: try row.text(1), state: try row.stored(2, as: TaskState.self),
        worker: try row.textOrNull(3), lastCall: try row.intOrNull(4), attempts: try row.int(5))
    }
    return tasks
  }

  /// Writes new states; the leases of these tasks end.
  func store(_ changes: [Int64: TaskChange]) throws {
    guard !changes.isEmpty else { return }
    let rows = InputRows(changes.sorted { $0.key < $1.key }) { id, change in
      [
        .integer("id", id), .text("state", change.state.rawValue), .integer("delay", change.delay),
        .integer("returned", change.returnedAttempts), .text("outcome", change.outcome),
        .text("detail", change.detail), .text("refused", change.refused),
        .integer("keeps_refusal", change.keepsRefusal ? 1 : 0),
      ]
    }
    try execute(
      """
      UPDATE gearbox_tasks SET state = item.state, worker = NULL, lease_until = NULL,
        not_before = CASE item.delay WHEN 0 THEN 0
          ELSE \(dialect.nowMilliseconds) + item.delay END,
        attempts = gearbox_tasks.attempts - item.returned,
        outcome = CASE item.keeps_refusal WHEN 1 THEN gearbox_tasks.outcome ELSE item.outcome END,
        detail = CASE item.keeps_refusal WHEN 1 THEN gearbox_tasks.detail ELSE item.detail END,
        refused = CASE item.keeps_refusal WHEN 1 THEN gearbox_tasks.refused ELSE item.refused END
      FROM \(rows.relation(from: 1, dialect))
      WHERE gearbox_tasks.id = item.id
      """, rows.arguments(dialect))
  }
}
