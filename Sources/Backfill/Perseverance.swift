import Logging
import Storage

extension Backfill {
  /// Does on the database what may be done twice, and again for a minute where the database is gone
  /// for a moment or takes too long: a server that is restarted is no reason to end a run.
  ///
  /// Rows that somebody else has locked are waited for without end: the database is well, and what
  /// was paid for must not be lost to a transaction that somebody forgot.
  ///
  /// - Parameter body: Is told whether it was tried before: then that may have been committed, and
  ///   only the word of it lost.
  func persevering<Value>(
    _ what: Logger.Message, _ body: (_ isRepeated: Bool) async throws -> Value
  ) async throws -> Value {
    var waits: [Duration] = [.milliseconds(500)] + [1, 2, 4, 8, 15, 30].map { .seconds($0) }
    var isRepeated = false
    var isPaused = false
    while true {
      do {
        let value = try await body(isRepeated)
        if isPaused { await notePause(nil) }
        return value
      } catch let error as StorageError where error.isTransient && !waits.isEmpty && !error.isLocked
      {
        logger.warning(what, metadata: ["error": "\(error)"])
        try await clock.sleep(for: waits.removeFirst())
        isRepeated = true
      } catch let error as StorageError where error.isLocked {
        logger.warning(what, metadata: ["error": "\(error)"])
        await notePause("\(error)")
        isPaused = true
        try await clock.sleep(for: .milliseconds(500))
        isRepeated = true
      }
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

/// The tasks that a worker knows it holds.
actor Holdings {
  /// How often each was claimed and not left since: a task that is ready again may be claimed anew
  /// before whoever gave it back is done with it.
  private var claims: [Int64: Int] = [:]

  var tasks: Set<Int64> { Set(claims.keys) }

  func add(_ ids: [Int64]) {
    for id in ids { claims[id, default: 0] += 1 }
  }

  func remove(_ id: Int64) {
    guard let count = claims[id] else { return }
    claims[id] = count > 1 ? count - 1 : nil
  }
}
