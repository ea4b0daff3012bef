import Foundation
import Testing

@testable import Storage

@Suite(
  "A pool of PostgreSQL connections is bounded, fair and heals",
  .enabled(if: TestDatabase.postgresURL != nil))
struct ConnectionsPoolTests {
  @Test("no more connections than allowed")
  func bounded() async throws {
    try await TestDatabase.postgres.withDatabase(poolSize: 3) { database in
      let servers = try await withThrowingTaskGroup(of: Int64.self) { group in
        for _ in 0..<40 {
          group.addTask {
            try await database.read {
              try $0.query("SELECT pg_backend_pid() FROM pg_sleep(0.005)")[0].int(0)
            }
          }
        }
        return try await group.reduce(into: Set<Int64>()) { $0.insert($1) }
      }
      #expect((1...3).contains(servers.count))
    }
  }

  @Test("who asks first is served first, and one who leaves is not waited for")
  func fairness() async throws {
    try await TestDatabase.postgres.withDatabase(poolSize: 1) { database in
      let order = Lock<[Int]>([])
      // The only connection is held until every other is known to wait for it.
      let release = DispatchSemaphore(value: 0)
      let holder = Task { try await database.read { _ in release.wait() } }
      try await Task.sleep(for: .milliseconds(100))
      var waiters: [Task<Void, any Error>] = []
      for number in 0..<6 {
        waiters.append(
          Task {
            try await database.read { session in
              _ = try session.query("SELECT 1")
              order.withLock { $0.append(number) }
            }
          })
        try await Task.sleep(for: .milliseconds(20))
      }
      waiters[2].cancel()
      let error = try await storageError { try await waiters[2].value }
      #expect(error.kind == .cancelled)
      release.signal()
      for number in [0, 1, 3, 4, 5] { try await waiters[number].value }
      _ = try await holder.value
      #expect(order.withLock { $0 } == [0, 1, 3, 4, 5])
    }
  }

  @Test("a server that was restarted is not noticed; a connection lost halfway is an error")
  func lostConnections() async throws {
    let kill = """
      SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid = ANY($1)
      """
    try await TestDatabase.postgres.withDatabase(poolSize: 2) { database in
      let admin = try await Database.open(database.url, poolSize: 1)
      let pids = try await withThrowingTaskGroup(of: Int64.self) { group in
        for _ in 0..<2 {
          group.addTask {
            try await database.read {
              try $0.query("SELECT pg_backend_pid() FROM pg_sleep(0.1)")[0].int(0)
            }
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(Set(pids).count == 2)
      try await admin.write { _ = try $0.query(kill, [.ints(pids)]) }
      try await Task.sleep(for: .milliseconds(100))
      #expect(try await database.read { try $0.query("SELECT 1")[0].int(0) } == 1)

      let error = try await storageError {
        try await database.write { session in
          _ = try session.query("SELECT pg_terminate_backend(pg_backend_pid())")
        }
      }
      #expect(error.kind == .unreachable)
      #expect(try await database.read { try $0.query("SELECT 1")[0].int(0) } == 1)
      await admin.close()
    }
  }

  @Test("two transactions that block each other both end well")
  func deadlock() async throws {
    try await TestDatabase.postgres.withDatabase { database in
      try await database.write {
        try $0.script("CREATE TABLE t (id integer, n integer); INSERT INTO t VALUES (1, 0), (2, 0)")
      }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for order in [[1, 2], [2, 1]] as [[Int64]] {
          group.addTask {
            try await database.write { session in
              for id in order {
                try session.execute("UPDATE t SET n = n + 1 WHERE id = $1", [.int(id)])
                _ = try session.query("SELECT pg_sleep(0.1)")
              }
            }
          }
        }
        try await group.waitForAll()
      }
      let sum = try await database.read { try $0.query("SELECT sum(n) FROM t")[0].int(0) }
      #expect(sum == 4)
    }
  }

  @Test("a conflict that does not end is an error after a few attempts")
  func endlessConflict() async throws {
    try await TestDatabase.postgres.withDatabase { database in
      let attempts = Lock(0)
      let error = try await storageError {
        try await database.write { session in
          attempts.withLock { $0 += 1 }
          try session.script("DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '40001'; END $$")
        }
      }
      #expect(error.kind == .conflict)
      #expect(attempts.withLock { $0 } == 6)
    }
  }

  @Test(
    "a commit is on disk whatever the database is set to, unless it is set to more",
    arguments: ["off": "on", "local": "local", "remote_apply": "remote_apply"])
  func synchronousCommit(setting: String, expected: String) async throws {
    try await TestDatabase.postgres.withDatabase(settings: ["synchronous_commit": setting]) {
      database in
      let found = try await database.write {
        try $0.query("SELECT current_setting('synchronous_commit')")[0].text(0)
      }
      #expect(found == expected)
    }
  }

  @Test("values have one text form, whatever the role is set to")
  func settings() async throws {
    try await TestDatabase.postgres.withDatabase { database in
      let row = try await database.read {
        try $0.query(
          """
          SELECT timestamptz '2026-11-24 12:00:00+02', date '2026-02-01', 0.1::float8 + 0.2,
            current_setting('client_encoding'), current_setting('application_name'), '\\xff'::bytea
          """)[0]
      }
      #expect(try row.text(0) == "2026-11-24 10:00:00+00")
      #expect(try row.text(1) == "2026-02-01")
      #expect(try row.double(2) == 0.1 + 0.2)
      #expect(try row.text(3) == "UTF8")
      #expect(try row.text(4) == "gearbox")
      #expect(try row.text(5) == "\\xff")
    }
  }
}
