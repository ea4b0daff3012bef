/// A bounded number of connections, handed out in the order of asking.
final class PostgresPool: Sendable {
  /// What a waiter receives: a connection, or the right to open one.
  private enum Turn: Sendable {
    case connection(PostgresConnection)
    case slot
    case failed(StorageError)
  }

  private struct Waiter {
    let id: Int
    let continuation: CheckedContinuation<Turn, Never>
  }

  private struct State {
    var idle: [PostgresConnection] = []
    /// Connections that exist or are being opened.
    var count = 0
    var waiters: [Waiter] = []
    var nextID = 0
    /// Those on their way into the queue, and whether their task was cancelled before they stood
    /// in it.
    var arriving: [Int: Bool] = [:]
    var isClosed = false
  }

  private let options: PostgresOptions
  let limit: Int
  private let state = Lock(State())

  init(_ options: PostgresOptions, limit: Int) {
    self.options = options
    self.limit = max(1, limit)
  }

  /// Takes a connection, waiting where all are in use.
  ///
  /// - Throws: why no connection can be opened; `cancelled` when the task is.
  func take() async throws(StorageError) -> PostgresConnection {
    switch await turn() {
    case .connection(let connection): return connection
    case .failed(let error): throw error
    case .slot:
      let connection = PostgresConnection(options)
      do throws(StorageError) {
        try await connection.connect()
        return connection
      } catch {
        giveBack(nil)
        throw error
      }
    }
  }

  /// Returns a connection, or the place of one that broke (nil).
  func giveBack(_ connection: PostgresConnection?) {
    let next: (Waiter, Turn)? = state.withLock { state in
      if state.isClosed {
        state.count -= 1
        return nil
      }
      guard !state.waiters.isEmpty else {
        if let connection { state.idle.append(connection) } else { state.count -= 1 }
        return nil
      }
      let turn = connection.map { Turn.connection($0) } ?? .slot
      return (state.waiters.removeFirst(), turn)
    }
    next.map { $0.0.continuation.resume(returning: $0.1) }
  }

  /// Sends waiters away and closes what is idle; a connection in use closes when it comes back.
  func close() {
    let waiters = state.withLock { state in
      defer { state.waiters = [] }
      state.isClosed = true
      state.count -= state.idle.count
      state.idle = []
      return state.waiters
    }
    for waiter in waiters { waiter.continuation.resume(returning: .failed(Self.closed)) }
  }

  private static var closed: StorageError { StorageError(.closed, "the database is closed") }

  private func turn() async -> Turn {
    let id = state.withLock { state in
      state.nextID += 1
      state.arriving[state.nextID] = false
      return state.nextID
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let now: Turn? = state.withLock { state in
          let isCancelled = state.arriving.removeValue(forKey: id) ?? false
          if state.isClosed { return .failed(Self.closed) }
          if isCancelled { return .failed(.cancelled) }
          if let connection = state.idle.popLast() { return .connection(connection) }
          if state.count < limit {
            state.count += 1
            return .slot
          }
          state.waiters.append(Waiter(id: id, continuation: continuation))
          return nil
        }
        if let now { continuation.resume(returning: now) }
      }
    } onCancel: {
      withdraw(id)
    }
  }

  private func withdraw(_ id: Int) {
    let waiter: Waiter? = state.withLock { state in
      if state.arriving[id] != nil {
        state.arriving[id] = true
        return nil
      }
      // Not there: it has its turn already, and the operation itself is cancelled.
      return state.waiters.firstIndex { $0.id == id }.map { state.waiters.remove(at: $0) }
    }
    waiter?.continuation.resume(returning: .failed(.cancelled))
  }
}
