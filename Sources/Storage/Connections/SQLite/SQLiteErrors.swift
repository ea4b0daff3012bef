import GRDB

extension StorageError {
  /// What SQLite said, by its result code, and by its text where the code says only "error".
  init(_ error: DatabaseError, sql: String? = nil) {
    let message = error.message ?? "SQLite error \(error.extendedResultCode.rawValue)"
    let kind: Kind
    var hint: String?
    switch error.resultCode {
    case .SQLITE_ERROR: kind = Self.kind(ofSQLError: message)
    case .SQLITE_CONSTRAINT: kind = .constraint(Self.rest(of: message, after: "failed: "))
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      kind = .busy
      hint = "another process is writing to the file"
    case .SQLITE_READONLY: kind = .readOnly
    case .SQLITE_INTERRUPT, .SQLITE_ABORT: kind = .cancelled
    case .SQLITE_PERM, .SQLITE_AUTH: kind = .permission
    case .SQLITE_TOOBIG, .SQLITE_MISMATCH, .SQLITE_RANGE: kind = .invalidValue
    case .SQLITE_CANTOPEN, .SQLITE_IOERR, .SQLITE_FULL, .SQLITE_CORRUPT, .SQLITE_NOTADB,
      .SQLITE_PROTOCOL, .SQLITE_NOLFS:
      kind = .unreachable
    case .SQLITE_MISUSE where message == "Connection is closed": kind = .closed
    case .SQLITE_MISUSE: kind = .misuse
    default: kind = .sql
    }
    self.init(
      kind, message.split(whereSeparator: \.isNewline).joined(separator: " "),
      sql: sql ?? error.sql, hint: hint)
  }

  private static func kind(ofSQLError message: String) -> Kind {
    if let name = rest(of: message, after: "no such table: ") { return .missingTable(name) }
    if let name = rest(of: message, after: "no such column: ") {
      return .missingColumn(name.split(separator: ".").last.map(String.init) ?? name)
    }
    if let name = rest(of: message, after: " has no column named ") { return .missingColumn(name) }
    for end in [" already exists", " already another table or index with this name: "] {
      guard message.contains(end) else { continue }
      let name = message.split(separator: " ").dropFirst().first
      return .alreadyExists(name.map { $0.filter { $0 != "\"" && $0 != "`" } })
    }
    let faultyValues = ["integer overflow", "malformed JSON", "JSON path error", "usd_sum:"]
    if faultyValues.contains(where: message.contains) {
      return .invalidValue
    }
    return .sql
  }

  private static func rest(of message: String, after part: String) -> String? {
    message.firstRange(of: part).map { String(message[$0.upperBound...]) }
  }
}

/// Why a file cannot be opened.
func openingFailure(_ error: any Error, _ path: String) -> StorageError {
  guard let error = error as? DatabaseError else {
    return StorageError(.unreachable, "cannot open \(path): \(error)")
  }
  var failure = StorageError(error)
  failure.sql = nil
  failure.message =
    switch error.resultCode {
    case .SQLITE_NOTADB: "\(path) is not a SQLite database"
    case .SQLITE_CORRUPT: "the SQLite database \(path) is damaged"
    case .SQLITE_READONLY: "\(path) cannot be written: permission denied"
    case .SQLITE_CANTOPEN: "SQLite cannot open \(path), or not write into its folder"
    default: "cannot open \(path): \(failure.message)"
    }
  if error.resultCode == .SQLITE_READONLY { failure.kind = .permission }
  return failure
}
