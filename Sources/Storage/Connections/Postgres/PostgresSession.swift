import CLibPQ
import JSON

/// One transaction on a `PGconn`. Lives on the connection's actor.
final class PostgresSession: SQLSession {
  let dialect = Dialect.postgres
  let handle: PostgresHandle
  let operation: PostgresOperation
  /// Whether statements that come back are prepared.
  private let prepares: Bool
  /// The last failure that the transaction has not recovered from.
  private(set) var failure: StorageError?
  /// Why a statement failed that may work where it is not prepared.
  private(set) var preparingFailure: StorageError?
  var isStreaming = false
  private var isEnded = false
  private var savepoints = 0

  init(handle: PostgresHandle, operation: PostgresOperation, prepares: Bool = false) {
    self.handle = handle
    self.operation = operation
    self.prepares = prepares
  }

  func end() {
    isEnded = true
  }

  func query(_ sql: String, _ arguments: [SQLValue]) throws(StorageError) -> [Row] {
    try run(sql, arguments).rows
  }

  @discardableResult
  func execute(_ sql: String, _ arguments: [SQLValue]) throws(StorageError) -> Int {
    try run(sql, arguments).affectedRows
  }

  func script(_ sql: String) throws(StorageError) {
    try refuseTransactionStatements(in: sql, dialect)
    try send(sql)
    guard PQtransactionStatus(handle.pointer) == PQTRANS_INTRANS else {
      throw noting(StorageError(.misuse, "a script has ended its transaction"))
    }
  }

  /// Sends statements without placeholders as they are.
  func send(_ sql: String) throws(StorageError) {
    try admit(sql, [])
    try check(PQexec(handle.pointer, sql), sql)
  }

  func savepoint<T>(_ body: () throws -> T) throws -> T {
    savepoints += 1
    defer { savepoints -= 1 }
    let name = "gearbox_\(savepoints)"
    try execute("SAVEPOINT \(name)", [])
    do {
      let value = try body()
      try execute("RELEASE SAVEPOINT \(name)", [])
      return value
    } catch {
      // Not through `send`: a cancelled operation rolls back too. Where this fails, the whole
      // transaction fails, and `error` is the better thing to know.
      let undone = PQexec(handle.pointer, "ROLLBACK TO SAVEPOINT \(name)").map(PostgresResult.init)
      if undone?.status == PGRES_COMMAND_OK { failure = nil }
      throw error
    }
  }

  // MARK: Results

  private func run(_ sql: String, _ arguments: [SQLValue]) throws(StorageError) -> PostgresResult {
    try admit(sql, arguments)
    let parameters = try PostgresParameters(arguments)
    guard prepares, !arguments.isEmpty else { return try send(sql, parameters) }
    switch handle.statements.step(for: sql, types: parameters.types) {
    case .send:
      return try send(sql, parameters)
    case .prepare(let name):
      try prepare(sql, parameters, as: name)
      return try execute(name, sql, parameters)
    case .execute(let name):
      return try execute(name, sql, parameters)
    case .deallocate(let name):
      try checkPrepared(PQexec(handle.pointer, "DEALLOCATE \(name)"), sql)
      return try send(sql, parameters)
    }
  }

  private func send(
    _ sql: String, _ parameters: PostgresParameters
  ) throws(StorageError) -> PostgresResult {
    let result = parameters.withPointers { count, types, values, lengths, formats in
      PQexecParams(handle.pointer, sql, count, types, values, lengths, formats, 0)
    }
    return try check(result, sql)
  }

  private func prepare(
    _ sql: String, _ parameters: PostgresParameters, as name: String
  ) throws(StorageError) {
    let result = parameters.withPointers { count, types, _, _, _ in
      PQprepare(handle.pointer, name, sql, count, types)
    }
    try check(result, sql)
    handle.statements.note(name, for: sql, types: parameters.types)
  }

  private func execute(
    _ name: String, _ sql: String, _ parameters: PostgresParameters
  ) throws(StorageError) -> PostgresResult {
    let result = parameters.withPointers { count, _, values, lengths, formats in
      PQexecPrepared(handle.pointer, name, count, values, lengths, formats, 0)
    }
    return try checkPrepared(result, sql)
  }

  /// Where it fails for having been prepared, nothing is prepared on the connection any more, and the
  /// transaction has to run again, whatever its body makes of the failure.
  @discardableResult
  private func checkPrepared(
    _ result: OpaquePointer?, _ sql: String
  ) throws(StorageError) -> PostgresResult {
    do throws(StorageError) {
      return try check(result, sql)
    } catch {
      guard error.mayComeOfPreparing else { throw error }
      handle.statements.giveUp()
      let conflict = StorageError(.conflict, error.message, sql: sql, sqlState: error.sqlState)
      preparingFailure = conflict
      throw noting(conflict)
    }
  }

  /// What must hold before anything is sent.
  func admit(_ sql: String, _ arguments: [SQLValue]) throws(StorageError) {
    guard !isEnded else {
      throw StorageError(.misuse, "a session was used after its transaction", sql: sql)
    }
    guard !isStreaming else {
      throw StorageError(.misuse, "a session was used inside its own stream", sql: sql)
    }
    if let failure { throw failure.afterFailure(sql) }
    guard arguments.count <= 65_535 else {
      throw StorageError(.misuse, "a statement takes at most 65535 arguments", sql: sql)
    }
    guard !sql.holdsNUL, !arguments.contains(where: { $0.holdsNUL }) else {
      // libpq would silently end the text there.
      throw StorageError(.invalidValue, "a text cannot hold U+0000", sql: sql)
    }
    try operation.check()
  }

  /// - Parameter isCopying: whether the statement is a COPY that now waits for its rows.
  @discardableResult
  func check(
    _ pointer: OpaquePointer?, _ sql: String, isCopying: Bool = false
  ) throws(StorageError) -> PostgresResult {
    guard let pointer else { throw noting(lost(sql)) }
    let result = PostgresResult(pointer)
    switch result.status {
    case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_SINGLE_TUPLE, PGRES_EMPTY_QUERY:
      return result
    case PGRES_COPY_IN where isCopying:
      return result
    case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
      // The ROLLBACK that follows ends the copying.
      throw noting(StorageError(.misuse, "COPY cannot be used here", sql: sql))
    default:
      if handle.isBroken { throw noting(lost(sql)) }
      throw noting(statementFailure(result, sql: sql, isCancelled: operation.isCancelled))
    }
  }

  func noting(_ error: StorageError) -> StorageError {
    failure = error
    return error
  }

  /// A failure without a result: the connection is gone, or libpq refuses the call.
  func lost(_ sql: String) -> StorageError {
    let text = PQerrorMessage(handle.pointer).map { String(cString: $0) } ?? ""
    let line = text.split(whereSeparator: \.isNewline).first.map { ": \($0)" } ?? ""
    return handle.isBroken
      ? StorageError(.unreachable, "the connection to PostgreSQL was lost\(line)", sql: sql)
      : StorageError(.sql, "libpq refuses the statement\(line)", sql: sql)
  }

  // MARK: Streams

  func stream(_ sql: String, _ arguments: [SQLValue], each: (Row) throws -> Void) throws {
    try admit(sql, arguments)
    let connection = handle.pointer
    let parameters = try PostgresParameters(arguments)
    let isSent = parameters.withPointers { count, types, values, lengths, formats in
      PQsendQueryParams(connection, sql, count, types, values, lengths, formats, 0)
    }
    guard isSent == 1 else { throw noting(lost(sql)) }
    isStreaming = true
    defer { isStreaming = false }
    PQsetSingleRowMode(connection)
    do {
      while let pointer = PQgetResult(connection) {
        for row in try check(pointer, sql).rows { try each(row) }
      }
    } catch {
      failure = failure ?? StorageError(.sql, "a stream was broken off", sql: sql)
      // Without this the rest of the rows would have to be read before anything else.
      handle.canceller.send()
      drain()
      throw error
    }
  }

  /// Reads what is left of a statement, until the connection is ready for another.
  func drain() {
    while let pointer = PQgetResult(handle.pointer) {
      let status = PostgresResult(pointer).status
      if status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH { return }
    }
  }
}
