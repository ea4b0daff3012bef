import GRDB
import JSON

/// One transaction on a connection of GRDB's pool.
final class SQLiteSession: SQLSession {
  let dialect = Dialect.sqlite
  let connection: GRDB.Database
  /// The last failure that the transaction has not recovered from.
  private(set) var failure: StorageError?
  private var isStreaming = false
  private var isEnded = false

  init(_ connection: GRDB.Database) {
    self.connection = connection
  }

  func end() {
    isEnded = true
  }

  func query(_ sql: String, _ arguments: [SQLValue]) throws(StorageError) -> [Row] {
    try prepare(sql, arguments)
    return try run(sql) {
      let statement = try connection.cachedStatement(sql: sql)
      let columns = SQLiteColumns(statement.columnNames)
      let cursor = try GRDB.Row.fetchCursor(statement, arguments: Self.arguments(arguments))
      var rows: [Row] = []
      while let row = try cursor.next() { rows.append(Row(row, columns)) }
      return rows
    }
  }

  @discardableResult
  func execute(_ sql: String, _ arguments: [SQLValue]) throws(StorageError) -> Int {
    try prepare(sql, arguments)
    return try run(sql) {
      // A statement that changes no rows leaves the count of the one before it.
      let before = connection.totalChangesCount
      let statement = try connection.cachedStatement(sql: sql)
      try statement.execute(arguments: Self.arguments(arguments))
      return connection.totalChangesCount == before ? 0 : connection.changesCount
    }
  }

  func stream(_ sql: String, _ arguments: [SQLValue], each: (Row) throws -> Void) throws {
    try prepare(sql, arguments)
    isStreaming = true
    defer { isStreaming = false }
    let (cursor, columns) = try run(sql) {
      let statement = try connection.makeStatement(sql: sql)
      let cursor = try GRDB.Row.fetchCursor(statement, arguments: Self.arguments(arguments))
      return (cursor, SQLiteColumns(statement.columnNames))
    }
    do {
      while let row = try run(sql, { try cursor.next() }) { try each(Row(row, columns)) }
    } catch {
      // As in PostgreSQL, where the statement can only be broken off with its transaction.
      failure = failure ?? StorageError(.sql, "a stream was broken off", sql: sql)
      throw error
    }
  }

  @discardableResult
  func copyIn(_ table: String, columns: [String], next: () throws -> [SQLValue]?) throws -> Int {
    var names: [String] = []
    for column in columns { names.append(try quoteIdentifier(column)) }
    let marks = columns.map { _ in "?" }.joined(separator: ", ")
    let sql =
      "INSERT INTO \(try quoteTable(table)) (\(names.joined(separator: ", "))) VALUES (\(marks))"
    try prepare(sql, [])
    let statement = try run(sql) { try connection.cachedStatement(sql: sql) }
    isStreaming = true
    defer { isStreaming = false }
    var count = 0
    do {
      while let row = try next() {
        try checkCopyRow(row, width: columns.count, table: table)
        do {
          try run(sql) {
            // Copies the texts, and is still quicker than GRDB's binding without copies.
            try statement.setArguments(StatementArguments(row.map { $0.databaseValue }))
            try statement.execute()
          }
        } catch {
          throw error.inRow(count + 1)
        }
        count += 1
      }
    } catch {
      failure = failure ?? StorageError(.sql, "copying into \(table) was broken off", sql: sql)
      throw error
    }
    return count
  }

  func script(_ sql: String) throws(StorageError) {
    try refuseTransactionStatements(in: sql, dialect)
    try prepare(sql, [])
    try run(sql) { try connection.execute(sql: sql) }
  }

  func savepoint<T>(_ body: () throws -> T) throws -> T {
    try prepare("SAVEPOINT", [])
    var result: T?
    do {
      try connection.inSavepoint {
        result = try body()
        if let failure { throw failure }
        return .commit
      }
    } catch let error as DatabaseError {
      throw StorageError(error)
    } catch is CancellationError {
      throw noting(.cancelled)
    } catch {
      failure = nil
      throw error
    }
    guard let result else { throw StorageError(.misuse, "a savepoint has lost its result") }
    return result
  }

  // MARK: Parts

  private func prepare(_ sql: String, _ arguments: [SQLValue]) throws(StorageError) {
    guard !isEnded else {
      throw StorageError(.misuse, "a session was used after its transaction", sql: sql)
    }
    guard !isStreaming else {
      throw StorageError(.misuse, "a session was used inside its own stream", sql: sql)
    }
    if let failure { throw failure.afterFailure(sql) }
    guard !sql.holdsNUL, !arguments.contains(where: { $0.holdsNUL }) else {
      // SQLite would silently end the text there.
      throw StorageError(.invalidValue, "a text cannot hold U+0000", sql: sql)
    }
  }

  private func run<T>(_ sql: String, _ body: () throws -> T) throws(StorageError) -> T {
    do {
      return try body()
    } catch let error as StorageError {
      throw noting(error)
    } catch let error as DatabaseError {
      throw noting(StorageError(error, sql: sql))
    } catch is CancellationError {
      throw noting(.cancelled)
    } catch {
      throw noting(StorageError(.sql, String(describing: error), sql: sql))
    }
  }

  private func noting(_ error: StorageError) -> StorageError {
    failure = error
    return error
  }

  /// `$1` is to SQLite a parameter that is named "1": its position in the statement says nothing,
  /// so the values go in by name.
  private static func arguments(_ values: [SQLValue]) -> StatementArguments {
    guard !values.isEmpty else { return StatementArguments() }
    let names = values.indices.map { String($0 + 1) }
    let pairs = zip(names, values.map { $0.databaseValue })
    return StatementArguments(Dictionary(pairs, uniquingKeysWith: { first, _ in first }))
  }
}
