import Testing

@testable import Storage

@Suite("A transaction happens as a whole or not at all")
struct ConnectionsTransactionTests {
  struct Refusal: Error, Equatable {}

  private func withTable<T>(
    _ kind: TestDatabase, _ body: (Database) async throws -> T
  ) async throws -> T {
    try await kind.withDatabase { database in
      try await database.write {
        try $0.script("CREATE TABLE t (id integer PRIMARY KEY, name text)")
      }
      return try await body(database)
    }
  }

  private func count(_ database: Database) async throws -> Int64 {
    try await database.read { try $0.query("SELECT count(*) FROM t")[0].int(0) }
  }

  @Test("it is kept when the body returns, and undone when it throws", arguments: TestDatabase.all)
  func commitAndRollBack(kind: TestDatabase) async throws {
    try await withTable(kind) { database in
      let changed = try await database.write { session in
        try session.execute("INSERT INTO t VALUES (1, 'a'), (2, 'b')")
          + session.execute("UPDATE t SET name = $1 WHERE id > $2", [.text("c"), .int(1)])
          + session.execute("DELETE FROM t WHERE id = 99")
          + session.execute("CREATE TABLE u (id integer)")
      }
      #expect(changed == 3)
      await #expect(throws: Refusal.self) {
        try await database.write { session in
          try session.execute("DELETE FROM t")
          throw Refusal()
        }
      }
      #expect(try await count(database) == 2)
    }
  }

  @Test("a failure that the body swallows still undoes everything", arguments: TestDatabase.all)
  func swallowed(kind: TestDatabase) async throws {
    try await withTable(kind) { database in
      let error = try await storageError {
        try await database.write { session in
          try session.execute("INSERT INTO t VALUES (1, 'a')")
          _ = try? session.execute("INSERT INTO t VALUES (1, 'again')")
        }
      }
      #expect(error.kind == .constraint(kind == .sqlite ? "t.id" : "t_pkey"))
      #expect(try await count(database) == 0)
      let next = try await storageError {
        try await database.write { session in
          _ = try? session.execute("SELECT * FROM nowhere")
          try session.execute("INSERT INTO t VALUES (1, 'a')")
        }
      }
      #expect(next.message.hasPrefix("a statement before this one failed: "))
    }
  }

  @Test("a savepoint confines a failure", arguments: TestDatabase.all)
  func savepoint(kind: TestDatabase) async throws {
    try await withTable(kind) { database in
      try await database.write { session in
        try session.execute("INSERT INTO t VALUES (1, 'a')")
        for id in [2, 1, 3] {
          try? session.savepoint {
            try session.execute("INSERT INTO t VALUES ($1, 'b')", [.int(Int64(id + 10))])
            try session.savepoint {
              try session.execute("INSERT INTO t VALUES ($1, 'b')", [.int(Int64(id))])
            }
          }
        }
      }
      let ids = try await database.read {
        try $0.query("SELECT id FROM t ORDER BY id").map { try $0.int(0) }
      }
      #expect(ids == [1, 2, 3, 12, 13])
    }
  }

  @Test("reading cannot write, and sees one state", arguments: TestDatabase.all)
  func readOnly(kind: TestDatabase) async throws {
    try await withTable(kind) { database in
      let error = try await storageError {
        try await database.read { try $0.execute("INSERT INTO t VALUES (1, 'a')") }
      }
      #expect(error.kind == .readOnly)
      let reading = try await Database.open(database.url, access: .read)
      #expect(try await count(reading) == 0)
      let refused = try await storageError {
        try await reading.write { try $0.execute("INSERT INTO t VALUES (1, 'a')") }
      }
      #expect(refused.kind == .readOnly)
      await reading.close()
      let closed = try await storageError { try await count(reading) }
      #expect(closed.kind == .closed)
    }
  }

  @Test("a stream hands over row by row and can be broken off", arguments: TestDatabase.all)
  func stream(kind: TestDatabase) async throws {
    try await withTable(kind) { database in
      try await database.write { session in
        let rows = (1...20_000).map { [SQLValue.int($0), .text("a\tb\\\n\($0)")] }
        let copied = try session.copyIn("t", columns: ["id", "name"], rows: rows)
        #expect(copied == 20_000)
      }
      let sum = try await database.read { session in
        var sum: Int64 = 0
        var first = ""
        try session.stream("SELECT id, name FROM t WHERE id > $1 ORDER BY id", [.int(10_000)]) {
          sum += try $0.int(0)
          if first.isEmpty { first = try $0.text(1) }
        }
        return (sum, first)
      }
      #expect(sum == (150_005_000, "a\tb\\\n10001"))
      await #expect(throws: Refusal.self) {
        try await database.read { try $0.stream("SELECT id FROM t") { _ in throw Refusal() } }
      }
      let misuse = try await storageError {
        try await database.read { session in
          try session.stream("SELECT id FROM t") { _ in _ = try session.query("SELECT 1") }
        }
      }
      #expect(misuse.kind == .misuse)
      #expect(try await count(database) == 20_000)
    }
  }

  @Test("copying stops at a row that does not fit", arguments: TestDatabase.all)
  func copyFaults(kind: TestDatabase) async throws {
    try await withTable(kind) { database in
      let duplicate = try await storageError {
        try await database.write {
          try $0.copyIn("t", columns: ["id"], rows: [[.int(1)], [.int(2)], [.int(1)]])
        }
      }
      #expect(duplicate.row == 3)
      #expect(duplicate.kind == .constraint(kind == .sqlite ? "t.id" : "t_pkey"))
      let narrow = try await storageError {
        try await database.write { try $0.copyIn("t", columns: ["id", "name"], rows: [[.int(1)]]) }
      }
      #expect(narrow.kind == .misuse)
      await #expect(throws: Refusal.self) {
        try await database.write { session in
          var left = 3
          try session.copyIn("t", columns: ["id"]) {
            left -= 1
            if left == 0 { throw Refusal() }
            return [.int(Int64(left))]
          }
        }
      }
      #expect(try await count(database) == 0)
    }
  }

  @Test("a script may not leave its transaction", arguments: TestDatabase.all)
  func scripts(kind: TestDatabase) async throws {
    try await withTable(kind) { database in
      let error = try await storageError {
        try await database.write { try $0.script("DELETE FROM t;\n-- ;\n/* ; */ Commit; SELECT 1") }
      }
      #expect(error.message.hasPrefix("line 3 of the script: COMMIT cannot be used"))
      try await database.write { session in
        try session.script("INSERT INTO t VALUES (1, 'x; COMMIT; y'); -- ROLLBACK;\n;;")
      }
      #expect(try await count(database) == 1)
    }
  }

  @Test("the bodies of triggers and functions may hold what they like")
  func scriptBodies() async throws {
    try refuseTransactionStatements(
      in: """
        CREATE TRIGGER g AFTER INSERT ON t BEGIN
          UPDATE t SET name = CASE id WHEN 1 THEN 'a' END; DELETE FROM u; END;
        CREATE TABLE [a;COMMIT;b] (x); CREATE TABLE `;END;` (y)
        """, .sqlite)
    try refuseTransactionStatements(
      in: """
        CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $f$ BEGIN; COMMIT; END $f$;
        CREATE FUNCTION g() RETURNS int BEGIN ATOMIC SELECT 1; END;
        SELECT E'\\'; COMMIT; ', a[1], $1; /* /* ; */ COMMIT; */ SELECT 2
        """, .postgres)
    #expect(throws: StorageError.self) {
      try refuseTransactionStatements(
        in: "CREATE FUNCTION g() RETURNS int BEGIN ATOMIC SELECT 1; END; END", .postgres)
    }
  }
}
