/// One transaction of a database, as the body of `Database.read` or `Database.write` sees it.
///
/// A session is synchronous, lives on its connection's own thread and ends with the body.
/// Placeholders are `$1`, `$2`, … in both databases, and `arguments[0]` is `$1`.
/// A statement that fails leaves the whole transaction unusable, in both databases and even where
/// the body swallows the error: what is to survive a failure stands in a ``savepoint(_:)``.
package protocol SQLSession: AnyObject {
  /// Which database this is.
  var dialect: Dialect { get }

  /// All rows that one statement gives. For results that may be large, `stream`.
  func query(_ sql: String, _ arguments: [SQLValue]) throws(StorageError) -> [Row]

  /// Runs one statement.
  ///
  /// - Returns: the rows inserted, updated or deleted; 0 for any other statement.
  @discardableResult
  func execute(_ sql: String, _ arguments: [SQLValue]) throws(StorageError) -> Int

  /// Hands over the rows of one statement as they arrive, in constant memory.
  ///
  /// The session cannot be used inside `each` (`misuse`). Throwing out of `each` stops the
  /// statement; the transaction is then good for nothing but rolling back.
  /// - Throws: `StorageError`, or what `each` throws.
  func stream(_ sql: String, _ arguments: [SQLValue], each: (Row) throws -> Void) throws

  /// Inserts rows in bulk: COPY in PostgreSQL, a prepared insert in SQLite.
  ///
  /// - Parameters:
  ///   - table: a name as rule files write it, see ``quoteTable(_:)``.
  ///   - next: the next row, with a value per column; nil ends the rows.
  /// - Returns: the number of rows.
  /// - Throws: `StorageError`, or what `next` throws.
  @discardableResult
  func copyIn(_ table: String, columns: [String], next: () throws -> [SQLValue]?) throws -> Int

  /// Runs a whole script of statements without placeholders. A statement that would begin or end a
  /// transaction is refused before anything of the script runs.
  func script(_ sql: String) throws(StorageError)

  /// Runs `body` so that its failure undoes only its own statements.
  ///
  /// - Throws: what `body` throws, after rolling back to where it began.
  @discardableResult
  func savepoint<T>(_ body: () throws -> T) throws -> T

  /// The tables and views that unqualified names can reach, in order of name.
  func tableNames() throws(StorageError) -> [String]

  /// What is known of a table or view; nil where there is none of that name.
  func table(named name: String) throws(StorageError) -> TableDescription?
}

extension SQLSession {
  /// All rows of a statement without placeholders.
  package func query(_ sql: String) throws(StorageError) -> [Row] {
    try query(sql, [])
  }

  /// The first row of a statement, nil where it gives none.
  package func queryOne(_ sql: String, _ arguments: [SQLValue] = []) throws(StorageError) -> Row? {
    try query(sql, arguments).first
  }

  /// Runs one statement without placeholders.
  @discardableResult
  package func execute(_ sql: String) throws(StorageError) -> Int {
    try execute(sql, [])
  }

  /// Streams a statement without placeholders.
  package func stream(_ sql: String, each: (Row) throws -> Void) throws {
    try stream(sql, [], each: each)
  }

  /// Inserts the rows of a sequence in bulk.
  @discardableResult
  package func copyIn(
    _ table: String, columns: [String], rows: some Sequence<[SQLValue]>
  ) throws -> Int {
    var iterator = rows.makeIterator()
    return try copyIn(table, columns: columns) { iterator.next() }
  }
}
