import JSON
import Logging
import Models
import Money
import Planning
import Prompts
import Rules
import Runs
import Storage

extension BatchWork {
  /// Settles what a batch that ended came to, each line once, however often its results are read.
  /// Nil where more has to come.
  func settle(_ batch: Batch, _ provider: any BatchProvider) async throws -> Batch? {
    var open = BatchLines(try await openCalls(of: batch))
    if !open.isEmpty {
      guard let id = batch.batchID else { return nil }
      let found: ProviderBatch
      var missingFile: String?
      do {
        found = try await provider.batch(id)
        missingFile = try await settleResults(of: found, &open, of: batch, provider)
      } catch let failure as CallFailure where failure.isGone {
        return try await doubt(batch, failure.message)
      }
      if open.executed > 0 { await memory.noteAnswers() }
      let pause = open.executed > 0 ? nil : await memory.noteFruitless()
      try await settlePostponed(&open, of: batch, for: pause)
      try await settleUnexecuted(&open, of: batch, postponed: pause)
      if let missingFile { return try await doubt(batch, missingFile) }
      if await isMoreToCome(open, of: batch, found) { return nil }
      try await settleMissing(open, of: batch, found, postponed: pause)
    }
    var settled = batch
    (settled.state, settled.done) = (.settled, batch.requests)
    return try await record(settled)
  }

  /// Settles the lines that have a result.
  ///
  /// - Returns: what the provider says of a file of results that it does not know; nil where it knows
  ///   all of them.
  private func settleResults(
    of found: ProviderBatch, _ open: inout BatchLines, of batch: Batch,
    _ provider: any BatchProvider
  ) async throws -> String? {
    var contact = Contact.State(wasReached: true, hasAnswered: await memory.hasAnswered)
    // Where a whole batch was refused line by line, the rest of the run would be, too.
    let patience = contact.hasAnswered ? Judge.patienceWithModel : Judge.patience
    contact.refusesAll = found.outputFile == nil && batch.requests >= patience
    if !contact.refusesAll { contact.hasAnswered = true }
    var missingFile: String?
    for file in [found.outputFile, found.errorFile].compactMap(\.self) {
      do {
        var results = try await provider.results(in: file, maxBytes: Self.mostBytes(of: batch))
        try await settle(&results, &open, of: batch, contact)
      } catch let failure as CallFailure where failure.isGone {
        missingFile = failure.message
      }
    }
    return missingFile
  }

  /// Whether results that the provider counts did not come yet. They may a moment later: a batch can
  /// be done before its files are named, and a download end early. Only where that lasts are they
  /// given up.
  private func isMoreToCome(
    _ open: BatchLines, of batch: Batch, _ found: ProviderBatch
  ) async -> Bool {
    guard !open.missing.isEmpty, open.isShort(of: found),
      await !memory.doubt(batch.name, for: patience)
    else { return false }
    backfill.logger.warning(
      "the provider counts more results than came, and they are looked for again",
      metadata: [
        "batch": "\(batch.name)", "missing": .stringConvertible(open.missing.count),
        "after": "\(patience / 5)",
      ])
    await waitForResults(of: batch)
    return true
  }

  /// No result is as long: what is beyond is not read.
  private static func mostBytes(of batch: Batch) -> Int { min(batch.requests + 16, 4_096) << 20 }

  /// How many lines are settled in one transaction.
  static let group = 500

  private func settle(
    _ results: inout BatchResults, _ open: inout BatchLines, of batch: Batch,
    _ contact: Contact.State
  ) async throws {
    var verdicts: [(RoutedTask, Settlement)] = []
    var stop: Stop.Reason?
    var strange = 0
    while let line = try results.next() {
      guard case .result(let result) = line, let call = open.take(result) else {
        strange += 1
        continue
      }
      let routed = try backfill.plan.route(call.task, executing: .batch)
      switch result.outcome {
      case .executed(let outcome):
        let verdict = try verdict(
          on: outcome, call: call.call, of: routed, attempt: call.attempt, contact: contact)
        // Why it was put off depends on how the others fare.
        if case .postponed = verdict.settlement.result {
          open.postponed.append((routed, verdict.settlement))
          continue
        }
        verdicts.append((routed, verdict.settlement))
        stop = stop ?? verdict.stop
        await watchCeiling(of: call, routed, verdict.settlement)
      case .notExecuted(let code, let message):
        open.unexecuted.append((call, code, message))
      }
      if verdicts.count >= Self.group {
        try await settle(verdicts, as: Worker(ofBatch: batch.name))
        verdicts = []
      }
    }
    try await settle(verdicts, as: Worker(ofBatch: batch.name))
    if strange > 0 {
      backfill.logger.warning(
        "results that belong to no line of the batch, or repeat one, were left out",
        metadata: ["batch": "\(batch.name)", "lines": .stringConvertible(strange)])
    }
    if let stop { await backfill.stop.stop(stop) }
  }

  /// What was billed above its ceiling raises that of later calls.
  private func watchCeiling(
    of call: BatchCall, _ routed: RoutedTask, _ settlement: Settlement
  ) async {
    guard case .billed(let cost, _) = settlement.billing,
      await backfill.ceilings.observe(cost, reserved: call.most, asking: routed.tier.call.question)
    else { return }
    backfill.logger.warning(
      "a call was billed above its ceiling, which is raised for later calls",
      metadata: [
        "subject": "\(call.task.subject)", "ceiling": "\(call.most.formatted())",
        "billed": "\(cost.formatted())",
      ])
  }

  /// Lines that the provider had too much to do for: of which it executed nothing, for as long as
  /// after any batch that came to nothing. The run ends where that lasts.
  private func settlePostponed(
    _ open: inout BatchLines, of batch: Batch, for pause: Int64?
  ) async throws {
    guard let last = open.postponed.last?.settlement else { return }
    let verdicts = open.postponed.map { routed, settlement in
      var settlement = settlement
      if let pause, case .postponed(let wait) = settlement.result {
        settlement.result = .postponed(byMilliseconds: max(wait, pause))
      }
      return (routed, settlement)
    }
    open.postponed = []
    try await settleInGroups(verdicts, of: batch)
    if pause != nil, await memory.isRefusedTooLong(backfill.plan.limits.outage) {
      await backfill.stop.stop(.failing(last.detail ?? last.outcome))
    }
  }

  /// Lines that the provider says it did not execute.
  private func settleUnexecuted(
    _ open: inout BatchLines, of batch: Batch, postponed pause: Int64?
  ) async throws {
    let verdicts = try open.unexecuted.map { call, code, message in
      try unbilled(call, code, message, postponed: pause)
    }
    open.unexecuted = []
    try await settleInGroups(verdicts, of: batch)
  }

  /// What became of the lines without a result.
  private func settleMissing(
    _ open: BatchLines, of batch: Batch, _ found: ProviderBatch, postponed pause: Int64?
  ) async throws {
    let isAccountedFor = open.accounts(for: found)
    let verdicts = try open.missing.map { call in
      isAccountedFor
        ? try unbilled(call, "not_executed", "its batch ended before it", postponed: pause)
        : try uncertain(call, "no_result", "its batch ended, and says nothing of it")
    }
    try await settleInGroups(verdicts, of: batch)
  }

  func settleInGroups(_ verdicts: [(RoutedTask, Settlement)], of batch: Batch) async throws {
    for start in stride(from: 0, to: verdicts.count, by: Self.group) {
      let part = verdicts[start..<min(start + Self.group, verdicts.count)]
      try await settle(Array(part), as: Worker(ofBatch: batch.name))
    }
  }

  /// A call that was never executed: its task is ready again, and it was no attempt.
  func unbilled(
    _ call: BatchCall, _ outcome: String, _ detail: String, postponed pause: Int64?
  ) throws -> (RoutedTask, Settlement) {
    (
      try backfill.plan.route(call.task, executing: .batch),
      .unbilled(
        call.call, of: call.task, outcome: outcome, detail: detail,
        result: pause.map { .postponed(byMilliseconds: $0) } ?? .released)
    )
  }

  func uncertain(
    _ call: BatchCall, _ outcome: String, _ detail: String
  ) throws -> (RoutedTask, Settlement) {
    (
      try backfill.plan.route(call.task, executing: .batch),
      Settlement(
        call: call.call, task: call.task, billing: .uncertain, usage: nil, outcome: outcome,
        detail: detail,
        result: call.attempt < backfill.plan.limits.attempts
          ? .retry(afterMilliseconds: 0) : .failed(text: nil))
    )
  }

  func openCalls(of batch: Batch) async throws -> [BatchCall] {
    try await backfill.persevering("reading a batch failed and is tried again") { _ in
      try await backfill.database.openCalls(ofBatch: batch.name)
    }
  }

  /// Settles calls under the lease of `worker`, and says each in the log.
  func settle(_ verdicts: [(RoutedTask, Settlement)], as worker: Worker) async throws {
    if verdicts.isEmpty { return }
    let (database, run, plan) = (backfill.database, backfill.run, backfill.plan)
    let settlements = verdicts.map(\.1)
    // Settling is what must not be lost: an answer was paid for.
    let replies = try await backfill.persevering("settling failed and is tried again") { _ in
      try await database.settle(settlements, run: run, worker: worker, plan: plan).replies
    }
    for ((routed, settlement), reply) in zip(verdicts, replies) {
      backfill.logger.log(settlement, reply, of: routed)
      await backfill.watchStorage(reply, to: settlement)
    }
  }
}
