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
  let worker: Worker
  let stop: Stop
  let logger: Logger
  let clock: any Clock<Duration>
  let schemas: [String: JSONSchema]
  let judge: Judge

  /// How long a claim holds without renewal, and how often it is renewed.
  static let lease = Duration.seconds(30)
  static let renewal = Duration.seconds(10)

  /// - Parameters:
  ///   - providers: One for the name of each provider that the plan's calls go to.
  ///   - random: A number in 0..<1, for the jitter of retries.
  package init(
    database: Database, plan: RoutingPlan, run: Run, providers: [String: any ModelProvider],
    worker: Worker, stop: Stop, logger: Logger, clock: any Clock<Duration> = ContinuousClock(),
    random: @escaping @Sendable () -> Double = { .random(in: 0..<1) }
  ) throws {
    self.database = database
    self.plan = plan
    self.run = run
    self.providers = providers
    self.worker = worker
    self.stop = stop
    self.logger = logger
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
    let trouble = Trouble()
    await workOff(queue, trouble)
    try await trouble.rethrow()
    let dropped = await queue.dropped
    try await database.releaseTasks(dropped.map(\.task), run: run.id, worker: worker)
    return try await finish()
  }

  /// One task claims, as many ask as calls may be in flight, and one keeps the leases alive for as
  /// long as they work.
  private func workOff(_ queue: WorkQueue<PreparedTask>, _ trouble: Trouble) async {
    let line = CallLine(backfill: self)
    // Cancelled and awaited when this function is left.
    async let _ = renewLeases()
    await withTaskGroup { workers in
      workers.addTask { await trouble.catching(queue) { try await claim(into: queue) } }
      for _ in 0..<plan.limits.concurrency {
        workers.addTask {
          await trouble.catching(queue) {
            while let prepared = await queue.next() {
              do {
                try await line.ask(prepared)
              } catch {
                await queue.complete()
                throw error
              }
              await queue.complete()
            }
          }
        }
      }
    }
  }

  /// Records how the run ended, and says it.
  private func finish() async throws -> Ending {
    let ending: Ending
    switch await stop.reason {
    case nil:
      let tasks = try await database.status(ofRun: run.id)?.tasks ?? TaskCounts()
      ending = tasks.open == 0 ? .done(failed: tasks[.failed]) : .othersWorkOn
    case .asked: ending = .drained
    case .budget: ending = .budget
    case .unreachable(let why): ending = .unreachable(why)
    case .refused(let why): ending = .refused(why)
    }
    if let state = ending.state { try await database.finishRun(run.id, as: state) }
    return ending
  }

  /// Renews the leases of everything this worker holds until it is cancelled. A renewal that fails
  /// is tried again; should the lease run out, the database fences what is settled late.
  private func renewLeases() async {
    while !Task.isCancelled {
      do {
        try await clock.sleep(for: Self.renewal)
        _ = try await database.renewLeases(
          run: run.id, worker: worker, leaseMilliseconds: Self.lease.milliseconds)
      } catch is CancellationError {
        return
      } catch {
        logger.warning("the leases could not be renewed", metadata: ["error": "\(error)"])
      }
    }
  }
}

/// How the work of a run ended.
package enum Ending: Sendable, Hashable {
  /// Nothing is left; so many tasks failed for good.
  case done(failed: Int)
  /// Nothing is left for this worker; others hold tasks still.
  case othersWorkOn
  /// Stopped on request.
  case drained
  /// The next call did not fit into the budget.
  case budget
  /// No connection to the provider came about.
  case unreachable(String)
  /// The provider refuses every call.
  case refused(String)

  var state: RunState? {
    switch self {
    case .done: .done
    case .othersWorkOn: nil
    case .drained: .drained
    case .budget: .budget
    case .unreachable, .refused: .failed
    }
  }
}
