import JSON
import Logging
import Models
import Money
import Planning
import Prompts
import Rules
import Runs
import Storage

/// What one call after another goes through: the pace, the reservation, the wire, the verdict, and
/// the ledger.
struct CallLine: Sendable {
  private let backfill: Backfill
  private let spending: Spending
  private let pacer: Pacer
  private let ceilings = Ceilings()
  private let contact = Contact()
  private let throttles: [String: Throttle]

  init(backfill: Backfill) {
    self.backfill = backfill
    let (database, run, worker, plan) =
      (backfill.database, backfill.run, backfill.worker, backfill.plan)
    spending = Spending(
      reserve: { try await database.reserve($0, run: run.id, worker: worker) },
      settle: { settlements in
        try await persisting(backfill) {
          try await database.settle(settlements, run: run, worker: worker, plan: plan).replies
        }
      })
    throttles = backfill.providers.mapValues { _ in
      Throttle(most: plan.limits.concurrency, clock: backfill.clock)
    }
    pacer = Pacer(
      requestsPerMinute: plan.limits.requestsPerMinute,
      tokensPerMinute: plan.limits.tokensPerMinute, clock: backfill.clock)
  }

  /// Asks one task, and once more where its answer was worth a repair.
  func ask(_ prepared: PreparedTask) async throws {
    var request = prepared.request
    var attempt = prepared.task.attempts + 1
    while let repair = try await call(prepared, request, attempt: attempt) {
      request.repair = repair
      attempt += 1
    }
  }

  /// One call on the wire. Gives what the next one has to repair, or nil where there is no next.
  private func call(
    _ prepared: PreparedTask, _ request: ModelRequest, attempt: Int
  ) async throws -> ModelRequest.Repair? {
    let planned = prepared.tier.call
    guard let provider = backfill.providers[planned.provider.name],
      let throttle = throttles[planned.provider.name],
      let schema = backfill.schemas[planned.prompt.id]
    else {
      try await release(prepared)
      return nil
    }
    try await throttle.enter(unless: isOver)
    let sent: SentCall?
    do {
      sent = try await send(request, to: provider, for: prepared, attempt: attempt)
    } catch {
      await throttle.leave(nil)
      throw error
    }
    await throttle.leave(sent?.outcome)
    guard let sent else { return nil }

    let verdict = backfill.judge.verdict(
      on: sent.outcome, call: sent.call, of: prepared, attempt: attempt,
      isRepair: request.repair != nil, sent: schema,
      contact: await contact.note(sent.outcome, with: planned.provider.name))
    let settled = try await spending.settle(verdict.settlement)
    backfill.logger.log(verdict.settlement, settled, of: prepared)
    await watchCeiling(verdict.settlement, of: prepared, reserved: sent.most)
    if let reason = verdict.stop { await backfill.stop.stop(reason) }
    if let pause = verdict.pause { try await backfill.clock.sleep(for: pause) }
    return verdict.repair
  }

  private struct SentCall {
    /// Its entry in the ledger.
    let call: Int64
    /// US dollars that were reserved for it.
    let most: USD
    let outcome: CallOutcome
  }

  /// Reserves a call and makes it. Nil where none was made: the task is ready again then, or
  /// somebody else has it.
  private func send(
    _ request: ModelRequest, to provider: any ModelProvider, for prepared: PreparedTask,
    attempt: Int
  ) async throws -> SentCall? {
    let planned = prepared.tier.call
    try await pacer.admit(
      tokens: planned.likelyTokens(of: request), unless: isOver)
    if await isOver() {
      try await release(prepared)
      return nil
    }
    let most = await ceilings.most(
      planned.most(forTextBytes: request.textBytes), asking: planned.question)
    let reply = try await spending.reserve(
      Reservation(
        task: prepared.task, model: planned.model, provider: planned.provider.name,
        attempt: attempt, most: most, declared: planned.declared),
      unless: isOver)
    switch reply {
    case nil:
      try await release(prepared)
      return nil
    case .granted(let call):
      return SentCall(call: call, most: most, outcome: await provider.complete(request))
    case .leaseLost:
      return nil
    case .overBudget:
      try await release(prepared)
      await backfill.stop.stop(.budget)
      return nil
    }
  }

  @Sendable private func isOver() async -> Bool { await backfill.stop.reason != nil }

  private func watchCeiling(
    _ settlement: Settlement, of prepared: PreparedTask, reserved: USD
  ) async {
    guard case .billed(let cost, _) = settlement.billing,
      await ceilings.observe(cost, reserved: reserved, asking: prepared.tier.call.question)
    else { return }
    backfill.logger.warning(
      "a call was billed above its ceiling, which is raised for later calls",
      metadata: [
        "subject": "\(prepared.task.subject)", "ceiling": "\(reserved.formatted())",
        "billed": "\(cost.formatted())",
      ])
  }

  private func release(_ prepared: PreparedTask) async throws {
    try await backfill.database.releaseTasks(
      [prepared.task], run: backfill.run.id, worker: backfill.worker)
  }
}

/// Settling is what must not be lost: an answer was paid for. A database that is gone for a moment
/// is asked again for half a minute.
private func persisting<Value>(
  _ backfill: Backfill, _ body: () async throws -> Value
) async throws -> Value {
  var waits: [Duration] = [1, 2, 4, 8, 15].map { .seconds($0) }
  while true {
    do {
      return try await body()
    } catch let error as StorageError where error.isTransient && !waits.isEmpty {
      backfill.logger.warning(
        "settling failed and is tried again", metadata: ["error": "\(error)"])
      try await backfill.clock.sleep(for: waits.removeFirst())
    }
  }
}

extension StorageError {
  /// Whether the same may work a moment later.
  fileprivate var isTransient: Bool {
    switch kind {
    case .unreachable, .timeout, .busy, .conflict: true
    default: false
    }
  }
}
