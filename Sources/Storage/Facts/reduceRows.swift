import Diagnostics
import Planning
import Rules

extension Database {
  /// Takes in the rows of a profile's statement as they arrive. A large table is read in parts over
  /// several connections that see one state of it; the rows of all parts come one at a time.
  ///
  /// Where no second connection is to be had, the first reads everything.
  func reduceRows<Result: Sendable>(
    of needs: ProfileNeeds, byGroup: Bool, into initial: Result,
    _ update: @escaping @Sendable (inout Result, ProfileRowReader, Row) throws -> Void
  ) async throws -> Result {
    do {
      let reading = PartedReading(needs, byGroup: byGroup, into: initial, update)
      try await read(reading)
      return reading.result
    } catch let error as StorageError where error.kind == .conflict {
      // A standby that has to follow its primary breaks transactions off, and rows must not count
      // twice: from the beginning, in one transaction that can be run again by itself.
      return try await read { session in
        let reading = PartedReading(needs, byGroup: byGroup, into: initial, update)
        try reading.readWhole(session)
        return reading.result
      }
    }
  }

  private func read<Result: Sendable>(_ reading: PartedReading<Result>) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      let (invitations, inviting) = AsyncStream.makeStream(of: Snapshot.self)
      group.addTask {
        defer { inviting.finish() }
        try await self.readOnce { session in
          let parts = try reading.divide(session)
          if parts > 1 {
            let snapshot = try Snapshot(of: session)
            for _ in 1..<parts { inviting.yield(snapshot) }
          }
          inviting.finish()
          try reading.readParts(session)
        }
      }
      for await snapshot in invitations {
        group.addTask { try await self.help(reading, snapshot) }
      }
      // The first failure ends the others.
      for try await _ in group {}
    }
  }

  /// Reads parts that nobody has taken. A failure before the first of them costs nothing: whoever
  /// invited reads them.
  private func help<Result: Sendable>(
    _ reading: PartedReading<Result>, _ snapshot: Snapshot
  ) async throws {
    let hasTaken = Lock(false)
    do {
      try await readOnce(in: snapshot) { session in
        try reading.join(session)
        try reading.readParts(session) { hasTaken.withLock { $0 = true } }
      }
    } catch  where !hasTaken.withLock({ $0 }) {
      return
    }
  }
}

/// The statements of one profile, taken by whichever connection is free, and what became of their
/// rows so far.
private final class PartedReading<Result: Sendable>: Sendable {
  typealias Update = @Sendable (inout Result, ProfileRowReader, Row) throws -> Void

  private struct State {
    var result: Result
    var waiting: [ProfileStatement] = []
  }

  private let needs: ProfileNeeds
  private let byGroup: Bool
  private let state: Lock<State>
  private let update: Update

  init(
    _ needs: ProfileNeeds, byGroup: Bool, into initial: Result, _ update: @escaping Update
  ) {
    self.needs = needs
    self.byGroup = byGroup
    state = Lock(State(result: initial))
    self.update = update
  }

  var result: Result { state.withLock { $0.result } }

  private var table: String { needs.subjects.table.value }

  /// How many parts there are to be read.
  func divide(_ session: any SQLSession) throws -> Int {
    let related = needs.facts.compactMap { $0.source.relatedRows?.table.value }
    let statements = try BlockRange.parts(
      of: table, related: Set(related).sorted(), session
    ).map { try ProfileStatement(of: needs, session, part: $0, byGroup: byGroup) }
    state.withLock { $0.waiting = statements.reversed() }
    return statements.count
  }

  /// Keeps the parts where they are, for somebody who comes later and may be the last to leave.
  /// Waits for no one who has asked to move them: who divided them reads them then.
  func join(_ session: any SQLSession) throws {
    try session.execute("SET LOCAL lock_timeout = '100ms'")
    try BlockRange.hold(table, session)
    try session.execute("SET LOCAL lock_timeout TO DEFAULT")
  }

  /// - Parameter onTaking: Called as soon as a part is taken.
  func readParts(_ session: any SQLSession, onTaking: () -> Void = {}) throws {
    while let statement = state.withLock({ $0.waiting.popLast() }) {
      onTaking()
      try read(statement, session)
    }
  }

  func readWhole(_ session: any SQLSession) throws {
    try read(try ProfileStatement(of: needs, session, byGroup: byGroup), session)
  }

  private func read(_ statement: ProfileStatement, _ session: any SQLSession) throws {
    try session.stream(statement.text, statement.arguments) { row in
      try state.withLock { try update(&$0.result, statement.reader, row) }
    }
  }
}
