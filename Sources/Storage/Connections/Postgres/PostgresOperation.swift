import Dispatch

/// One `read` or `write`, as the task that cancels it sees it.
///
/// The cancel signal belongs to a connection, not to a statement; so it is only sent while this
/// operation has the connection, and a lock keeps the two apart.
final class PostgresOperation: Sendable {
  private struct State {
    var isCancelled = false
    var canceller: PostgresCanceller?
  }

  private let state = Lock(State())

  var isCancelled: Bool { state.withLock { $0.isCancelled } }

  func check() throws(StorageError) {
    if isCancelled { throw .cancelled }
  }

  /// From here on cancelling reaches the server.
  func begin(on canceller: PostgresCanceller) {
    state.withLock { $0.canceller = canceller }
  }

  /// Returns when no signal is under way any more.
  func end() {
    state.withLock { $0.canceller = nil }
  }

  /// Safe from any thread, and returns at once.
  func cancel() {
    state.withLock { $0.isCancelled = true }
    signal(after: .now())
  }

  /// Signals until the operation has ended: a signal that arrives between two statements is lost.
  private func signal(after deadline: DispatchTime) {
    DispatchQueue.global().asyncAfter(deadline: deadline) {
      let isUnderWay = self.state.withLock { state in
        state.canceller?.send()
        return state.canceller != nil
      }
      if isUnderWay { self.signal(after: .now() + .milliseconds(100)) }
    }
  }
}
