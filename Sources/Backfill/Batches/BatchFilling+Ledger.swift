import Logging
import Models
import Money
import Planning
import Rules
import Runs
import Storage

extension BatchFilling {
  /// Reserves the calls of these lines; those that are granted are the batch's from then on.
  func reserve(
    _ lines: [Line], in name: String, _ room: inout Room
  ) async throws -> [Line] {
    if lines.isEmpty { return [] }
    var calls: [BatchReservation] = []
    for line in lines {
      calls.append(
        BatchReservation(
          await reservation(of: line.prepared), tokens: line.tokens))
    }
    let reservations = calls
    let replies = try await backfill.persevering("reserving failed and is tried again") {
      isRepeated in
      try await backfill.database.fillBatch(
        named: name, reservations, run: backfill.run.id, worker: backfill.worker,
        leaseMilliseconds: Backfill.lease.milliseconds, isRepeated: isRepeated)
    }
    var granted: [Line] = []
    var refused: [RunTask] = []
    for (line, reply) in zip(lines, replies) {
      switch reply {
      case .granted:
        granted.append(line)
        await backfill.holdings.remove(line.prepared.task.id)
      case .leaseLost:
        await backfill.holdings.remove(line.prepared.task.id)
        room.isClosed = true
      case .overBudget(let mayFitLater):
        refused.append(line.prepared.task)
        await close(&room, mayFitLater: mayFitLater)
      }
    }
    try await release(refused)
    return granted
  }

  /// Nothing more fits into the budget: the batch is as full as it gets, and no other is begun for a
  /// while, or ever.
  private func close(_ room: inout Room, mayFitLater: Bool) async {
    room.isClosed = true
    if mayFitLater {
      await block()
    } else {
      await backfill.stop.stop(.budget)
    }
  }

  /// To claim and build anew what does not fit costs the database and those who serve the images: it
  /// is tried ever less often, while nothing is settled.
  func block() async {
    await work.memory.block(group, atMost: backfill.plan.limits.batchPoll)
  }

  private func reservation(of prepared: PreparedTask) async -> Reservation {
    let planned = prepared.tier.call
    let most = await backfill.ceilings.most(
      planned.most(forTextBytes: prepared.request.textBytes), asking: planned.question)
    return Reservation(
      task: prepared.task, model: planned.model, provider: planned.provider.name,
      attempt: prepared.task.attempts + 1, most: most, declared: planned.declared)
  }

  /// Enters calls into the ledger that fail before they leave, as calls on their own do.
  func settle(_ failed: [(PreparedTask, CallFailure)], _ room: inout Room) async throws {
    var reservations: [Reservation] = []
    for (prepared, _) in failed { reservations.append(await reservation(of: prepared)) }
    let wanted = reservations
    let (database, run, worker) = (backfill.database, backfill.run, backfill.worker)
    let replies = try await backfill.persevering("reserving failed and is tried again") {
      isRepeated in
      try await database.reserve(wanted, run: run.id, worker: worker, isRepeated: isRepeated)
    }
    var verdicts: [(RoutedTask, Settlement)] = []
    var refused: [RunTask] = []
    for ((prepared, failure), reply) in zip(failed, replies) {
      switch reply {
      case .granted(let call):
        let verdict = try work.verdict(
          on: .failed(failure), call: call, of: prepared.routed,
          attempt: prepared.task.attempts + 1,
          contact: Contact.State(wasReached: true, hasAnswered: true))
        if let reason = verdict.stop { await backfill.stop.stop(reason) }
        verdicts.append((prepared.routed, verdict.settlement))
        await backfill.holdings.remove(prepared.task.id)
      case .leaseLost:
        await backfill.holdings.remove(prepared.task.id)
        room.isClosed = true
      case .overBudget(let mayFitLater):
        refused.append(prepared.task)
        await close(&room, mayFitLater: mayFitLater)
      }
    }
    try await work.settle(verdicts, as: worker)
    try await release(refused)
  }

  func release(_ tasks: [RunTask]) async throws {
    if tasks.isEmpty { return }
    try await backfill.persevering("releasing failed and is tried again") { _ in
      try await backfill.database.releaseTasks(
        tasks, run: backfill.run.id, worker: backfill.worker)
    }
    for task in tasks { await backfill.holdings.remove(task.id) }
  }
}
