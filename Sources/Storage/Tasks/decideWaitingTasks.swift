import Expressions
import JSON
import Planning
import Runs

/// Decides tasks that wait for answers of earlier stages, by the facts that were pinned and the
/// answers so far.
struct WaitingTasks {
  let session: any SQLSession
  let plan: RoutingPlan
  let run: Run

  private struct Waiting {
    let id: Int64
    let stage: String
    let score: Int64
    let facts: PinnedFacts
  }

  /// The outcome of tasks that are skipped because an answer that they read will never come.
  static let answerAbsent = "answer_absent"

  /// How many tasks became ready, and how many will not be asked.
  typealias Counts = (ready: Int, skipped: Int)

  /// Decides the waiting tasks of these subjects. Whoever decides later sees what others have
  /// committed: the waiting tasks are locked before anything else is read.
  func decide(subjects: [String]) throws -> Counts {
    // Tasks wait for other stages only, and with one stage there is no need to ask for any.
    guard plan.stages.count > 1, !subjects.isEmpty else { return (0, 0) }
    let waiting = try waitingTasks(of: subjects)
    guard !waiting.isEmpty else { return (0, 0) }
    let open = Array(waiting.keys).sorted()
    let states = try taskStates(of: open)
    let answers = try keptAnswers(of: open)
    var counts: Counts = (0, 0)
    var changes: [Int64: TaskChange] = [:]
    for subject in open {
      var known = states[subject] ?? [:]
      for stage in plan.stages {
        guard let task = waiting[subject]?.first(where: { $0.stage == stage.name }) else {
          continue
        }
        switch decide(stage, task, known, answers[subject] ?? [:]) {
        case .ready:
          known[stage.name] = .ready
          changes[task.id] = TaskChange(.ready)
          counts.ready += 1
        case .unanswered(let reason):
          known[stage.name] = .skipped
          changes[task.id] = TaskChange(.skipped, outcome: Self.answerAbsent, detail: reason)
          counts.skipped += 1
        case .skipped(let reason):
          // Its own answer will never come: what waits for it is decided in the same pass, as
          // stages stand in the order of their dependence.
          known[stage.name] = .skipped
          changes[task.id] = TaskChange(
            .skipped, outcome: reason == nil ? nil : "condition_erred", detail: reason)
          counts.skipped += 1
        case .stillWaiting: break
        }
      }
    }
    try session.store(changes)
    return counts
  }

  private func decide(
    _ stage: Stage, _ task: Waiting, _ known: [String: TaskState], _ kept: [String: JSONValue]
  ) -> WaitingDecision {
    let answers = plan.stages.map { other -> AnswerState in
      let values = kept[other.name].map { answer in
        other.answerPaths.map { path in
          answer.value(at: path.keys).map { Value($0, as: path.type) }
        }
      }
      switch known[other.name] {
      case .waiting, .ready, .leased: return .awaited
      case .failed: return .absent
      // Kept just now, or by an earlier run whose answer is still good.
      case .done, .skipped, nil: return values.map { .kept($0) } ?? .absent
      }
    }
    let decision = plan.decideWaiting(
      stage, score: task.score, facts: task.facts.values, answers: answers)
    guard decision == .stillWaiting, let condition = stage.when else { return decision }
    // A fact that could not be computed leaves the condition open for good.
    let isAwaiting = condition.stages.contains { index in
      guard answers.indices.contains(index) else { return false }
      if case .awaited = answers[index] { return true }
      return false
    }
    return isAwaiting ? decision : .skipped(because: "a fact that it reads has no value")
  }

  private func waitingTasks(of subjects: [String]) throws -> [String: [Waiting]] {
    let rows = try session.query(
      """
      SELECT id, subject, stage, score, facts FROM gearbox_tasks
      WHERE run = $1 AND state = 'waiting' AND \(session.dialect.isAmong("subject", "$2", as: "text"))
      ORDER BY id \(session.dialect.lockingRows)
      """, [.text(run.id), .texts(subjects)])
    var waiting: [String: [Waiting]] = [:]
    for row in rows {
      let facts = try row.textOrNull(4).map {
        PinnedFacts(try JSONValue(stored: $0), plan.facts)
      }
      waiting[try row.text(1), default: []].append(
        Waiting(
          id: try row.int(0), stage: try row.text(2), score: try row.int(3),
          facts: facts ?? PinnedFacts([:])))
    }
    return waiting
  }

  private func taskStates(of subjects: [String]) throws -> [String: [String: TaskState]] {
    let rows = try session.query(
      """
      SELECT subject, stage, state FROM gearbox_tasks
      WHERE run = $1 AND \(session.dialect.isAmong("subject", "$2", as: "text"))
      """, [.text(run.id), .texts(subjects)])
    var states: [String: [String: TaskState]] = [:]
    for row in rows {
      states[try row.text(0), default: [:]][try row.text(1)] = try row.stored(
        2, as: TaskState.self)
    }
    return states
  }

  /// The latest answers, of the stages that any condition reads.
  private func keptAnswers(of subjects: [String]) throws -> [String: [String: JSONValue]] {
    let read = Set(plan.stages.flatMap { $0.when?.stages ?? [] })
    return try session.latestAnswers(
      of: plan.stages.filter { read.contains($0.index) }, plan: plan, subjects: subjects)
  }
}

extension SQLSession {
  /// Whether a run is not done; one that was reverted is.
  func isUnfinished(_ run: String) throws -> Bool {
    try queryOne(
      "SELECT 1 FROM gearbox_runs WHERE id = $1 AND state <> 'done'", [.text(run)]) != nil
  }

  /// Lets tasks be decided anew that were skipped for want of an answer which has come after all.
  func reopenSkipped(of subjects: [String], _ run: String) throws {
    guard !subjects.isEmpty else { return }
    try execute(
      """
      UPDATE gearbox_tasks SET state = 'waiting', outcome = NULL, detail = NULL
      WHERE run = $1 AND state = 'skipped' AND outcome = $3
        AND \(dialect.isAmong("subject", "$2", as: "text"))
      """, [.text(run), .texts(subjects), .text(WaitingTasks.answerAbsent)])
  }
}
