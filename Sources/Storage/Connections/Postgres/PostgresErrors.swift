import CLibPQ

/// Why connecting failed. libpq has no error code for this, only text; what is not recognised
/// (a server that speaks another language) is shown as it came.
func connectionFailure(_ connection: OpaquePointer, _ options: PostgresOptions) -> StorageError {
  let raw = PQerrorMessage(connection).map { String(cString: $0) } ?? ""
  let text = options.redacting(raw).split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
  let host = PQhost(connection).map { String(cString: $0) } ?? ""
  let port = PQport(connection).map { String(cString: $0) } ?? ""
  let user = PQuser(connection).map { String(cString: $0) } ?? ""
  let database = PQdb(connection).map { String(cString: $0) } ?? ""
  let server = host.hasPrefix("/") ? "\(host) (port \(port))" : "\(host):\(port)"

  func has(_ part: String) -> Bool { text.contains(part) }
  func unreachable(_ why: String, hint: String) -> StorageError {
    StorageError(.unreachable, "cannot reach PostgreSQL at \(server): \(why)", hint: hint)
  }

  if has("password authentication failed") {
    return StorageError(
      .authentication, "PostgreSQL at \(server) refuses the password of user '\(user)'",
      hint: "correct the password in --database, PGPASSWORD or ~/.pgpass")
  }
  if has("no password supplied") {
    return StorageError(
      .authentication, "PostgreSQL at \(server) wants a password for user '\(user)'",
      hint: "put it into --database, PGPASSWORD or ~/.pgpass")
  }
  if has("role \"") && has("does not exist") {
    return StorageError(
      .authentication, "PostgreSQL at \(server) has no user '\(user)'",
      hint: "name another user in --database")
  }
  if has("database \"") && has("does not exist") {
    return StorageError(
      .missingDatabase(database), "PostgreSQL at \(server) has no database '\(database)'",
      hint: "create it with createdb, or name another in --database")
  }
  if has("pg_hba.conf") || has("authentication failed") {
    return StorageError(
      .authentication,
      "PostgreSQL at \(server) does not let user '\(user)' into database '\(database)'",
      hint: "its pg_hba.conf decides who may connect, and how")
  }
  if has("too many clients") || has("too many connections") || has("remaining connection slots") {
    return StorageError(
      .busy, "PostgreSQL at \(server) has no free connection",
      hint: "end other clients, or raise its max_connections")
  }
  if has("could not translate host name") {
    return unreachable("unknown host", hint: "correct the host in --database")
  }
  if has("Connection refused") {
    return unreachable("connection refused", hint: "start the server, or set --database")
  }
  if has("No such file or directory") {
    return unreachable("no socket there", hint: "start the server, or set --database")
  }
  if has("timeout expired") {
    return unreachable("no answer in time", hint: "start the server, or set --database")
  }
  if has("starting up") || has("shutting down") || has("recovery mode") {
    return unreachable("it is starting up or shutting down", hint: "try again in a moment")
  }
  return unreachable(text.isEmpty ? "unknown reason" : text, hint: "set --database")
}

/// What the server said of a statement. Its detail is left out: it quotes whole rows.
func statementFailure(
  _ result: PostgresResult, sql: String, isCancelled: Bool
) -> StorageError {
  let state = shim_pq_sqlstate(result.pointer).map { String(cString: $0) } ?? ""
  let message =
    (shim_pq_message(result.pointer)
    ?? PQresultErrorMessage(result.pointer).map { UnsafePointer($0) })
    .map { String(cString: $0) } ?? ""
  let hint = shim_pq_hint(result.pointer).map { String(cString: $0) }
  let constraint = shim_pq_constraint(result.pointer).map { String(cString: $0) }
  let kind = failureKind(state, message, constraint: constraint, isCancelled: isCancelled)
  var line = message.split(whereSeparator: \.isNewline).joined(separator: " ")
  if line.isEmpty { line = "PostgreSQL says no reason" }
  if state == "55P03" { line += ": another session holds the lock (pg_stat_activity shows which)" }
  let place = copyPlace(shim_pq_context(result.pointer).map { String(cString: $0) } ?? "")
  return StorageError(
    kind, line + (place.column.map { " in column \($0)" } ?? ""), sql: sql,
    sqlState: state.isEmpty ? nil : state,
    position: shim_pq_position(result.pointer).flatMap { Int(String(cString: $0)) },
    row: place.row, hint: hint)
}

/// What kind of failure a server's code stands for, or none where there is no code.
func failureKind(
  _ state: String, _ message: String, constraint: String?, isCancelled: Bool
) -> StorageError.Kind {
  switch state {
  // Not the server's word but libpq's own: the connection is lost, though it may not have seen the end
  // of it yet.
  case "": .unreachable
  case "42P01": .missingTable(quotedName(in: message) ?? "")
  case "42703": .missingColumn(quotedName(in: message) ?? bareColumn(in: message) ?? "")
  case "42P07", "42710", "42P06", "42723": .alreadyExists(quotedName(in: message))
  case "3D000": .missingDatabase(quotedName(in: message) ?? "")
  case "42501": .permission
  case "40001", "40P01": .conflict
  // Where it was not this program, it was a time limit or an administrator: the message says which,
  // in the server's language. The database is well, and the same may work a moment later.
  case "57014": isCancelled ? .cancelled : .timeout
  case "55P03", "53300", "55006": .busy
  case "25006": .readOnly
  case "57P01", "57P02", "57P03": .unreachable
  case _ where state.hasPrefix("08"): .unreachable
  case _ where state.hasPrefix("23"): .constraint(constraint)
  case _ where state.hasPrefix("22"): .invalidValue
  case _ where state.hasPrefix("28"): .authentication
  // Resources, the operator and the system: trouble of the server's, whatever the statement.
  case _ where ["53", "57", "58", "XX"].contains(state.prefix(2)): .unreachable
  default: .sql
  }
}

extension StorageError {
  /// Whether a statement may have failed for having been prepared: it is unknown to the server, or a table
  /// has changed since, so that its rows would have other columns. The latter's code is also that of
  /// anything that a server does not support.
  var mayComeOfPreparing: Bool { sqlState == "26000" || sqlState == "0A000" }
}

/// What a standby says to a transaction that is to write, in words; nil for any other failure to begin.
///
/// During a failover that passes, and what runs already tries again for as long as for a server that is
/// not there. A command that begins writes once before anything that is tried again, and says it at once.
func standbyFailure(_ error: StorageError, _ settings: TransactionSettings) -> StorageError? {
  guard error.sqlState == "0A000", !settings.isReadOnly else { return nil }
  return StorageError(
    .unreachable, "the PostgreSQL server is a standby, which cannot be written to", sql: error.sql,
    sqlState: error.sqlState,
    hint: "name the primary in --database, or wait until this one is promoted")
}

/// `COPY people, line 3, column year: "x"`: the only word on which of many rows it was.
private func copyPlace(_ context: String) -> (row: Int?, column: String?) {
  guard context.hasPrefix("COPY "), let line = context.firstRange(of: ", line ") else {
    return (nil, nil)
  }
  let rest = context[line.upperBound...]
  let row = Int(rest.prefix { $0.isNumber })
  let column = rest.firstRange(of: ", column ").map { rest[$0.upperBound...].prefix { $0 != ":" } }
  return (row, column.map(String.init))
}

/// The first name in quotes; servers of other languages write «x» or „x“.
private func quotedName(in message: String) -> String? {
  let marks: Set<Character> = ["\"", "«", "»", "„", "“", "”"]
  let parts = message.split(omittingEmptySubsequences: false) { marks.contains($0) }
  return parts.count >= 3 ? String(parts[1]) : nil
}

/// `column t.colour does not exist`: a qualified name comes without quotes.
private func bareColumn(in message: String) -> String? {
  let words = message.split(separator: " ")
  guard words.count > 1, let name = words[1].split(separator: ".").last else { return nil }
  return String(name)
}
