import CLibPQ

/// One connection to a server. libpq's calls block, so the actor has a thread of its own; and as
/// only the actor touches the `PGconn`, no two threads ever do.
actor PostgresConnection {
  private let executor = QueueExecutor(label: "gearbox.postgres")
  private let options: PostgresOptions
  private var handle: PostgresHandle?

  nonisolated var unownedExecutor: UnownedSerialExecutor {
    executor.asUnownedSerialExecutor()
  }

  init(_ options: PostgresOptions) {
    self.options = options
  }

  /// What became of one transaction.
  enum Outcome<Value: Sendable>: Sendable {
    case done(Value)
    /// The connection was found dead before anything of the body was sent.
    case neverBegan(StorageError)
    /// Rolled back because a concurrent transaction won; the body can run again.
    case conflict(any Error)
    /// Rolled back because the server does not know what was prepared, or cannot run it any more. The
    /// body can run again: nothing is prepared on this connection from now on.
    case preparingFailed
    case failed(any Error, isBroken: Bool)
  }

  func connect() throws(StorageError) {
    let handle = try PostgresHandle(options)
    let session = PostgresSession(handle: handle, operation: PostgresOperation())
    // Values have one text form, whatever the server or the role is set to. Facts are counted in one
    // statement over whole tables: compiling it takes longer than it saves, and 4 MB, which a server
    // grants unless told otherwise, sends its hashes to disk. A reservation has to be on disk before its
    // call is sent, whatever the database is set to: after a crash the ledger would not know of it.
    try session.send(
      """
      SELECT set_config('synchronous_commit', 'on', false)
        WHERE current_setting('synchronous_commit') = 'off';
      SELECT set_config('work_mem', '64MB', false)
        WHERE pg_size_bytes(current_setting('work_mem')) < pg_size_bytes('64MB');
      SET jit = off;
      SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres';
      SET extra_float_digits = 1; SET bytea_output = 'hex'; SET standard_conforming_strings = on
      """)
    self.handle = handle
  }

  /// Runs `body` in a transaction, from BEGIN to COMMIT or ROLLBACK.
  func transact<Value: Sendable>(
    _ settings: TransactionSettings, _ operation: PostgresOperation,
    _ body: @Sendable (any SQLSession) throws -> Value
  ) -> Outcome<Value> {
    guard let handle else {
      return .neverBegan(StorageError(.closed, "the connection is closed"))
    }
    // Reading may go through whole tables, and how is for the server to say by the arguments.
    let session = PostgresSession(
      handle: handle, operation: operation,
      prepares: !settings.isReadOnly && settings.isRepeatable)
    defer { session.end() }
    operation.begin(on: handle.canceller)
    defer { operation.end() }
    do throws(StorageError) {
      try session.send(settings.postgresBegin)
    } catch {
      let isLost = error.kind == .unreachable && error.sqlState == nil
      if handle.isBroken || isLost { return .neverBegan(error) }
      // The next connection may find whichever server has been promoted.
      let standby = standbyFailure(error, settings)
      return .failed(standby ?? error, isBroken: !rollBack(handle) || standby != nil)
    }
    do {
      let value = try body(session)
      if let failure = session.preparingFailure { throw failure }
      // From here on a cancel comes too late: the server decides.
      operation.end()
      try commit(session)
      return .done(value)
    } catch {
      operation.end()
      let isClean = rollBack(handle)
      if session.preparingFailure != nil {
        return isClean ? .preparingFailed : .failed(session.lost("ROLLBACK"), isBroken: true)
      }
      let isConflict =
        (error as? StorageError)?.kind == .conflict || session.failure?.kind == .conflict
      return isConflict && isClean ? .conflict(error) : .failed(error, isBroken: !isClean)
    }
  }

  /// A transaction in which a statement failed answers COMMIT with ROLLBACK and no error: a body
  /// that swallowed the failure must not be told that its work is kept.
  private func commit(_ session: PostgresSession) throws(StorageError) {
    let result = try session.check(PQexec(session.handle.pointer, "COMMIT"), "COMMIT")
    guard result.commandTag == "COMMIT" else {
      throw session.failure
        ?? StorageError(.sql, "the transaction was rolled back: a statement in it failed")
    }
  }

  /// Whether the connection can serve another transaction.
  private func rollBack(_ handle: PostgresHandle) -> Bool {
    if PQtransactionStatus(handle.pointer) != PQTRANS_IDLE {
      PQclear(PQexec(handle.pointer, "ROLLBACK"))
    }
    return !handle.isBroken && PQtransactionStatus(handle.pointer) == PQTRANS_IDLE
  }
}
