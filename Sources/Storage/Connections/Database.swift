/// A database that gearbox reads facts from and keeps its own tables in: PostgreSQL or SQLite.
///
/// Everything happens in a transaction that is a closure, so none can be left open. What gearbox
/// asks of a database are extensions of this class, one file each.
package final class Database: Sendable {
  /// What a command needs the database for.
  package enum Access: Sendable, Hashable {
    /// `write` fails with `readOnly`, and nothing of a SQLite file changes, not even its mode.
    case read
    case write
    /// As `write`; a SQLite file that is not there is created (its folder is not).
    case create
  }

  package let url: DatabaseURL
  package let access: Access
  /// What one statement may take where nothing else is said; nil is without limit.
  private let statementTimeout: Duration?
  private let backend: any DatabaseBackend

  private init(
    url: DatabaseURL, access: Access, statementTimeout: Duration?, backend: any DatabaseBackend
  ) {
    self.statementTimeout = statementTimeout
    self.url = url
    self.access = access
    self.backend = backend
  }

  /// Opens a database, and makes sure that it answers.
  ///
  /// - Parameters:
  ///   - poolSize: the most connections that are in use at once; one more asker waits.
  ///   - statementTimeout: the longest that one statement (PostgreSQL) or one reading transaction
  ///     (SQLite) may take: fragments of SQL come from rule files; nil is without limit.
  /// - Throws: `unreachable`, `authentication`, `missingDatabase`, `permission` or `busy`, each
  ///   with what to do about it.
  package static func open(
    _ url: DatabaseURL, access: Access = .write, poolSize: Int = 4,
    statementTimeout: Duration? = nil
  ) async throws(StorageError) -> Database {
    let backend: any DatabaseBackend
    switch url.place {
    case .postgres(let options):
      backend = try await PostgresDatabase(options, poolSize: poolSize)
    case .sqlite(let path):
      backend = try await SQLiteDatabase.open(path, access: access, poolSize: poolSize)
    }
    return Database(
      url: url, access: access, statementTimeout: statementTimeout, backend: backend)
  }

  package var dialect: Dialect { url.dialect }

  /// Reads in one transaction that sees one state of the database throughout and cannot write.
  ///
  /// - Parameter timeout: the longest that one statement (PostgreSQL) or the whole (SQLite) may
  ///   take.
  /// - Throws: `StorageError`, or what `body` throws. Cancelling the task stops the statement that
  ///   runs, with `cancelled`.
  package func read<Value: Sendable>(
    timeout: Duration? = nil, _ body: @escaping @Sendable (any SQLSession) throws -> Value
  ) async throws -> Value {
    try await backend.transact(
      TransactionSettings(isReadOnly: true, timeout: timeout ?? statementTimeout), body)
  }

  /// Reads as `read(timeout:_:)` does, but never runs `body` twice: what it does may leave traces.
  ///
  /// - Parameter snapshot: What another transaction sees, for reading the same.
  /// - Throws: As `read(timeout:_:)`; `conflict` where a standby broke it off; and an error where the
  ///   other transaction is over.
  func readOnce<Value: Sendable>(
    in snapshot: Snapshot? = nil, _ body: @escaping @Sendable (any SQLSession) throws -> Value
  ) async throws -> Value {
    try await backend.transact(
      TransactionSettings(
        isReadOnly: true, timeout: statementTimeout, snapshot: snapshot, isRepeatable: false),
      body)
  }

  /// Writes in one transaction: committed when `body` returns, rolled back when it throws or when
  /// the task is cancelled before that.
  ///
  /// `body` may run more than once, as PostgreSQL rolls a transaction back that collided with
  /// another; so it has no effects but those in the database.
  /// - Parameter lockTimeout: the longest that a statement may wait for a row that somebody else has
  ///   locked (PostgreSQL); nil is without limit.
  /// - Throws: `StorageError`, or what `body` throws; `busy` where a lock was waited for too long.
  @discardableResult
  package func write<Value: Sendable>(
    timeout: Duration? = nil, lockTimeout: Duration? = nil,
    _ body: @escaping @Sendable (any SQLSession) throws -> Value
  ) async throws -> Value {
    guard access != .read else {
      throw StorageError(.readOnly, "the database was opened for reading only")
    }
    return try await backend.transact(
      TransactionSettings(
        isReadOnly: false, timeout: timeout ?? (dialect == .postgres ? statementTimeout : nil),
        lockTimeout: lockTimeout),
      body)
  }

  /// Closes all connections; a transaction under way ends first. What comes later fails with
  /// `closed`.
  package func close() async {
    await backend.close()
  }
}

/// What `Database` wants of either kind.
protocol DatabaseBackend: Sendable {
  func transact<Value: Sendable>(
    _ settings: TransactionSettings, _ body: @escaping @Sendable (any SQLSession) throws -> Value
  ) async throws -> Value

  func close() async
}
