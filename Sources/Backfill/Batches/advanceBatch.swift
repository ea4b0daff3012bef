import Logging
import Models
import Planning
import Rules
import Runs
import Storage

extension BatchWork {
  /// Takes a batch as far as it goes at the moment. True where it went on.
  ///
  /// Each step is recorded once it is done, so that after any interruption the next one is known; and
  /// what may have been done though no word of it came is looked for before it is done again.
  func advance(_ batch: Batch) async throws -> Bool {
    guard let provider = backfill.batchProviders[batch.provider] else {
      await backfill.stop.stop(
        .refused("batch \(batch.name) is with '\(batch.provider)', which the rules name no more"))
      return false
    }
    if await isOutOfSight(batch) { return false }
    if await memory.isTooEarly(for: batch.name) { return false }
    do {
      let next: Batch?
      switch batch.state {
      case .planned: next = try await upload(batch, provider)
      case .uploaded: next = try await create(batch, provider)
      case .created: next = try await poll(batch, provider)
      case .ended: next = try await settle(batch, provider)
      case .settled: next = nil
      }
      await memory.noteContact(over: batch.name)
      guard let next else { return false }
      guard next.state != batch.state else { return false }
      // Without a pause, while it goes on: what is uploaded is worth nothing until it is created.
      if next.state.isOpen, await !mustLeave() { _ = try await advance(next) }
      return true
    } catch let failure as CallFailure {
      try await note(failure, of: batch)
      return false
    }
  }

  /// Records a step. Nil where somebody else looks after the batch by now.
  ///
  /// - Parameter isNews: Whether the log says it.
  func record(_ batch: Batch, isNews: Bool = true) async throws -> Batch? {
    let isRecorded = try await backfill.persevering("recording a batch failed and is tried again") {
      _ in
      try await backfill.database.record(
        batch, worker: backfill.worker, leaseMilliseconds: Backfill.lease.milliseconds)
    }
    guard isRecorded else { return nil }
    guard isNews else { return batch }
    backfill.logger.notice(
      "batch is \(batch.state.rawValue)",
      metadata: [
        "batch": "\(batch.name)", "model": "\(batch.model)",
        "requests": .stringConvertible(batch.requests),
      ])
    return batch
  }

  private func upload(_ batch: Batch, _ provider: any BatchProvider) async throws -> Batch? {
    guard let file = await memory.file(of: batch.name) else {
      // Left behind before it was recorded as uploaded, and so never created: a file may be there,
      // a batch is not. Nobody pays for a file.
      guard !isEnding, let id = try await provider.file(named: batch.name) else {
        return try await giveBack(batch, outcome: "not_sent", "its batch was never created")
      }
      var found = batch
      (found.state, found.fileID) = (.uploaded, id)
      return try await record(found)
    }
    if isEnding {
      return try await giveBack(batch, outcome: "not_sent", "its batch was never created")
    }
    var uploaded = batch
    uploaded.state = .uploaded
    if await memory.isUploadInDoubt(of: batch.name) {
      uploaded.fileID = try await provider.file(named: batch.name)
    }
    if uploaded.fileID == nil {
      await memory.doubtUpload(of: batch.name)
      do throws(CallFailure) {
        uploaded.fileID = try await provider.upload(file, named: batch.name)
      } catch {
        guard error.isRefusal else { throw error }
        await backfill.stop.stop(.refused(error.message))
        return try await giveBack(batch, outcome: error.reason.rawValue, error.message)
      }
    }
    guard let recorded = try await record(uploaded) else { return nil }
    await memory.forget(batch.name)
    return recorded
  }

  private func create(_ batch: Batch, _ provider: any BatchProvider) async throws -> Batch? {
    guard let file = batch.fileID else {
      return try await giveBack(batch, outcome: "not_sent", "its file is not known")
    }
    if await !memory.isFresh(batch.name) {
      // It may be there without a record of it: created just before whoever did so was killed, or
      // before the word of it was lost.
      if let found = try await provider.batch(named: batch.name) {
        return try await recordCreated(found, of: batch)
      }
      guard await memory.lookedInVain(for: batch.name) >= backfill.plan.limits.batchPoll else {
        backfill.logger.notice(
          "batch may have been created, and is looked for once more before it is",
          metadata: [
            "batch": "\(batch.name)", "after": "\(backfill.plan.limits.batchPoll)",
          ])
        return nil
      }
      if isEnding {
        return try await giveBack(batch, outcome: "not_sent", "its batch was never created")
      }
    }
    if isEnding { return try await giveBack(batch, outcome: "not_sent", "its batch was cancelled") }
    // A line that was given back is asked elsewhere: its file is not worked off any more.
    guard try await openCalls(of: batch).count == batch.requests else {
      return try await giveBack(batch, outcome: "not_sent", "others of its batch were given back")
    }
    await memory.doubtCreation(of: batch.name)
    let created: ProviderBatch
    do throws(CallFailure) {
      created = try await provider.create(from: file, named: batch.name)
    } catch {
      if error.isQueueFull { return try await postpone(batch, error.message) }
      guard error.isRefusal else { throw error }
      await backfill.stop.stop(.refused(error.message))
      return try await giveBack(batch, outcome: error.reason.rawValue, error.message)
    }
    return try await recordCreated(created, of: batch)
  }

  /// Whether a batch may have been created, was looked for and not found, and it is too early to look
  /// again. Providers may take a while until they list one, and one that is created twice is paid for
  /// twice.
  private func isOutOfSight(_ batch: Batch) async -> Bool {
    guard batch.state == .uploaded, let since = await memory.timeSinceLook(for: batch.name) else {
      return false
    }
    return since < backfill.plan.limits.batchPoll
  }

  private func recordCreated(_ found: ProviderBatch, of batch: Batch) async throws -> Batch? {
    var created = batch
    (created.state, created.batchID) = (.created, found.id)
    await memory.found(batch.name)
    return try await record(created)
  }

  private func poll(_ batch: Batch, _ provider: any BatchProvider) async throws -> Batch? {
    guard let id = batch.batchID else { return nil }
    if isEnding { try await askToEnd(batch, id, provider) }
    let found: ProviderBatch
    do throws(CallFailure) {
      found = try await provider.batch(id)
    } catch {
      guard error.isGone else { throw error }
      return try await doubt(batch, error.message)
    }
    await memory.found(batch.name)
    var next = batch
    next.done = min(max(batch.done, found.done ?? 0), batch.requests)
    (next.outputFile, next.errorFile) = (found.outputFile, found.errorFile)
    switch found.state {
    case .open:
      if next.done != batch.done { _ = try await record(next, isNews: false) }
      return next
    case .completed, .cutOff:
      next.state = .ended
      return try await record(next)
    case .refused(let refusal) where refusal.isQueueFull:
      return try await postpone(batch, refusal.message)
    case .refused(let refusal):
      await backfill.stop.stop(.refused("batch \(batch.name): \(refusal.message)"))
      return try await giveBack(batch, outcome: "batch_refused", refusal.message)
    }
  }

  private func askToEnd(
    _ batch: Batch, _ id: String, _ provider: any BatchProvider
  ) async throws(CallFailure) {
    guard await !memory.isEndAsked(of: batch.name) else { return }
    do throws(CallFailure) {
      try await provider.cancel(id)
    } catch {
      // One that has ended meanwhile cannot be cancelled, and need not be.
      if !error.isRefusal, error.status != 409 { throw error }
    }
    await memory.noteEndAsked(of: batch.name)
  }

  /// Says a failure, and ends the run where waiting will not mend it.
  private func note(_ failure: CallFailure, of batch: Batch) async throws {
    let outage = backfill.plan.limits.outage
    let pause = min(Duration.seconds(5), outage / 4)
    backfill.logger.warning(
      "the provider fails on a batch",
      metadata: [
        "batch": "\(batch.name)", "state": "\(batch.state.rawValue)",
        "outcome": "\(failure.reason.rawValue)", "detail": "\(failure.message)",
      ])
    if failure.isRefusal {
      await backfill.stop.stop(.refused(failure.message))
      return
    }
    if await memory.noteFailure(of: batch.name) >= outage {
      await backfill.stop.stop(
        failure.reason == .unreachable ? .unreachable(failure.message) : .failing(failure.message))
      return
    }
    try await pausing(for: failure.retryAfter ?? pause)
  }

  private func pausing(for whole: Duration) async throws {
    var rest = min(whole, Judge.longestWait)
    while rest > .zero, await !mustLeave() {
      let step = min(rest, .milliseconds(200))
      try await backfill.clock.sleep(for: step)
      rest -= step
    }
  }
}

extension CallFailure {
  /// Whether the provider refuses, and will again: no waiting mends it.
  var isRefusal: Bool {
    switch reason {
    case .quotaExhausted, .unauthorized, .invalidRequest: true
    case .rejected: !isRetryable
    default: false
    }
  }

  /// Whether too much waits at the provider already.
  var isQueueFull: Bool { providerCode == "token_limit_exceeded" }

  /// Whether the provider knows nothing of what was asked for.
  var isGone: Bool { status == 404 }
}
