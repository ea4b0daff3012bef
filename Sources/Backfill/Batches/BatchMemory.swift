import Models

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
