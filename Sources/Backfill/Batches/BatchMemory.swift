import Models

/// What is remembered of batches from one round to the next. Its times are those of the clock since
/// the work began.
actor BatchMemory {
  private let now: @Sendable () -> Duration
  /// The lines of batches that were gathered here, until they are uploaded.
  private var files: [String: BatchFile] = [:]
  /// Uploads that may have arrived though no word of it did.
  private var uploadsInDoubt: Set<String> = []
  /// When a batch that may have been created was first looked for and not found.
  private var looks: [String: Duration] = [:]
  /// Since when less is found of a batch than there must be, and how often it was looked at since.
  private var doubts: [String: (since: Duration, looks: Int)] = [:]
  /// Before when there is no point in looking at a batch again.
  private var nextLooks: [String: Duration] = [:]
  /// Whether the provider, as this worker reaches it, knew any batch.
  private(set) var hasFoundAny = false
  /// Batches that were created here for the first time, with no doubt.
  private var fresh: Set<String> = []
  /// Requests in one batch at most, by model, after a provider's queue was too full.
  private var caps: [String: Int] = [:]
  private var fruitless = 0
  /// Batches whose every line was refused, since the last answer: since when, and how many.
  private var refused: (since: Duration, batches: Int)?
  /// Until when nothing more fits into a group's batches, and how long that was said for.
  private var blocked: [BatchGroup: (until: Duration, time: Duration)] = [:]
  /// Since when the provider fails on each batch, without anything that worked in between.
  private var failing: [String: Duration] = [:]
  private var ended: Set<String> = []
  private(set) var hasAnswered: Bool

  /// - Parameter hasAnswered: Whether any model of the run gave a text before.
  init(_ clock: any Clock<Duration>, hasAnswered: Bool = false) {
    now = Self.stopwatch(clock)
    self.hasAnswered = hasAnswered
  }

  private static func stopwatch(_ clock: some Clock<Duration>) -> @Sendable () -> Duration {
    let start = clock.now
    return { start.duration(to: clock.now) }
  }

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
  func doubtCreation(of name: String) {
    fresh.remove(name)
    looks[name] = nil
  }

  /// A look found nothing. How long ago the first one did.
  func lookedInVain(for name: String) -> Duration {
    let since = looks[name] ?? now()
    looks[name] = since
    return now() - since
  }

  /// How long ago the first look found nothing; nil where none did.
  func timeSinceLook(for name: String) -> Duration? { looks[name].map { now() - $0 } }

  /// A look at a batch found less than there must be. True where that has lasted, and over several
  /// looks: then it is to be believed.
  func doubt(_ name: String, for patience: Duration) -> Bool {
    var doubt = doubts[name] ?? (since: now(), looks: 0)
    doubt.looks += 1
    doubts[name] = doubt
    return doubt.looks >= 3 && now() - doubt.since >= patience
  }

  /// The provider knows the batch.
  func found(_ name: String) {
    hasFoundAny = true
    doubts[name] = nil
  }

  func lookAgain(at name: String, after time: Duration) { nextLooks[name] = now() + time }
  func isTooEarly(for name: String) -> Bool { nextLooks[name].map { now() < $0 } ?? false }

  func cap(of model: String) -> Int? { caps[model] }

  /// The provider's queue was too full for so many requests.
  func lowerCap(of model: String, below requests: Int) { caps[model] = max(1, requests / 2) }

  func noteAnswers() {
    hasAnswered = true
    fruitless = 0
    refused = nil
  }

  /// A batch ended without any answer. How long to wait until the next, in milliseconds.
  func noteFruitless() -> Int64 {
    fruitless = min(fruitless + 1, 7)
    return 500 << Int64(fruitless)
  }

  /// A batch more was refused line by line. True where that has lasted for longer than an outage may,
  /// over several batches: one may take hours by itself.
  func isRefusedTooLong(_ outage: Duration) -> Bool {
    let since = refused?.since ?? now()
    let batches = (refused?.batches ?? 0) + 1
    refused = (since, batches)
    return batches >= Judge.patience && now() - since >= outage
  }

  /// Nothing new fits: for a while there is no point in trying again, and for twice as long each time
  /// until something moves.
  func block(_ group: BatchGroup, atMost longest: Duration) {
    guard !isBlocked(group) else { return }
    let time = blocked[group].map { min($0.time * 2, max(longest, Self.firstBlock)) }
    blocked[group] = (now() + (time ?? Self.firstBlock), time ?? Self.firstBlock)
  }

  private static let firstBlock = Duration.seconds(5)

  func unblock() { blocked = [:] }
  func isBlocked(_ group: BatchGroup) -> Bool { blocked[group].map { now() < $0.until } ?? false }

  /// The provider failed on a batch; how long it has by now.
  func noteFailure(of name: String) -> Duration {
    let since = failing[name] ?? now()
    failing[name] = since
    return now() - since
  }

  func noteContact(over name: String) { failing[name] = nil }
  func isFailing(_ name: String) -> Bool { failing[name] != nil }

  /// Whether the provider knows that a batch is to end.
  func isEndAsked(of name: String) -> Bool { ended.contains(name) }
  func noteEndAsked(of name: String) { ended.insert(name) }
}
