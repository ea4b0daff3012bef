import Logging
import Storage

extension Backfill {
  /// Does on the database what may be done twice, and again for a minute where the database is gone
  /// for a moment or takes too long: a server that is restarted is no reason to end a run.
  ///
  /// - Parameter body: Is told whether it was tried before: then that may have been committed, and
  ///   only the word of it lost.
  func persevering<Value>(
    _ what: Logger.Message, _ body: (_ isRepeated: Bool) async throws -> Value
  ) async throws -> Value {
    var waits: [Duration] = [.milliseconds(500)] + [1, 2, 4, 8, 15, 30].map { .seconds($0) }
    var isRepeated = false
    while true {
      do {
        return try await body(isRepeated)
      } catch let error as StorageError where error.isTransient && !waits.isEmpty {
        logger.warning(what, metadata: ["error": "\(error)"])
        try await clock.sleep(for: waits.removeFirst())
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
  private(set) var tasks: Set<Int64> = []

  func add(_ ids: [Int64]) { tasks.formUnion(ids) }
  func remove(_ id: Int64) { tasks.remove(id) }
}
