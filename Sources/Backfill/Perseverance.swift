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
    // A minute in all, never long at a time: what waits here is settled as soon as it can be.
    var waits: [Duration] =
      [.milliseconds(500), .seconds(1), .seconds(2)] + Array(repeating: .seconds(4), count: 14)
    var isRepeated = false
    var isPaused = false
    while true {
      do {
        let value = try await body(isRepeated)
        if isPaused { await notePause(nil) }
        return value
      } catch let error as StorageError
        where error.isLocked || error.isTransient && !waits.isEmpty
      {
        logger.warning(what, metadata: ["error": "\(error)"])
        if error.isLocked {
          await notePause("\(error)")
          isPaused = true
        }
        try await clock.sleep(for: error.isLocked ? .milliseconds(500) : waits.removeFirst())
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
