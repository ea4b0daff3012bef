import Money
package import Planning
package import Runs

/// What a database did with a settlement.
package enum SettlementReply: Sendable, Hashable {
  /// All of it is kept.
  case kept
  /// The ledger has it. The task had been settled before, or somebody else has it by now: it is as
  /// it was.
  case superseded
  /// The ledger has it. The answer could not be stored, and so the task failed.
  case refused(outcome: String, detail: String)
}

/// What settling came to.
package struct SettlementReport: Sendable, Hashable {
  /// In the order of the settlements.
  package var replies: [SettlementReply]
  /// Tasks that had waited and are ready now.
  package var ready: Int
  /// Tasks that had waited and will not be asked.
  package var skipped: Int

  package init(replies: [SettlementReply], ready: Int = 0, skipped: Int = 0) {
    self.replies = replies
    self.ready = ready
    self.skipped = skipped
  }
}

/// A task that fails for good without a call.
package struct TaskFailure: Sendable {
  package let task: RunTask
  /// The name of what went wrong.
  package let outcome: String
  /// In words.
  package let detail: String?

  package init(task: RunTask, outcome: String, detail: String?) {
    self.task = task
    self.outcome = outcome
    self.detail = detail
  }
}

extension Database {
  /// Records what became of calls, all in one transaction: the ledger, the tasks, the answers and
  /// their merge into the subjects' JSON column, the release of what was reserved, and the tasks
  /// that these answers make ready.
  ///
  /// The ledger always settles. An answer that the database refuses fails alone. A late answer to
  /// a task that nobody has settled is accepted; everything else needs the lease.
  ///
  /// - Parameter lockTimeout: How long to wait for a subject's row that somebody else has locked.
  ///   Meanwhile the worker's leases cannot be renewed, so that it has to be less than they last.
  /// - Throws: `StorageError`; one of which `isLocked` holds where a row stayed locked. Then nothing is
  ///   recorded, and the same works once the row is free.
  package func settle(
    _ settlements: [Settlement], run: Run, worker: Worker, plan: RoutingPlan,
    lockTimeout: Duration = .seconds(5)
  ) async throws -> SettlementReport {
    guard !settlements.isEmpty else { return SettlementReport(replies: []) }
    return try await write(lockTimeout: lockTimeout) { session in
      let ids = settlements.map(\.task.id)
      let held = try session.lockTasks(ids)
      var tasks = TaskResults(
        held, worker: worker,
        reopensFailed: try held.values.contains { $0.state == .failed }
          && session.isUnfinished(run.id))
      let ledger = try session.enter(settlements)
      var replies = settlements.map { tasks.apply($0) }

      let answers = settlements.indices.filter { place in
        if case .answered = settlements[place].result { replies[place] == .kept } else { false }
      }
      let merge = AnswerMerge(session: session, plan: plan, run: run)
      let refusals = try merge.keep(answers.map { settlements[$0] })
      for (place, refusal) in zip(answers, refusals) {
        guard let refusal else { continue }
        try session.note(refusal, ofCall: settlements[place].call)
        tasks.fail(
          settlements[place].task.id, refusal, refused: settlements[place].answerText)
        replies[place] = .refused(outcome: refusal.outcome, detail: refusal.detail)
      }
      try session.store(tasks.changes)
      try merge.refreshCosts(
        of: settlements.indices.filter { replies[$0] != .kept || !answers.contains($0) }
          .map { settlements[$0] })

      try session.reopenSkipped(of: tasks.reopenedSubjects.sorted(), run.id)
      let waiting = WaitingTasks(session: session, plan: plan, run: run)
      let counts = try waiting.decide(subjects: tasks.finishedSubjects)
      try session.changeTotals(
        ofRun: run.id, spent: ledger.spent, reserved: ledger.reserved, uncertain: ledger.uncertain)
      return SettlementReport(replies: replies, ready: counts.ready, skipped: counts.skipped)
    }
  }

  /// Fails tasks for good for which no call is made, and decides the tasks that wait for them.
  package func failTasks(
    _ failures: [TaskFailure], run: Run, worker: Worker, plan: RoutingPlan
  ) async throws -> SettlementReport {
    guard !failures.isEmpty else { return SettlementReport(replies: []) }
    return try await write { session in
      let held = try session.lockTasks(failures.map(\.task.id))
      var tasks = TaskResults(held, worker: worker)
      let replies = failures.map { failure -> SettlementReply in
        guard tasks.isHeld(failure.task.id) else { return .superseded }
        tasks.fail(
          failure.task.id, Refusal(outcome: failure.outcome, detail: failure.detail ?? ""))
        return .kept
      }
      try session.store(tasks.changes)
      let waiting = WaitingTasks(session: session, plan: plan, run: run)
      let counts = try waiting.decide(subjects: tasks.finishedSubjects)
      return SettlementReport(replies: replies, ready: counts.ready, skipped: counts.skipped)
    }
  }
}
