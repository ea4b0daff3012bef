import Logging
import Planning
import Rules
import Runs
import Storage

extension Backfill {
  /// Claims batches and prepares them for the callers until nothing is left to claim.
  func claim(into queue: WorkQueue<PreparedTask>) async throws {
    let limits = plan.limits
    let filter = directTasks
    // Where everything goes in batches there is nothing to claim here, ever.
    guard filter?.isEmpty != true else { return await queue.finish() }
    var waitsForCanary = false
    while await stop.reason == nil {
      await queue.waitForRoom()
      if await stop.reason != nil { break }
      let seen = await queue.completed
      let claim = try await claim(atMost: limits.claim, filter)
      await noteCanary(claim.waitsForCanary, &waitsForCanary)
      if claim.tasks.isEmpty {
        if let wait = claim.moreInMilliseconds {
          // Due later, or held by another worker: an answer of ours may come first.
          await queue.waitForCompletion(
            past: seen, atMost: .milliseconds(min(max(wait, 20), 5_000)), clock)
          continue
        }
        // Something that was worked off since may have made tasks ready: ask once more.
        if await queue.isIdle(since: seen) { break }
        await queue.waitForCompletion(past: seen, atMost: Self.renewal, clock)
        continue
      }
      await queue.add(try await prepare(claim.tasks))
    }
    await queue.finish()
  }

  /// Says that this worker waits for a canary, each time anew: others go by it.
  func noteCanary(_ waits: Bool, _ waited: inout Bool) async {
    if waits || waited { await notePause(waits ? Claim.canaryPause : nil) }
    waited = waits
  }

  /// Claims tasks, which are among the holdings then. What an earlier try got without a word of it is
  /// given back first. Only one at a time may claim with a filter.
  func claim(atMost limit: Int, _ filter: TaskFilter?) async throws -> Claim {
    let claim = try await persevering("claiming failed and is tried again") { isRepeated in
      if isRepeated {
        try await database.releaseUnknownTasks(
          sparing: Array(holdings.tasks), run: run.id, worker: worker, filter: filter)
      }
      return try await database.claimTasks(
        run: run.id, worker: worker, limit: limit,
        leaseMilliseconds: Self.leaseMilliseconds, filter: filter, sparesOthers: mercy.isDue,
        fliesCanary: fliesCanary)
    }
    await holdings.add(claim.tasks.map(\.id))
    return claim
  }

  /// What these tasks ask. Those that cannot be asked are failed.
  func prepare(_ tasks: [RunTask]) async throws -> [PreparedTask] {
    let material = try await persevering("reading subjects failed and is tried again") { _ in
      try await database.promptMaterial(of: plan, for: tasks)
    }
    var prepared: [PreparedTask] = []
    var failures: [TaskFailure] = []
    for task in tasks {
      do {
        prepared.append(
          try plan.prepare(task, with: material[task.subject], timeout: plan.limits.timeout))
      } catch {
        logger.warning(
          "not asked",
          metadata: [
            "subject": "\(task.subject)", "stage": "\(task.stage)", "outcome": "\(error.outcome)",
            "detail": "\(error.detail)",
          ])
        failures.append(TaskFailure(task: task, outcome: error.outcome, detail: error.detail))
      }
    }
    if !failures.isEmpty {
      let failed = failures
      _ = try await persevering("failing tasks failed and is tried again") { _ in
        try await database.failTasks(failed, run: run, worker: worker, plan: plan)
      }
      for failure in failed { await holdings.remove(failure.task.id) }
    }
    return prepared
  }
}
