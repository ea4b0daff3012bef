/// A PostgreSQL server's database behind a pool of connections.
final class PostgresDatabase: DatabaseBackend {
  /// How often a transaction that lost against a concurrent one is run, all told.
  private static let attempts = 6

  private let pool: PostgresPool

  /// Opens one connection at once, so that what is wrong with the URL shows here.
  init(_ options: PostgresOptions, poolSize: Int) async throws(StorageError) {
    pool = PostgresPool(options, limit: poolSize)
    pool.giveBack(try await pool.take())
  }

  func transact<Value: Sendable>(
    _ settings: TransactionSettings, _ body: @escaping @Sendable (any SQLSession) throws -> Value
  ) async throws -> Value {
    let operation = PostgresOperation()
    return try await withTaskCancellationHandler {
      try await attempt(settings, operation, body)
    } onCancel: {
      operation.cancel()
    }
  }

  func close() async {
    pool.close()
  }

  private func attempt<Value: Sendable>(
    _ settings: TransactionSettings, _ operation: PostgresOperation,
    _ body: @escaping @Sendable (any SQLSession) throws -> Value
  ) async throws -> Value {
    var conflicts = 0
    var deadConnections = 0
    while true {
      let connection = try await pool.take()
      switch await connection.transact(settings, operation, body) {
      case .done(let value):
        pool.giveBack(connection)
        return value
      case .neverBegan(let error):
        // A server that was restarted leaves every idle connection dead; each is found out once.
        pool.giveBack(nil)
        deadConnections += 1
        if deadConnections > pool.limit { throw error }
      case .conflict(let error):
        pool.giveBack(connection)
        conflicts += 1
        if conflicts >= Self.attempts || !settings.isRepeatable { throw error }
        try await pause(after: conflicts)
      case .preparingFailed:
        // Each connection fails so once.
        pool.giveBack(connection)
      case .failed(let error, let isBroken):
        pool.giveBack(isBroken ? nil : connection)
        throw error
      }
    }
  }

  /// Waits longer each time, and not as long as the one it collided with.
  private func pause(after conflicts: Int) async throws(StorageError) {
    let longest = 10 << min(conflicts, 6)
    do {
      try await Task.sleep(for: .milliseconds(Int.random(in: 1...longest)))
    } catch {
      throw .cancelled
    }
  }
}
