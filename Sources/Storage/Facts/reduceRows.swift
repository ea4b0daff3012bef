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
    let reading = PartedReading(into: initial, update)
    return try await withThrowingTaskGroup(of: Void.self) { group in
      let (invitations, inviting) = AsyncStream.makeStream(of: Snapshot.self)
      group.addTask {
        defer { inviting.finish() }
        try await self.read { session in
          let statements = try BlockRange.parts(of: needs.subjects.table.value, session).map {
            try ProfileStatement(of: needs, session, part: $0, byGroup: byGroup)
          }
          try reading.begin(statements)
          if statements.count > 1 {
            let snapshot = try Snapshot(of: session)
            for _ in statements.dropFirst() { inviting.yield(snapshot) }
          }
          inviting.finish()
          try reading.read(session)
        }
      }
      for await snapshot in invitations {
        group.addTask { try await self.help(reading, snapshot) }
      }
      try await group.waitForAll()
      return reading.result
    }
  }

  /// Reads parts that nobody has taken. A failure before the first of them costs nothing: whoever
  /// invited reads them.
  private func help<Result: Sendable>(
    _ reading: PartedReading<Result>, _ snapshot: Snapshot
  ) async throws {
    let hasTaken = Lock(false)
    do {
      try await read(in: snapshot) { session in
        guard !hasTaken.withLock({ $0 }) else { throw StorageError.readingBrokenOff }
        try reading.read(session) { hasTaken.withLock { $0 = true } }
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
    var hasBegun = false
  }

  private let state: Lock<State>
  private let update: Update

  init(into initial: Result, _ update: @escaping Update) {
    state = Lock(State(result: initial))
    self.update = update
  }

  var result: Result { state.withLock { $0.result } }

  /// - Throws: `readingBrokenOff` where some have been read before.
  func begin(_ statements: [ProfileStatement]) throws(StorageError) {
    try state.withLock { state throws(StorageError) in
      guard !state.hasBegun else { throw .readingBrokenOff }
      state.waiting = statements.reversed()
    }
  }

  /// - Parameter onTaking: Called as soon as a statement is taken.
  func read(_ session: any SQLSession, onTaking: () -> Void = {}) throws {
    while let statement = take() {
      onTaking()
      try session.stream(statement.text, statement.arguments) { row in
        try state.withLock { try update(&$0.result, statement.reader, row) }
      }
    }
  }

  private func take() -> ProfileStatement? {
    state.withLock { state in
      state.hasBegun = true
      return state.waiting.popLast()
    }
  }
}

extension StorageError {
  /// A standby that has to follow its primary breaks transactions off. They are run again, as a rule;
  /// but here rows would count twice, or not at all.
  fileprivate static var readingBrokenOff: StorageError {
    StorageError(
      .conflict, "the server broke off the reading of a large table",
      hint: "run it again, or raise max_standby_streaming_delay of a standby")
  }
}
