import Dispatch
import GRDB

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A SQLite file behind GRDB's pool: many readers, each with a snapshot, beside one writer.
final class SQLiteDatabase: DatabaseBackend {
  private let pool: DatabasePool

  private init(_ pool: DatabasePool) {
    self.pool = pool
  }

  /// Opens a file. Opened for reading, it keeps its journal mode; for writing it goes over to WAL.
  static func open(
    _ path: String, access: Database.Access, poolSize: Int
  ) async throws(StorageError) -> SQLiteDatabase {
    try checkPath(path, access)
    let configuration = configuration(access, poolSize: poolSize)
    // Opening waits for locks of other processes, so not on a thread of the cooperative pool.
    // The pool changes hands through a lock: a continuation that is resumed before it is waited for
    // orders memory in a way that ThreadSanitizer does not see.
    let opened = Lock<Result<DatabasePool, any Error>?>(nil)
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        let result = Result { try openPool(path, configuration) }
        opened.withLock { $0 = result }
        continuation.resume()
      }
    }
    switch opened.withLock({ $0 }) {
    case .success(let pool): return SQLiteDatabase(pool)
    case .failure(let error): throw openingFailure(error, path)
    case nil: throw .cancelled
    }
  }

  func transact<Value: Sendable>(
    _ settings: TransactionSettings, _ body: @escaping @Sendable (any SQLSession) throws -> Value
  ) async throws -> Value {
    do {
      guard let timeout = settings.timeout else { return try await run(settings, body) }
      return try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask { try await self.run(settings, body) }
        group.addTask {
          try await Task.sleep(for: timeout)
          return nil
        }
        let first = try await group.next()
        group.cancelAll()
        if case .some(.some(let value)) = first { return value }
        // The transaction may have been committed before it heard that its time was up.
        if case .some(.some(let value)) = try? await group.next() { return value }
        throw StorageError(.timeout, "SQLite took longer than the time limit of \(timeout)")
      }
    } catch let error as DatabaseError {
      throw StorageError(error)
    } catch is CancellationError {
      throw StorageError.cancelled
    }
  }

  func close() async {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        // It fails only where a statement is still open, and none outlives its transaction.
        try? self.pool.close()
        continuation.resume()
      }
    }
  }

  private func run<Value: Sendable>(
    _ settings: TransactionSettings, _ body: @escaping @Sendable (any SQLSession) throws -> Value
  ) async throws -> Value {
    let checked: @Sendable (GRDB.Database) throws -> Value = { connection in
      let session = SQLiteSession(connection)
      defer { session.end() }
      let value = try body(session)
      if let failure = session.failure { throw failure }
      return value
    }
    return settings.isReadOnly ? try await pool.read(checked) : try await pool.write(checked)
  }

  private static func openPool(
    _ path: String, _ configuration: Configuration
  ) throws -> DatabasePool {
    let pool = try DatabasePool(path: path, configuration: configuration)
    if !configuration.readonly {
      // GRDB leaves it at NORMAL, where a power cut loses the last commits: but a call that was
      // sent must never be missing from the ledger. SQLite's own 2 MB of cache make an import of
      // rows with random keys half as slow again.
      try pool.writeWithoutTransaction { writer in
        try writer.execute(sql: "PRAGMA synchronous = FULL; PRAGMA cache_size = -65536")
      }
    }
    return pool
  }

  private static func configuration(_ access: Database.Access, poolSize: Int) -> Configuration {
    var configuration = Configuration()
    configuration.readonly = access == .read
    configuration.busyMode = .callback(SQLiteBusyWait.waits)
    configuration.foreignKeysEnabled = false
    configuration.maximumReaderCount = max(1, poolSize)
    configuration.prepareDatabase { connection in
      for function in SQLiteFunctions.all { connection.add(function: function) }
    }
    return configuration
  }

  /// SQLite says "unable to open database file" of everything; this says what it is.
  private static func checkPath(
    _ path: String, _ access: Database.Access
  ) throws(StorageError) {
    var status = stat()
    if stat(path, &status) == 0 {
      if status.st_mode & S_IFMT == S_IFDIR {
        throw StorageError(.unreachable, "\(path) is a folder, not a SQLite database")
      }
      return
    }
    if errno == EACCES {
      throw StorageError(.permission, "\(path) cannot be read: permission denied")
    }
    guard access == .create else {
      throw StorageError(
        .missingDatabase(path), "there is no SQLite database \(path)",
        hint: "create it with gearbox import, or set --database")
    }
    let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    if !folder.isEmpty && stat(folder, &status) != 0 {
      throw StorageError(
        .missingDatabase(path), "the folder \(folder) for the SQLite database does not exist",
        hint: "create the folder first")
    }
  }
}
