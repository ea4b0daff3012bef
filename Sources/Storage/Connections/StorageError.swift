/// Why a database did not do what was asked of it. It never holds the values that were bound to
/// placeholders, nor a password.
package struct StorageError: Error, Sendable, Hashable {
  /// What went wrong, for callers that act on it.
  package enum Kind: Sendable, Hashable {
    /// Nothing answers there, the connection was lost, or the file cannot be opened or read.
    case unreachable
    /// The server is there and does not accept user or password.
    case authentication
    /// The server, or the folder, has no database of that name.
    case missingDatabase(String)
    case missingTable(String)
    case missingColumn(String)
    /// What a statement wanted to create is there already.
    case alreadyExists(String?)
    case permission
    /// A unique, foreign key, not null or check constraint; its name where the database tells.
    case constraint(String?)
    /// The database refuses a value: a type that does not fit, a number out of range.
    case invalidValue
    case timeout
    case cancelled
    /// Somebody else holds a lock, or all connections are taken.
    case busy
    /// A concurrent transaction won, and trying again did not help.
    case conflict
    /// Writing where only reading is allowed.
    case readOnly
    case closed
    /// A connection string that is none.
    case connectionString
    /// A file to import is missing or faulty; the message begins with its path and line.
    case file(String, line: Int?)
    /// gearbox uses the session wrongly.
    case misuse
    /// Any other refusal of a statement.
    case sql
  }

  package var kind: Kind
  /// One line, without a full stop.
  package var message: String
  /// The statement that failed, as it was sent, with its placeholders.
  package var sql: String?
  /// The five characters by which PostgreSQL classifies errors.
  package var sqlState: String?
  /// Where in `sql` PostgreSQL stumbled, in characters (Unicode scalars) from 1.
  package var position: Int?
  /// Which of the rows given to `copyIn` was refused, from 1, where the database tells.
  package var row: Int?
  /// What the person can do about it.
  package var hint: String?

  package init(
    _ kind: Kind, _ message: String, sql: String? = nil, sqlState: String? = nil,
    position: Int? = nil, row: Int? = nil, hint: String? = nil
  ) {
    self.kind = kind
    self.message = message
    self.sql = sql
    self.sqlState = sqlState
    self.position = position
    self.row = row
    self.hint = hint
  }

  /// Whether somebody else held a lock for longer than was to be waited (PostgreSQL's
  /// `lock_not_available`). The database is well.
  package var isLocked: Bool { sqlState == "55P03" }

  /// The same error, with the hint that the caller knows better.
  package func hinting(_ hint: String) -> StorageError {
    var copy = self
    copy.hint = hint
    return copy
  }

  /// What a statement gets that follows a failed one in the same transaction. PostgreSQL insists
  /// on it; SQLite would go on, and a body that works there must work here.
  func afterFailure(_ sql: String) -> StorageError {
    StorageError(.misuse, "a statement before this one failed: \(message)", sql: sql)
  }

  func inRow(_ row: Int) -> StorageError {
    var copy = self
    copy.row = row
    return copy
  }

  static var cancelled: StorageError { StorageError(.cancelled, "the statement was cancelled") }
}

extension StorageError: CustomStringConvertible {
  /// The message, the row and the hint where there are such, on one line.
  package var description: String {
    message + (row.map { " in row \($0)" } ?? "") + (hint.map { " (\($0))" } ?? "")
  }
}
