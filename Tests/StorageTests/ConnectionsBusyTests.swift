import Foundation
import Testing

@testable import Storage

@Suite("A SQLite file to which others write")
struct ConnectionsBusyTests {
  @Test("makes a writer wait")
  func sqliteBusy() async throws {
    try await TestDatabase.sqlite.withDatabase { one in
      try await one.write { try $0.script("CREATE TABLE t (id integer)") }
      let two = try await Database.open(one.url)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for database in [one, two] {
          for id in 0..<50 {
            group.addTask {
              _ = try await database.write {
                try $0.execute("INSERT INTO t VALUES ($1)", [.int(Int64(id))])
              }
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(try await two.read { try $0.query("SELECT count(*) FROM t")[0].int(0) } == 100)
      await two.close()
    }
  }

  @Test("gives a turn to whoever waits, though the others write without a pause")
  func turns() async throws {
    try await TestDatabase.sqlite.withURL { url in
      let databases = try await openThree(url)
      try await databases[2].write { try $0.execute("CREATE TABLE t (n INTEGER)") }
      try await withThrowingTaskGroup { writers in
        for busy in databases.prefix(2) {
          writers.addTask {
            while !Task.isCancelled {
              try await busy.write { session in
                try session.execute("INSERT INTO t VALUES (1)")
                Thread.sleep(forTimeInterval: 0.02)
              }
            }
          }
        }
        for _ in 0..<10 {
          // Whoever has just written comes first again, before the others look.
          try await Task.sleep(for: .milliseconds(50))
          try await databases[2].write { try $0.execute("INSERT INTO t VALUES (2)") }
        }
        writers.cancelAll()
        while let result = await writers.nextResult() {
          if case .failure(let error) = result, error as? StorageError != .cancelled { throw error }
        }
      }
      let turns = try await databases[2].read { try $0.query("SELECT sum(n = 2) FROM t")[0].int(0) }
      #expect(turns == 10)
      for database in databases { await database.close() }
    }
  }

  private func openThree(_ url: DatabaseURL) async throws -> [Database] {
    var databases: [Database] = []
    for _ in 0..<3 { databases.append(try await Database.open(url, access: .create)) }
    return databases
  }
}
