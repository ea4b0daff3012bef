import Logging
import Models
import Planning
import Rules
import Runs
import Storage

extension BatchWork {
  /// A batch of which nothing was executed: its tasks are ready again.
  func giveBack(_ batch: Batch, outcome: String, _ detail: String) async throws -> Batch? {
    try await end(batch) { try unbilled($0, outcome, detail, postponed: nil) }
  }

  /// The same, where too much waits at the provider: smaller batches are tried, after a while.
  func postpone(_ batch: Batch, _ detail: String) async throws -> Batch? {
    await memory.lowerCap(of: batch.model, below: batch.requests)
    let pause = await memory.noteFruitless()
    return try await end(batch) { try unbilled($0, "queue_full", detail, postponed: pause) }
  }

  /// A batch, or its results, that the provider does not know. That may pass: its list lags, or
  /// something on the way answered in its place. Only where it lasts is the batch given up, as by then
  /// its lines may have been executed, and are billed.
  func doubt(_ batch: Batch, _ detail: String) async throws -> Batch? {
    let isBelieved = await memory.doubt(batch.name, for: patience)
    if isEnding || isBelieved { return try await lose(batch, detail) }
    var said: Logger.Metadata = ["batch": "\(batch.name)", "detail": "\(detail)"]
    if await !memory.hasFoundAny {
      said["help"] = "is this another key or address than the batch was created with?"
    }
    backfill.logger.warning(
      "the provider does not know the batch, and is asked again", metadata: said)
    await waitForResults(of: batch)
    return nil
  }

  /// How long the provider may say less of a batch than there must be until that is believed.
  var patience: Duration { max(backfill.plan.limits.batchPoll, .seconds(300)) }

  /// A batch that has ended is looked at a few times until it is given up: its results are large.
  func waitForResults(of batch: Batch) async {
    if batch.state == .ended { await memory.lookAgain(at: batch.name, after: patience / 5) }
  }

  /// A batch that its provider does not know any more: nobody can say what was billed.
  func lose(_ batch: Batch, _ detail: String) async throws -> Batch? {
    backfill.logger.warning(
      "the batch is given up, and its lines may have been billed",
      metadata: ["batch": "\(batch.name)", "detail": "\(detail)"])
    return try await end(batch) { try uncertain($0, "batch_gone", detail) }
  }

  /// Settles every open line of a batch, unless somebody else looks after it by now.
  private func end(
    _ batch: Batch, _ settlement: (BatchCall) throws -> (RoutedTask, Settlement)
  ) async throws -> Batch? {
    await memory.forget(batch.name)
    guard let withheld = try await withhold(batch) else { return nil }
    try await settleInGroups(try await openCalls(of: withheld).map(settlement), of: batch)
    var settled = withheld
    settled.state = .settled
    return try await record(settled)
  }

  /// Records that a batch which was not created never will be, before any line of it is ready again:
  /// whoever goes on with it after an interruption then knows no file to create it from, and gives
  /// back the rest.
  ///
  /// - Returns: nil where somebody else looks after the batch by now.
  private func withhold(_ batch: Batch) async throws -> Batch? {
    var withheld = batch
    switch batch.state {
    case .planned, .uploaded: (withheld.state, withheld.fileID) = (.uploaded, nil)
    case .created, .ended, .settled: break
    }
    return try await record(withheld, isNews: false)
  }
}
