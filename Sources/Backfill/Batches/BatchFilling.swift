import Logging
import Models
import Planning
import Rules
import Runs
import Storage

/// One batch while it is filled: tasks are claimed, their lines built, their calls reserved.
struct BatchFilling {
  let work: BatchWork
  let group: BatchGroup
  let provider: Provider
  let filter: TaskFilter
  /// Input tokens that may wait at the provider at once; nil is without bound.
  let enqueuedLimit: Int?

  var backfill: Backfill { work.backfill }

  /// What a batch can still take.
  struct Room {
    var requests: Int
    var bytes: Int
    var tokens: Int
    /// Why it is closed, be it full or at the end of the budget.
    var isClosed = false

    func fits(_ line: Line) -> Bool {
      requests >= 1 && bytes >= line.bytes.count && tokens >= line.tokens
    }

    mutating func take(_ line: Line) {
      requests -= 1
      bytes -= line.bytes.count
      tokens -= line.tokens
    }
  }

  /// A line that is built, with what it counts.
  struct Line: Sendable {
    let prepared: PreparedTask
    let bytes: [UInt8]
    let tokens: Int
  }

  /// Fills a batch with what is ready. Nil where nothing fits at the moment, or nothing is ready.
  func fill() async throws -> Batch? {
    guard let asked = backfill.batchProviders[provider.name] else {
      await backfill.stop.stop(.refused("provider '\(provider.name)' has no batches"))
      return nil
    }
    guard var room = try await room() else { return nil }
    let name = "\(backfill.run.id)-\(String(UInt64.random(in: .min ... .max), radix: 36))"
    var file = try BatchFile(named: name)
    var count = 0
    while !room.isClosed, room.requests > 0, await !work.mustLeave(),
      await backfill.stop.reason == nil
    {
      let most = min(room.requests, max(backfill.plan.limits.claim, 500))
      let tasks = try await backfill.claim(atMost: most, filter).tasks
      if tasks.isEmpty { break }
      var left = try await backfill.prepare(tasks)[...]
      while !left.isEmpty, !room.isClosed, await !work.mustLeave() {
        let part = left.prefix(atOnce(left))
        left = left.dropFirst(part.count)
        let lines = try await build(Array(part), asked, &room)
        let fitting = try await choose(lines, &room)
        let granted = try await reserve(fitting, in: name, &room)
        for line in granted { try file.append(line.bytes) }
        count += granted.count
      }
      try await release(left.map(\.task))
    }
    guard count > 0 else {
      await block()
      return nil
    }
    try file.finish()
    await work.memory.keep(file, of: name)
    backfill.logger.notice(
      "batch is planned",
      metadata: [
        "batch": "\(name)", "model": "\(group.model)", "requests": .stringConvertible(count),
        "bytes": .stringConvertible(file.bytes),
      ])
    return Batch(
      name: name, provider: group.provider, model: group.model, state: .planned, requests: count)
  }

  /// What a batch can take now; nil where the provider's queue has no room.
  private func room() async throws -> Room? {
    var tokens = Int.max
    if let enqueuedLimit {
      let waiting = try await backfill.persevering("counting tokens failed and is tried again") {
        _ in
        try await backfill.database.enqueuedTokens(provider: group.provider, model: group.model)
      }
      tokens = enqueuedLimit - Int(clamping: waiting)
      guard tokens > 0 else { return nil }
    }
    let cap = await work.memory.cap(of: group.model) ?? .max
    return Room(
      requests: min(provider.maxBatchRequests, cap), bytes: provider.maxBatchBytes, tokens: tokens)
  }

  /// How many lines are built at once: few where they may carry images, which are large.
  private func atOnce(_ tasks: ArraySlice<PreparedTask>) -> Int {
    let mayBeLarge = tasks.contains { task in
      guard let image = task.request.imageURL else { return false }
      return provider.images == .inline || !image.hasPrefix("http")
    }
    return mayBeLarge ? min(backfill.plan.limits.concurrency, 16) : 500
  }

  /// Builds lines. A task whose line cannot be built is settled as a call that failed.
  private func build(
    _ tasks: [PreparedTask], _ provider: any BatchProvider, _ room: inout Room
  ) async throws -> [Line] {
    let built = await withTaskGroup(of: (Int, Result<[UInt8], CallFailure>).self) { group in
      for (place, prepared) in tasks.enumerated() {
        group.addTask {
          let id = BatchCall.lineID(task: prepared.task.id, attempt: prepared.task.attempts + 1)
          do throws(CallFailure) {
            return (place, .success(try await provider.line(prepared.request, id: id)))
          } catch {
            return (place, .failure(error))
          }
        }
      }
      var built: [Int: Result<[UInt8], CallFailure>] = [:]
      for await (place, result) in group { built[place] = result }
      return built
    }
    var lines: [Line] = []
    var failed: [(PreparedTask, CallFailure)] = []
    for (place, prepared) in tasks.enumerated() {
      switch built[place] {
      case .success(let bytes):
        lines.append(
          Line(
            prepared: prepared, bytes: bytes,
            tokens: prepared.tier.call.enqueuedTokens(of: prepared.request)))
      case .failure(let failure): failed.append((prepared, failure))
      case nil: continue
      }
    }
    if !failed.isEmpty { try await settle(failed, &room) }
    return lines
  }

  /// Those lines that fit, in their order up to the first that does not; what is left is ready again.
  /// One that would not even fit alone fails.
  private func choose(_ lines: [Line], _ room: inout Room) async throws -> [Line] {
    var fitting: [Line] = []
    var left: [RunTask] = []
    var tooLarge: [TaskFailure] = []
    for line in lines {
      if line.bytes.count > provider.maxBatchBytes || line.tokens > enqueuedLimit ?? .max {
        tooLarge.append(
          TaskFailure(
            task: line.prepared.task, outcome: "too_large_for_batch",
            detail: "its line has \(line.bytes.count) bytes and some \(line.tokens) tokens, more "
              + "than a batch may"))
      } else if room.isClosed || !room.fits(line) {
        room.isClosed = true
        left.append(line.prepared.task)
      } else {
        room.take(line)
        fitting.append(line)
      }
    }
    if !tooLarge.isEmpty {
      let failures = tooLarge
      _ = try await backfill.persevering("failing tasks failed and is tried again") { _ in
        try await backfill.database.failTasks(
          failures, run: backfill.run, worker: backfill.worker, plan: backfill.plan)
      }
      for failure in failures { await backfill.holdings.remove(failure.task.id) }
    }
    try await release(left)
    return fitting
  }
}
