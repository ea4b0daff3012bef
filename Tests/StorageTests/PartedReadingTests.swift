import Diagnostics
import Planning
import Testing

@testable import Storage

@Suite(
  "A large table of PostgreSQL is read in parts",
  .enabled(if: TestDatabase.postgresURL != nil))
struct PartedReadingTests {
  @Test("The parts are alike, and leave nothing out")
  func cut() {
    #expect(BlockRange.cut(blocks: 10, into: 1) == [nil])
    #expect(BlockRange.cut(blocks: 0, into: 2) == [nil])
    #expect(BlockRange.cut(blocks: 1, into: 2) == [nil])
    #expect(BlockRange.cut(blocks: 9, into: -1) == [nil])
    #expect(
      BlockRange.cut(blocks: 11, into: 2) == [
        BlockRange(lower: 0, upper: 5), BlockRange(lower: 5, upper: nil),
      ])
    #expect(BlockRange.cut(blocks: .max, into: .max).count == 4)
  }

  @Test("Small tables, views and databases whose queries have no workers are read as a whole")
  func whole() async throws {
    func parts(
      _ settings: [String: String] = Self.parted, of table: String = "items", related: [String] = []
    ) async throws -> Int {
      try await withItems(settings) { database in
        try await database.read {
          try BlockRange.parts(of: table, related: related, $0).count
        }
      }
    }
    #expect(try await parts() == 4)
    for (setting, value) in [
      ("max_parallel_workers_per_gather", "0"), ("min_parallel_table_scan_size", "64MB"),
    ] {
      #expect(try await parts(Self.parted.merging([setting: value]) { $1 }) == 1)
    }
    #expect(try await parts(of: "some_items") == 1)
    #expect(try await parts(of: "items_by_owner") == 1)
    #expect(try await parts(related: ["papers", "nothing"]) == 4)
    #expect(try await parts(of: "papers", related: ["items"]) == 1)
  }

  @Test("The parts count together what subjects count one by one", arguments: [1, 2, 4])
  func adds(_ poolSize: Int) async throws {
    let plan = try compile(Self.rules)
    let other = try compile(
      Self.rules.replacing("answers: answers }", with: "answers: answers, where: id > 250 }"))
    try await withItems(poolSize: poolSize) { database in
      for plan in [plan, other] {
        let naive = subjectsByVector(try await naiveVectors(database, plan))
        #expect(subjectsByVector(try await database.vectors(of: plan)) == naive)
        let both = try await database.profile(of: [plan, other])
        #expect(subjectsByVector(try both.vectors(for: plan).compactMap(\.self)) == naive)
      }
      let groups = try await database.reduceGroups(
        of: try ProfileNeeds(of: [plan]), into: [String: Int]()
      ) { $0[$1, default: 0] += $2.count }
      #expect(groups.count == 7)
      #expect(groups.values.reduce(0, +) == 300)
    }
  }

  @Test("All parts see one state while rows leave one and come to another")
  func oneState() async throws {
    try await countItems { database in
      // A row leaves the first part, and one comes to the last.
      try await database.write { session in
        _ = try session.execute("DELETE FROM items WHERE id = (SELECT min(id) FROM items)")
        _ = try session.execute(
          """
          INSERT INTO items SELECT max(id) + 1, 1, '1', max(taken), NULL, max(padding) FROM items
          """)
      }
    }
  }

  @Test("A table that somebody waits to rewrite is read where it stands")
  func rewritten() async throws {
    try await countItems { database in
      // Rows go to the end, and then back to where their keys stand in order.
      try await database.write { session in
        _ = try session.execute("UPDATE items SET padding = padding WHERE id <= 150")
      }
      try await database.write { session in
        _ = try session.execute("CLUSTER items USING items_pkey")
      }
    }
  }

  /// Counts the items again and again while somebody changes them, but not how many there are.
  private func countItems(
    while change: @escaping @Sendable (Database) async throws -> Void
  ) async throws {
    let plan = try compile(Self.rules)
    try await withItems(poolSize: 6) { database in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { while !Task.isCancelled { try await change(database) } }
        for _ in 0..<30 {
          let subjects = try await database.subjects(of: plan)
          #expect(subjects == 300)
        }
        group.cancelAll()
      }
    }
  }

  @Test("What a standby breaks off is read again, and no row counts twice")
  func brokenOff() async throws {
    let needs = try ProfileNeeds(of: [try compile(Self.rules)])
    try await withItems { database in
      let isBroken = Lock(false)
      let count = try await database.reduceProfile(of: needs, into: 0) { count, row in
        count += row.count
        let breaks = isBroken.withLock { isBroken in
          defer { isBroken = true }
          return !isBroken
        }
        if breaks { throw StorageError(.conflict, "canceling statement due to conflict") }
      }
      #expect(isBroken.withLock { $0 })
      #expect(count == 300)
    }
  }

  @Test("What is wrong in a part is told, and the connections serve on")
  func faulty() async throws {
    let plan = try compile(Self.rules)
    for id in [1, 300] {
      try await withItems { database in
        _ = try await database.write {
          try $0.execute("UPDATE items SET size = 'wide' WHERE id = \(id)")
        }
        let error = try await storageError { _ = try await database.profile(of: [plan]) }
        #expect(error.kind == .invalidValue)
        #expect(error.message.contains("'wide'"))
        _ = try await database.write {
          try $0.execute("UPDATE items SET size = '1' WHERE id = \(id)")
        }
        #expect(try await database.subjects(of: plan) == 300)
      }
    }
  }

  @Test("Rows of tables that inherit from it count, too")
  func inherited() async throws {
    let plan = try compile(Self.rules)
    try await withItems { database in
      try await database.write { session in
        try session.script(
          """
          CREATE TABLE more_items () INHERITS (items);
          INSERT INTO more_items SELECT id + 300, owner_id, size, taken, answers, padding FROM items
            CROSS JOIN generate_series(1, 2);
          """)
      }
      #expect(try await database.subjects(of: plan) == 900)
    }
  }

  @Test("Cancelling ends the reading of all parts")
  func cancelled() async throws {
    let plan = try compile(
      Self.rules.replacing("column: size", with: "sql: \"(SELECT size FROM pg_sleep(1))\""))
    try await withItems { database in
      let reading = Task { try await database.profile(of: [plan]) }
      try await Task.sleep(for: .milliseconds(300))
      reading.cancel()
      let error = try await storageError { _ = try await reading.value }
      #expect(error.kind == .cancelled)
      let running = try await database.read {
        try $0.query(
          """
          SELECT 1 FROM pg_stat_activity
          WHERE query LIKE '%pg_sleep(1)%items%' AND state = 'active'
            AND query LIKE '%' || current_schema() || '%' AND pid <> pg_backend_pid()
          """)
      }
      #expect(running.isEmpty)
    }
  }

  /// Any table is large, and is read in four parts.
  private static let parted = [
    "min_parallel_table_scan_size": "0", "max_parallel_workers_per_gather": "4",
  ]

  private static let rules = StorageTests.rules(
    facts: """
      papers: { count: papers, by: owner_id }
      near: { count: papers, by: owner_id, within: { days: 20, of: taken, column: day } }
      size: { column: size, type: int, default: 0 }
      """, score: "papers: { each: 1 }\n  near: { each: 1 }\n  size: { each: 1 }")

  /// Lends 300 items of seven owners, four to a block, with papers and a view.
  private func withItems<T>(
    _ settings: [String: String] = parted, poolSize: Int = 4,
    _ body: (Database) async throws -> T
  ) async throws -> T {
    try await TestDatabase.postgres.withDatabase(poolSize: poolSize, settings: settings) {
      database in
      try await database.write { session in
        try session.script(
          """
          CREATE TABLE items (id integer PRIMARY KEY, owner_id integer, size text,
            taken timestamptz, answers jsonb, padding text);
          ALTER TABLE items ALTER padding SET STORAGE PLAIN;
          INSERT INTO items SELECT i, i % 7, i % 3, '2026-01-01'::timestamptz + i * '1 day'::interval,
            NULL, repeat(i::text || ' ', 1800 / length(i::text || ' ')) FROM generate_series(1, 300) i;
          CREATE TABLE papers (owner_id integer, day date);
          INSERT INTO papers SELECT i % 5, '2026-03-01'::date + i FROM generate_series(1, 60) i;
          CREATE VIEW some_items AS SELECT * FROM items WHERE id > 10;
          CREATE TABLE items_by_owner (LIKE items) PARTITION BY LIST (owner_id);
          """)
      }
      return try await body(database)
    }
  }
}
