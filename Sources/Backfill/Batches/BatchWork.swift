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
  var isEnding = false
  let memory = BatchMemory()

  /// How often the database is asked whether there is anything to gather, while there may be.
  private static let looking = Duration.seconds(1)
  /// No wait is longer than this without a look at whether the run is to stop.
  private static let step = Duration.milliseconds(200)

  /// Works until nothing of the run is open, or it is to stop. What is at the provider then stays
  /// there, and whoever works at the run next goes on with it.
  func work() async throws {
    var pace = BatchPace(longest: backfill.plan.limits.batchPoll)
    while await !mustLeave() {
      let batches = try await take()
      if pace.isDue || batches.contains(where: { $0.state != .created }) {
        var hasMoved = false
        for batch in batches where await !mustLeave() {
          if try await advance(batch) { hasMoved = true }
        }
        pace.looked(andMoved: hasMoved)
        if hasMoved {
          await memory.unblock()
          await onAnswers()
          continue
        }
      }
      let outlook = try await outlook()
      if !isEnding, await backfill.stop.reason == nil, try await gather(outlook) {
        pace.looked(andMoved: true)
        continue
      }
      if await isNothingLeft(outlook, batches) { break }
      var rest = min(pace.untilDue, Self.looking)
      if let due = outlook.nextDue { rest = min(rest, .milliseconds(max(due, 10))) }
      pace.pass(rest)
      await memory.pass(rest)
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
        run: backfill.run.id, stages: backfill.batchStages)
    }
  }

  private func isNothingLeft(_ outlook: BatchOutlook, _ batches: [Batch]) async -> Bool {
    if isEnding { return batches.isEmpty }
    // At the end of the budget nothing new is begun, by anybody.
    if await backfill.stop.reason != nil { return batches.isEmpty }
    return !outlook.isAnythingOpen && batches.isEmpty
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

/// When to look at the provider's batches next: soon after something happened, and ever less often
/// while nothing does.
struct BatchPace: Sendable {
  private let longest: Duration
  private var interval: Duration
  private(set) var untilDue = Duration.zero

  private static let first = Duration.seconds(5)

  init(longest: Duration) {
    self.longest = longest
    interval = min(Self.first, longest)
  }

  var isDue: Bool { untilDue <= .zero }

  /// The provider was looked at.
  mutating func looked(andMoved hasMoved: Bool) {
    interval = hasMoved ? min(Self.first, longest) : min(interval * 3 / 2, longest)
    untilDue = interval
  }

  mutating func pass(_ time: Duration) { untilDue -= time }
}

/// What is remembered of batches from one round to the next.
actor BatchMemory {
  /// The lines of batches that were gathered here, until they are uploaded.
  private var files: [String: BatchFile] = [:]
  /// Uploads that may have arrived though no word of it did.
  private var uploadsInDoubt: Set<String> = []
  /// How often a batch of that name was looked for and not found, since it may have been created.
  private var looks: [String: Int] = [:]
  /// Batches that were created here for the first time, with no doubt.
  private var fresh: Set<String> = []
  /// Requests in one batch at most, by model, after a provider's queue was too full.
  private var caps: [String: Int] = [:]
  private var fruitless = 0
  private var blocked: [BatchGroup: Duration] = [:]
  private var failingFor = Duration.zero
  private var ended: Set<String> = []
  private(set) var hasAnswered = false
  let ceilings = Ceilings()

  func keep(_ file: BatchFile, of name: String) {
    files[name] = file
    fresh.insert(name)
  }

  func file(of name: String) -> BatchFile? { files[name] }

  func doubtUpload(of name: String) { uploadsInDoubt.insert(name) }
  func isUploadInDoubt(of name: String) -> Bool { uploadsInDoubt.contains(name) }

  /// It is uploaded, or never will be: its lines are needed no more.
  func forget(_ name: String) { files[name] = nil }

  /// Whether nobody can have created the batch yet.
  func isFresh(_ name: String) -> Bool { fresh.contains(name) }
  func doubtCreation(of name: String) { fresh.remove(name) }

  /// Counts a look that found nothing; lists may lag behind what was created a moment ago.
  func lookedInVain(for name: String) -> Int {
    looks[name, default: 0] += 1
    return looks[name, default: 1]
  }

  func cap(of model: String) -> Int? { caps[model] }

  /// The provider's queue was too full for so many requests.
  func lowerCap(of model: String, below requests: Int) { caps[model] = max(1, requests / 2) }

  func noteAnswers() {
    hasAnswered = true
    fruitless = 0
  }

  /// A batch ended without any answer. How long to wait until the next, in milliseconds.
  func noteFruitless() -> Int64 {
    fruitless = min(fruitless + 1, 7)
    return 500 << Int64(fruitless)
  }

  /// Nothing new fits: for a while there is no point in trying again.
  func block(_ group: BatchGroup, for time: Duration) { blocked[group] = time }
  func unblock() { blocked = [:] }
  func isBlocked(_ group: BatchGroup) -> Bool { blocked[group].map { $0 > .zero } ?? false }
  func pass(_ time: Duration) { blocked = blocked.mapValues { $0 - time } }

  /// The provider failed once more; how long it has by now.
  func noteFailure(after time: Duration) -> Duration {
    failingFor += time
    return failingFor
  }

  func noteContact() { failingFor = .zero }

  /// Whether the end of a batch is asked for the first time.
  func asksEnd(of name: String) -> Bool { ended.insert(name).inserted }
}
