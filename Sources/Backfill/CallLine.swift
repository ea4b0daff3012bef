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
/// the ledger. A class, as each of its many users would copy all that it holds with every call.
final class CallLine: Sendable {
  private let backfill: Backfill
  private let spending: Spending
  private let pacers: [String: Pacer]
  private let breakers: [String: Breaker]
  private let contact: Contact
  private let throttles: [String: Throttle]
  /// Takes back what is not asked as the run is to stop.
  private let giveBack: @Sendable (PreparedTask) async -> Void

  /// - Parameter history: What became of the run's calls before.
  init(
    backfill: Backfill, history: CallHistory,
    giveBack: @escaping @Sendable (PreparedTask) async -> Void
  ) {
    self.backfill = backfill
    contact = Contact(history)
    self.giveBack = giveBack
    let (database, run, worker, plan) =
      (backfill.database, backfill.run, backfill.worker, backfill.plan)
    spending = Spending(
      pause: Self.pause, clock: backfill.clock,
      reserve: { reservations in
        try await backfill.persevering("reserving failed and is tried again") { isRepeated in
          try await database.reserve(
            reservations, run: run.id, worker: worker, isRepeated: isRepeated)
        }
      },
      // Settling is what must not be lost: an answer was paid for.
      settle: { settlements in
        try await backfill.persevering("settling failed and is tried again") { _ in
          try await database.settle(settlements, run: run, worker: worker, plan: plan).replies
        }
      })
    // The client keeps to as many calls as there may be in flight, to all providers together: of
    // several, one could fill it with calls that wait.
    let lead = backfill.providers.count == 1 ? plan.limits.concurrency / 8 : 0
    throttles = backfill.providers.mapValues { _ in
      Throttle(most: plan.limits.concurrency, lead: lead, clock: backfill.clock)
    }
    breakers = backfill.providers.mapValues { _ in
      Breaker(outage: plan.limits.outage, clock: backfill.clock)
    }
    pacers = Dictionary(
      uniqueKeysWithValues: backfill.providers.keys.map { ($0, backfill.pacer(for: $0)) })
  }

  /// How much time lies at least between two commits of the same kind. Longer makes larger groups,
  /// which cost the database less; calls do not wait for it, as others are on the wire meanwhile.
  private static let pause = Duration.milliseconds(10)

  /// Lets everybody who waits see that the run is to stop.
  func wake() async {
    let sendsNothing = await isOverForReserved()
    for throttle in throttles.values {
      if sendsNothing { await throttle.sendNothing() } else { await throttle.wakeAll() }
    }
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
      let breaker = breakers[planned.provider.name],
      let schema = backfill.schemas[planned.prompt.id]
    else {
      await giveBack(prepared)
      return nil
    }
    var entry = try await throttle.enter(unless: isOver)
    let number = await contact.begin(planned.modelName)
    var pass = Breaker.Pass.free
    let sent: SentCall?
    do {
      pass = try await breaker.admit(unless: isOver)
      sent = try await send(
        request, to: provider, for: prepared, attempt: attempt, through: throttle, &entry)
    } catch {
      await contact.withdraw(number, by: planned.modelName)
      await breaker.withdraw(pass)
      await throttle.leave(entry, nil)
      throw error
    }
    guard let sent else {
      await contact.withdraw(number, by: planned.modelName)
      await breaker.withdraw(pass)
      await throttle.leave(entry, nil)
      return nil
    }

    let change = await breaker.note(sent.outcome, pass)
    let verdict = backfill.judge.verdict(
      on: sent.outcome, call: sent.call, of: prepared.routed, attempt: attempt,
      isRepair: request.repair != nil, sent: schema,
      contact: await contact.note(
        sent.outcome, of: prepared.task.id, by: planned.modelName, call: number),
      blamesProvider: await breaker.blamesProvider, duration: sent.duration)
    // Before another takes its place on the wire.
    if let reason = verdict.stop ?? change?.stop { await backfill.stop.stop(reason) }
    await throttle.leave(entry, sent.outcome)
    let settled = try await spending.settle(verdict.settlement)
    backfill.logger.log(verdict.settlement, settled, of: prepared.routed)
    await backfill.watchStorage(settled, to: verdict.settlement)
    await watchCeiling(verdict.settlement, of: prepared, sent)
    if let change { await tell(change, of: planned.provider.name) }
    if let pause = verdict.pause { try await backfill.clock.sleep(for: pause) }
    return verdict.repair
  }

  private struct SentCall {
    /// Its entry in the ledger.
    let call: Int64
    /// US dollars that were reserved for it.
    let most: USD
    /// US dollars that it was estimated to cost at most, whatever others cost before.
    let estimate: USD
    let outcome: CallOutcome
    var duration: Duration?
  }

  /// Says that calls are paused, where people look for it.
  private func tell(_ change: Breaker.Change, of provider: String) async {
    switch change {
    case .paused(let why):
      backfill.logger.warning(
        "calls are paused: the provider fails most of them",
        metadata: ["provider": "\(provider)", "detail": "\(why)"])
      await backfill.notePause("provider '\(provider)' fails: \(why)")
    case .resumed:
      backfill.logger.notice("calls go on", metadata: ["provider": "\(provider)"])
      await backfill.notePause(nil)
    case .gaveUp: break
    }
  }

  /// Reserves a call and makes it. Nil where none was made: the task is ready again then, or
  /// somebody else has it.
  private func send(
    _ request: ModelRequest, to provider: any ModelProvider, for prepared: PreparedTask,
    attempt: Int, through throttle: Throttle, _ entry: inout Throttle.Entry
  ) async throws -> SentCall? {
    let planned = prepared.tier.call
    try await pacers[planned.provider.name]?.admit(
      tokens: planned.likelyTokens(of: request), unless: isOver)
    if await isOver() {
      await giveBack(prepared)
      return nil
    }
    let estimate = planned.most(forTextBytes: request.textBytes)
    let most = await backfill.ceilings.most(estimate, asking: planned.question)
    let reply = try await spending.reserve(
      Reservation(
        task: prepared.task, model: planned.model, provider: planned.provider.name,
        attempt: attempt, most: most, declared: planned.declared),
      unless: isOver)
    switch reply {
    case nil:
      await giveBack(prepared)
      return nil
    case .granted(let call):
      // Before it departs: one that is called off need not fetch its image again.
      let whole: ModelRequest
      do throws(CallFailure) {
        whole = try await provider.inlined(request)
      } catch {
        return SentCall(call: call, most: most, estimate: estimate, outcome: .failed(error))
      }
      while let departure = try await throttle.depart(&entry, unless: isOverForReserved) {
        let outcome = await provider.complete(whole, noting: departure)
        if departure.isCalledOff, outcome.isCancelled { continue }
        return SentCall(
          call: call, most: most, estimate: estimate, outcome: outcome, duration: departure.elapsed)
      }
      try await withdraw(call, of: prepared)
      return nil
    case .leaseLost:
      return nil
    case .overBudget:
      await giveBack(prepared)
      await backfill.stop.stop(.budget)
      return nil
    }
  }

  @Sendable private func isOver() async -> Bool { await backfill.stop.reason != nil }

  /// What was reserved before the budget was used up fits into it.
  @Sendable private func isOverForReserved() async -> Bool { await backfill.stop.isUrgent }

  /// Enters into the ledger that a call was reserved and not sent: the run was stopped before.
  private func withdraw(_ call: Int64, of prepared: PreparedTask) async throws {
    _ = try await spending.settle(
      .unbilled(
        call, of: prepared.task, outcome: CallFailure.Reason.cancelled.rawValue,
        detail: "stopped before it was sent"))
  }

  private func watchCeiling(
    _ settlement: Settlement, of prepared: PreparedTask, _ sent: SentCall
  ) async {
    guard case .billed(let cost, _) = settlement.billing,
      await backfill.ceilings.observe(
        cost, reserved: sent.most, estimate: sent.estimate, asking: prepared.tier.call.question)
    else { return }
    backfill.logger.warning(
      "a call was billed above its ceiling, which is raised for later calls",
      metadata: [
        "subject": "\(prepared.task.subject)", "ceiling": "\(sent.most.formatted())",
        "billed": "\(cost.formatted())",
      ])
  }
}

extension PlannedCall {
  fileprivate var modelName: ModelName { ModelName(provider: provider.name, model: model) }
}

extension Breaker.Change {
  /// Why the run ends, where it does.
  fileprivate var stop: Stop.Reason? {
    if case .gaveUp(let why) = self { .failing(why) } else { nil }
  }
}
