import JSON
import Runs
import Testing

@testable import Storage

@Suite("Cancelling a task stops what its database does")
struct ConnectionsCancellationTests {
  static func endless(_ kind: TestDatabase) -> String {
    switch kind {
    case .sqlite:
      "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n"
    case .postgres: "SELECT pg_sleep(60)"
    }
  }

  @Test("a statement is stopped, and the connection serves on", arguments: TestDatabase.all)
  func cancels(kind: TestDatabase) async throws {
    try await kind.withDatabase(poolSize: 1) { database in
      try await database.write { try $0.script("CREATE TABLE t (id integer)") }
      for isWriting in [false, true] {
        let task = Task {
          if isWriting {
            try await database.write { session in
              try session.execute("INSERT INTO t VALUES (1)")
              _ = try session.query(Self.endless(kind))
            }
          } else {
            try await database.read { _ = try $0.query(Self.endless(kind)) }
          }
        }
        try await Task.sleep(for: .milliseconds(100))
        task.cancel()
        let error = try await storageError { try await task.value }
        #expect(error.kind == .cancelled)
        #expect(try await database.read { try $0.query("SELECT count(*) FROM t")[0].int(0) } == 0)
      }
    }
  }

  @Test("a task that is cancelled already sends nothing", arguments: TestDatabase.all)
  func alreadyCancelled(kind: TestDatabase) async throws {
    try await kind.withDatabase { database in
      let task = Task {
        while !Task.isCancelled { await Task.yield() }
        try await database.write { try $0.script("CREATE TABLE t (id integer)") }
      }
      task.cancel()
      let error = try await storageError { try await task.value }
      #expect(error.kind == .cancelled)
      #expect(try await database.read { try $0.tableNames() } == [])
    }
  }

  @Test("a time limit stops a statement", arguments: TestDatabase.all)
  func timeout(kind: TestDatabase) async throws {
    try await kind.withDatabase { database in
      let error = try await storageError {
        try await database.read(timeout: .milliseconds(100)) {
          _ = try $0.query(Self.endless(kind))
        }
      }
      #expect(error.kind == .timeout)
      let value = try await database.read(timeout: .seconds(60)) {
        try $0.query("SELECT 7")[0].int(0)
      }
      #expect(value == 7)
    }
  }

  @Test("what somebody else cancels counts as taking too long: it may be tried again")
  func cancelledElsewhere() async throws {
    guard TestDatabase.postgresURL != nil else { return }
    try await RunFixture.with(.postgres, subjects: 1) { fixture in
      let database = fixture.database
      let task = try #require(try await fixture.claim(1).first)
      let call = try #require(try await fixture.send([task]).first)
      let settlement = fixture.settlement(call, task, fixture.answer(task, ["fine": true]))
      let holder = Task {
        try await database.write { session in
          try session.execute("UPDATE items SET size = 1")
          _ = try session.query("SELECT pg_sleep(60)")
        }
      }
      let settling = Task { try await fixture.settle([settlement]) }
      // A lock on a row is waited for while one on its table is held.
      let cancelWhoWaits = """
        SELECT pg_cancel_backend(pid) FROM pg_locks
        WHERE relation = to_regclass('items') AND cardinality(pg_blocking_pids(pid)) > 0 LIMIT 1
        """
      while try await database.read({ try $0.query(cancelWhoWaits).isEmpty }) {
        try await Task.sleep(for: .milliseconds(20))
      }
      let error = try await storageError { try await settling.value }
      #expect(error.kind == .timeout && error.sqlState == "57014")
      holder.cancel()
      _ = await holder.result
      #expect(try await fixture.settle([settlement]).replies == [.kept])
    }
  }

  @Test("many cancellations at odd moments leave the pool whole", arguments: TestDatabase.all)
  func storm(kind: TestDatabase) async throws {
    try await kind.withDatabase(poolSize: 3) { database in
      try await database.write { try $0.script("CREATE TABLE t (id integer)") }
      await withTaskGroup(of: Void.self) { group in
        for number in 0..<60 {
          group.addTask {
            let task = Task {
              try await database.write { session in
                try session.execute("INSERT INTO t VALUES ($1)", [.int(Int64(number))])
                for _ in 0..<20 { _ = try session.query("SELECT count(*) FROM t") }
                try session.execute("DELETE FROM t WHERE id = $1", [.int(Int64(number))])
              }
            }
            try? await Task.sleep(for: .microseconds(number * 400))
            task.cancel()
            _ = await task.result
          }
        }
      }
      #expect(try await database.read { try $0.query("SELECT count(*) FROM t")[0].int(0) } == 0)
    }
  }
}
