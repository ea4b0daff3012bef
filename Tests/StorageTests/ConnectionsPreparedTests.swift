import Testing

@testable import Storage

@Suite(
  "PostgreSQL plans statements that come back once",
  .enabled(if: TestDatabase.postgresURL != nil, "no PostgreSQL"))
struct ConnectionsPreparedTests {
  private static let statement = "UPDATE t SET name = $2 WHERE id = $1 RETURNING *"

  /// Lends a database of one connection, with a row.
  private func withRow<T>(_ body: (Database) async throws -> T) async throws -> T {
    try await TestDatabase.postgres.withDatabase(poolSize: 1) { database in
      try await database.write {
        try $0.script("CREATE TABLE t (id integer PRIMARY KEY, name text)")
        try $0.execute("INSERT INTO t VALUES (1, 'a')")
      }
      return try await body(database)
    }
  }

  private func rename(_ database: Database, to name: String) async throws -> [Row] {
    try await database.write { try $0.query(Self.statement, [.int(1), .text(name)]) }
  }

  private func prepared(_ database: Database) async throws -> [String] {
    try await database.read {
      try $0.query("SELECT statement FROM pg_prepared_statements ORDER BY name")
        .map { try $0.text(0) }
    }
  }

  @Test("with its third use, and only where something is written")
  func thirdUse() async throws {
    try await withRow { database in
      for name in ["b", "c"] { _ = try await rename(database, to: name) }
      #expect(try await prepared(database) == [])
      for name in ["d", "e"] {
        #expect(try await rename(database, to: name)[0].text(1) == name)
        #expect(try await prepared(database) == [Self.statement])
      }
      for _ in 1...4 {
        _ = try await database.read { try $0.query("SELECT name FROM t WHERE id = $1", [.int(1)]) }
      }
      #expect(try await prepared(database) == [Self.statement])
    }
  }

  @Test("arguments of another type are another statement")
  func types() async throws {
    try await withRow { database in
      let sql = "UPDATE t SET name = $2 WHERE id = ANY($1)"
      for _ in 1...3 {
        let changed = try await database.write {
          let ints = try $0.execute(sql, [.ints([1]), .text("x")])
          return ints + (try $0.execute("UPDATE t SET name = $1", [.null]))
        }
        #expect(changed == 2)
      }
      #expect(try await prepared(database).count == 2)
      let error = try await storageError {
        try await database.write { try $0.execute(sql, [.texts(["1"]), .text("x")]) }
      }
      #expect(error.sqlState == "42883")
    }
  }

  @Test("where a pooler's other connection does not know it, the transaction runs again")
  func unknown() async throws {
    try await withRow { database in
      for name in ["b", "c", "d"] { _ = try await rename(database, to: name) }
      try await database.write { _ = try $0.execute("DEALLOCATE ALL") }
      #expect(try await rename(database, to: "e")[0].text(1) == "e")
      for name in ["f", "g", "h"] {
        #expect(try await rename(database, to: name)[0].text(1) == name)
      }
      #expect(try await prepared(database) == [])
    }
  }

  @Test("even where the failure is swallowed within a savepoint")
  func swallowed() async throws {
    try await withRow { database in
      for name in ["b", "c", "d"] { _ = try await rename(database, to: name) }
      try await database.write { _ = try $0.execute("DEALLOCATE ALL") }
      try await database.write { session in
        _ = try? session.savepoint {
          try session.execute(Self.statement, [.int(1), .text("kept")])
        }
      }
      let names = try await database.read { try $0.query("SELECT name FROM t") }
      #expect(try names.map { try $0.text(0) } == ["kept"])
    }
  }

  @Test("a table that has changed since is no failure")
  func changedTable() async throws {
    try await withRow { database in
      for name in ["b", "c", "d"] { _ = try await rename(database, to: name) }
      try await database.write { try $0.script("ALTER TABLE t ADD COLUMN year integer") }
      #expect(try await rename(database, to: "e")[0].count == 3)
    }
  }

  @Test("each connection of a pool finds out by itself")
  func wholePool() async throws {
    try await TestDatabase.postgres.withDatabase(poolSize: 3) { database in
      try await database.write {
        try $0.script("CREATE TABLE t (id integer PRIMARY KEY, name text)")
        try $0.execute("INSERT INTO t VALUES (1, 'a'), (2, 'a'), (3, 'a')")
      }
      @Sendable func renameEach(_ statements: String) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
          for id in 1...3 {
            group.addTask {
              try await database.write { session in
                _ = try session.query(Self.statement, [.int(Int64(id)), .text("b")])
                // Long enough that each has a connection of its own.
                try session.script("SELECT pg_sleep(0.1); \(statements)")
              }
            }
          }
          try await group.waitForAll()
        }
      }
      for _ in 1...3 { try await renameEach("SELECT 1") }
      try await renameEach("DEALLOCATE ALL")
      for _ in 1...3 { try await renameEach("SELECT 1") }
      #expect(try await prepared(database) == [])
    }
  }

  @Test("a plan is made anew after many uses, and the old one forgotten")
  func manyUses() async throws {
    try await withRow { database in
      for _ in 1...253 { _ = try await rename(database, to: "b") }
      #expect(try await prepared(database) == [])
      #expect(try await rename(database, to: "c")[0].text(1) == "c")
      #expect(try await prepared(database) == [Self.statement])
    }
  }

  @Test("what a server does not support is said as ever")
  func unsupported() async throws {
    try await withRow { database in
      try await database.write {
        try $0.script(
          """
          CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN
            IF NEW.name = 'no' THEN
              RAISE EXCEPTION 'not here' USING ERRCODE = '0A000';
            END IF;
            RETURN NEW;
          END $$;
          CREATE TRIGGER refuse BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION refuse()
          """)
      }
      for name in ["b", "c", "d"] { _ = try await rename(database, to: name) }
      for _ in 1...2 {
        let error = try await storageError { try await rename(database, to: "no") }
        #expect(error.kind == .sql && error.sqlState == "0A000" && error.message == "not here")
      }
      #expect(try await rename(database, to: "e")[0].text(1) == "e")
    }
  }

  @Test("a statement that cannot be prepared says where, as one that is not")
  func unparsable() async throws {
    try await withRow { database in
      var positions: [Int?] = []
      for _ in 1...4 {
        let error = try await storageError {
          try await database.write { try $0.execute("UPDATE t SET nome = $1", [.text("x")]) }
        }
        #expect(error.kind == .missingColumn("nome"))
        positions.append(error.position)
      }
      #expect(positions == [14, 14, 14, 14])
    }
  }

  @Test("what fails on its own account fails as if it were not prepared")
  func ownFailure() async throws {
    try await withRow { database in
      let sql = "INSERT INTO t VALUES ($1, $2)"
      for id in 2...5 {
        try await database.write { _ = try $0.execute(sql, [.int(Int64(id)), .text("x")]) }
      }
      let error = try await storageError {
        try await database.write { try $0.execute(sql, [.int(2), .text("x")]) }
      }
      #expect(error.kind == .constraint("t_pkey"))
      try await database.write { _ = try $0.execute(sql, [.int(6), .text("x")]) }
      #expect(try await prepared(database) == [sql])
    }
  }
}

@Suite("What is prepared on a connection")
struct PreparedStatementsTests {
  @Test("is planned anew after so many uses, and after half a minute, as tables grow")
  func renewed() throws {
    var statements = PreparedStatements()
    var now = ContinuousClock.now
    func steps(_ count: Int) -> [PreparedStatements.Step] {
      (1...count).map { _ in
        let step = statements.step(for: "UPDATE t", types: [], at: now)
        if case .prepare(let name) = step {
          statements.note(name, for: "UPDATE t", types: [], at: now)
        }
        return step
      }
    }
    let first = steps(252)
    #expect(first.prefix(2) == [.send, .send])
    guard case .prepare(let name) = first[2] else {
      Issue.record("it is not prepared")
      return
    }
    #expect(first.dropFirst(3).allSatisfy { $0 == .execute(name: name) })
    #expect(steps(1) == [.deallocate(name: name)])
    guard case .prepare(let second) = steps(1)[0] else {
      Issue.record("it is not prepared anew")
      return
    }
    #expect(second != name)
    now = now.advanced(by: .seconds(29))
    #expect(steps(1) == [.execute(name: second)])
    now = now.advanced(by: .seconds(2))
    #expect(steps(1) == [.deallocate(name: second)])
  }

  @Test("is told apart by its bytes, as names in it are")
  func bytes() throws {
    var statements = PreparedStatements()
    let (one, other) = ("UPDATE \"caf\u{e9}\"", "UPDATE \"cafe\u{301}\"")
    for _ in 1...2 { _ = statements.step(for: one, types: []) }
    #expect(one == other)
    #expect(statements.step(for: other, types: []) == .send)
  }

  @Test("has a bound, and names of its own")
  func bounded() throws {
    var (one, other) = (PreparedStatements(), PreparedStatements())
    var names: Set<String> = []
    for _ in 1...3 {
      for number in 1...200 {
        for step in [
          one.step(for: "SELECT \(number)", types: []),
          other.step(for: "SELECT \(number)", types: []),
        ] {
          if case .prepare(let name) = step { names.insert(name) }
        }
      }
    }
    #expect(names.count == 200)
  }
}
