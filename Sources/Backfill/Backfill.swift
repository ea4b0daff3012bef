import JSON
package import Logging
package import Models
import Money
package import Planning
import Prompts
import Rules
package import Runs
package import Storage

/// Works a run off: claims tasks, spends the budget, calls models, stores answers.
///
/// One instance is one worker. Several may work on one run; the database is what they share.
package struct Backfill: Sendable {
  let database: Database
  let plan: RoutingPlan
  let run: Run
  let providers: [String: any ModelProvider]
  let batchProviders: [String: any BatchProvider]
  let worker: Worker
  let stop: Stop
  let logger: Logger
  let clock: any Clock<Duration>
  let schemas: [String: JSONSchema]
  let judge: Judge
  let holdings = Holdings()
  let ceilings = Ceilings()
  let storageRefusals = StorageRefusals()
  let mercy = Mercy(lease: Self.lease)
  /// Whether the run's canary is this worker's: others wait for its end.
  let fliesCanary: Bool

  /// How long a claim holds without renewal, and how often it is renewed.
  static let lease = Duration.seconds(30)
  package static let renewal = Duration.seconds(10)
  package static var leaseMilliseconds: Int64 { lease.milliseconds }
  /// How soon after a renewal that failed it is tried again: others may be waiting to take over.
  private static let repeatedRenewal = Duration.seconds(2)
  /// How often to look whether somebody has asked this worker to stop.
  static let watching = Duration.seconds(2)

  /// - Parameters:
  ///   - providers: One for the name of each provider that the plan's calls go to.
  ///   - batchProviders: The same for calls in batches, of those that have them.
  ///   - fliesCanary: Whether the run's canary, where it has one, is this worker's to end. Once all of
  ///     it is settled the worker has not left the run yet.
  ///   - random: A number in 0..<1, for the jitter of retries.
  package init(
    database: Database, plan: RoutingPlan, run: Run, providers: [String: any ModelProvider],
    batchProviders: [String: any BatchProvider] = [:],
    worker: Worker, stop: Stop, logger: Logger, fliesCanary: Bool = false,
    clock: any Clock<Duration> = ContinuousClock(),
    random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
  ) throws {
    self.database = database
    self.plan = plan
    self.run = run
    self.providers = providers
    self.batchProviders = batchProviders
    self.worker = worker
    self.stop = stop
    self.logger = logger
    self.fliesCanary = fliesCanary
    self.clock = clock
    judge = Judge(attempts: plan.limits.attempts, backoff: Backoff(random: random))
    var schemas: [String: JSONSchema] = [:]
    for call in plan.stages.flatMap(\.tiers).map(\.call) where schemas[call.prompt.id] == nil {
      schemas[call.prompt.id] = try JSONSchema(call.prompt.strictAnswer)
    }
    self.schemas = schemas
  }

  /// Works until nothing is left that this worker can do, or until it is stopped. Calls in flight
  /// are always settled, unless the task is cancelled; tasks that were claimed and not asked are
  /// ready again.
  ///
  /// - Throws: `StorageError` where the database fails; what was settled stays settled.
  package func work() async throws -> Ending {
    let queue = WorkQueue<PreparedTask>(capacity: max(plan.limits.claim, plan.limits.concurrency))
    await stop.whenStopped { await queue.finish() }
    try await persevering("joining the run failed and is tried again") { _ in
      try await database.enterRun(
        run.id, worker: worker, aliveMilliseconds: Self.leaseMilliseconds)
    }
    let history = try await persevering("looking at earlier calls failed and is tried again") { _ in
      try await database.callHistory(ofRun: run.id)
    }
    await recallCeilings(history)
    let hasBatches =
      if !batchStages.isEmpty { true } else {
        try await persevering("looking for batches failed and is tried again") { _ in
          try await database.hasOpenBatches(run: run.id)
        }
      }
    do {
      try await workOff(queue, history: history, hasBatches: hasBatches)
    } catch {
      // Others need not wait until it is missed.
      try? await database.leaveRun(run.id, worker: worker, as: nil)
      throw error
    }
    let dropped = await queue.dropped
    try await persevering("releasing failed and is tried again") { _ in
      try await database.releaseTasks(dropped.map(\.task), run: run.id, worker: worker)
    }
    return try await finish()
  }

  /// What this run's calls have cost above their ceilings, whichever worker made them.
  private func recallCeilings(_ history: CallHistory) async {
    for call in history.exceededCeilings {
      guard let tier = plan.stage(named: call.stage)?.tier(named: call.tier) else { continue }
      await ceilings.recall(
        Ceilings.Excess(cost: call.billed, ceiling: call.reserved), asking: tier.call.question)
    }
  }

  /// One task claims, some ask, one looks after batches where there are any, and one keeps the leases
  /// alive for as long as they work.
  ///
  /// Four times as many ask as calls may be in flight: while these are on the wire, others reserve
  /// theirs or settle them, which may take as long.
  ///
  /// - Throws: The first error of any of them. Nothing that was not sent by then is.
  private func workOff(
    _ queue: WorkQueue<PreparedTask>, history: CallHistory, hasBatches: Bool
  ) async throws {
    let line = CallLine(backfill: self, history: history) { await queue.putBack($0) }
    await stop.whenStopped { [weak line] in await line?.wake() }
    let trouble = Trouble(stop)
    // Cancelled and awaited when this function is left.
    async let _ = renewLeases()
    async let _ = watchForOrders()
    await withTaskGroup { workers in
      if hasBatches {
        let batches = BatchWork(
          backfill: self, hasAnswered: !history.answeringModels.isEmpty,
          isOver: { await trouble.isThere },
          onAnswers: { await queue.noteProgress() })
        workers.addTask { await trouble.catching { try await batches.work() } }
      }
      workers.addTask { await trouble.catching { try await claim(into: queue) } }
      for _ in 0..<plan.limits.concurrency * 4 {
        workers.addTask {
          await trouble.catching {
            while let prepared = await queue.next() {
              do {
                try await line.ask(prepared)
              } catch {
                await queue.complete()
                throw error
              }
              await holdings.remove(prepared.task.id)
              await queue.complete()
            }
          }
        }
      }
    }
    try await trouble.rethrow()
  }

  /// Records how the run ended, and says it.
  private func finish() async throws -> Ending {
    let ending: Ending
    switch await stop.reason {
    case nil:
      let tasks = try await database.status(ofRun: run.id)?.tasks ?? TaskCounts()
      ending = tasks.open == 0 ? .done(failed: tasks[.failed]) : .othersWorkOn
    case .asked, .trouble: ending = .drained
    case .cancelled: ending = .cancelled
    case .budget: ending = .budget
    case .unreachable(let why): ending = .unreachable(why)
    case .failing(let why): ending = .failing(why)
    case .refused(let why): ending = .refused(why)
    case .unstorable(let why): ending = .unstorable(why)
    }
    // Others wait for what follows from the canary, and are not to take it for one that was cut off.
    if fliesCanary, ending == .othersWorkOn { return ending }
    try await persevering("leaving the run failed and is tried again") { _ in
      try await database.leaveRun(
        run.id, worker: worker, as: ending.state, reason: ending.reason)
    }
    return ending
  }

  /// Renews the leases of everything this worker holds until it is cancelled. A renewal that fails
  /// is tried again; should the lease run out, the database fences what is settled late.
  private func renewLeases() async {
    var pause = Self.renewal
    while !Task.isCancelled {
      do {
        try await clock.sleep(for: pause)
        pause = Self.repeatedRenewal
        try await database.renewWorker(
          worker, run: run.id, leaseMilliseconds: Self.leaseMilliseconds)
        pause = Self.renewal
        await mercy.noteRenewal()
        if await mercy.isDue { continue }
        let taken = try await database.recoverRun(run.id, sparing: worker)
        if taken != Recovery() {
          logger.notice(
            "took back what a lost worker left",
            metadata: ["tasks": "\(taken.tasks)", "calls": "\(taken.calls)"])
        }
      } catch is CancellationError {
        return
      } catch {
        logger.warning("the leases could not be renewed", metadata: ["error": "\(error)"])
      }
    }
  }

  /// Looks until it is cancelled whether somebody has asked this worker to stop. A look that fails
  /// is no news.
  private func watchForOrders() async {
    while !Task.isCancelled {
      try? await clock.sleep(for: Self.watching)
      if (try? await database.isAskedToStop(worker, run: run.id)) ?? false {
        await stop.stop(.cancelled)
        return
      }
    }
  }

  /// Says in the database why this worker makes no calls; nil where it does. That this fails is no
  /// reason to end anything.
  func notePause(_ reason: String?) async {
    try? await database.notePause(reason, of: worker, run: run.id)
  }

  /// What keeps the calls to a provider within the rates of the run.
  func pacer(for provider: String) -> Pacer {
    let limits = plan.limits
    return Pacer(
      requestsPerMinute: limits.requestsPerMinute, tokensPerMinute: limits.tokensPerMinute,
      clock: clock
    ) { requests, tokens in
      // Once the run is to stop nobody sends anything more, and a database that is gone need not be
      // waited for by one after the other.
      if await stop.reason != nil { return (.zero, .zero) }
      let waits = try await persevering("taking of the rates failed and is tried again") { _ in
        try await database.takeRate(
          run: run.id, provider: provider, requests: requests, tokens: tokens,
          requestsPerMinute: limits.requestsPerMinute, tokensPerMinute: limits.tokensPerMinute)
      }
      return (.microseconds(waits.requests), .microseconds(waits.tokens))
    }
  }
}
