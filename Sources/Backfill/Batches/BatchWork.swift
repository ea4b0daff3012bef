import Logging
import Models
import Planning
import Rules
import Runs
import Storage

/// Looks after a run's batches: gathers tasks into new ones, takes each through its steps, and goes
/// on with those that somebody else left behind.
///
/// One after the other: the provider does the work, and nothing here is in a hurry.
struct BatchWork: Sendable {
  let backfill: Backfill
  /// Whether the worker ends for a reason of its own.
  let isOver: @Sendable () async -> Bool
  /// Told once answers have come, which may make tasks ready that are asked one by one.
  let onAnswers: @Sendable () async -> Void
  /// Whether what is at the provider is to be ended there, and nothing new is sent.
  let isEnding: Bool
  let memory: BatchMemory

  init(
    backfill: Backfill, hasAnswered: Bool = false, isOver: @escaping @Sendable () async -> Bool,
    onAnswers: @escaping @Sendable () async -> Void, isEnding: Bool = false
  ) {
    self.backfill = backfill
    self.isOver = isOver
    self.onAnswers = onAnswers
    self.isEnding = isEnding
    memory = BatchMemory(backfill.clock, hasAnswered: hasAnswered)
  }

  /// How often the database is asked whether there is anything to gather, while there may be.
  private static let looking = Duration.seconds(1)
  /// No wait is longer than this without a look at whether the run is to stop.
  private static let step = Duration.milliseconds(200)

  /// Works until nothing of the run is open, or it is to stop. What is at the provider then stays
  /// there, and whoever works at the run next goes on with it.
  func work() async throws {
    var pace = BatchPace(longest: backfill.plan.limits.batchPoll)
    var waitsForCanary = false
    while await !mustLeave() {
      let batches = try await take()
      let isDue = pace.isDue
      var (hasMoved, hasFailed) = (false, false)
      for batch in batches where isDue || batch.state != .created {
        if await mustLeave() { break }
        if try await advance(batch) { hasMoved = true }
        if await memory.isFailing(batch.name) { hasFailed = true }
      }
      // A failure is looked into soon: it ends the run once it has lasted for long enough.
      if isDue || hasMoved { pace.looked(andMoved: hasMoved || hasFailed) }
      if hasMoved {
        await memory.unblock()
        await onAnswers()
        continue
      }
      let outlook = try await outlook()
      let isIdle = batches.isEmpty && !outlook.isAnythingOpen
      await backfill.noteCanary(outlook.waitsForCanary && isIdle, &waitsForCanary)
      if !isEnding, await backfill.stop.reason == nil, try await gather(outlook) {
        pace.looked(andMoved: true)
        continue
      }
      if await isNothingLeft(outlook, batches) { break }
      var rest = min(pace.untilDue, Self.looking)
      if let due = outlook.nextDue { rest = min(rest, .milliseconds(max(due, 10))) }
      pace.pass(rest)
      try await sleep(rest)
    }
    try await backfill.persevering("releasing batches failed and is tried again") { _ in
      try await backfill.database.releaseBatches(run: backfill.run.id, worker: backfill.worker)
    }
  }

  /// Whether to leave, with whatever is at the provider: the end of the budget alone is no reason to
  /// leave answers there that are paid for.
  func mustLeave() async -> Bool {
    if await isOver() { return true }
    return await backfill.stop.isUrgent
  }

  private func take() async throws -> [Batch] {
    try await backfill.persevering("taking batches failed and is tried again") { _ in
      try await backfill.database.takeBatches(
        run: backfill.run.id, worker: backfill.worker,
        leaseMilliseconds: Backfill.lease.milliseconds)
    }
  }

  private func outlook() async throws -> BatchOutlook {
    try await backfill.persevering("looking for tasks failed and is tried again") { _ in
      try await backfill.database.batchOutlook(
        run: backfill.run.id, stages: backfill.batchStages, worker: backfill.worker,
        fliesCanary: backfill.fliesCanary)
    }
  }

  private func isNothingLeft(_ outlook: BatchOutlook, _ batches: [Batch]) async -> Bool {
    if isEnding { return batches.isEmpty }
    // At the end of the budget nothing new is begun, by anybody.
    if await backfill.stop.reason != nil { return batches.isEmpty }
    return !outlook.isAnythingOpen && !outlook.waitsForCanary && batches.isEmpty
  }

  private func sleep(_ whole: Duration) async throws {
    var rest = whole
    while rest > .zero, await !mustLeave() {
      let step = min(rest, Self.step)
      try await backfill.clock.sleep(for: step)
      rest -= step
    }
  }
}
