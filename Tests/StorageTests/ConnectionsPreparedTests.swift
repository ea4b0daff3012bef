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
  @Test("is planned anew from time to time, as tables grow")
  func renewed() throws {
    var statements = PreparedStatements()
    var steps: [PreparedStatements.Step] = []
    for _ in 1...600 {
      let step = statements.step(for: "UPDATE t", types: [])
      steps.append(step)
      if case .prepare(let name) = step { statements.note(name, for: "UPDATE t", types: []) }
    }
    let prepared = steps.compactMap { if case .prepare(let name) = $0 { name } else { nil } }
    let forgotten = steps.compactMap { if case .deallocate(let name) = $0 { name } else { nil } }
    #expect(prepared.count == 3)
    #expect(Set(prepared).count == 3)
    #expect(forgotten == Array(prepared.dropLast()))
    #expect(steps.count { $0 == .send } == 2)
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
