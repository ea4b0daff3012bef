import Foundation
import Testing

@testable import Storage

@Suite("A refusal says what is wrong and what to do")
struct ConnectionsErrorTests {
  static let statements: [(sql: String, kinds: [TestDatabase: StorageError.Kind])] = [
    (
      "SELECT * FROM vehicle_imagez",
      [.sqlite: .missingTable("vehicle_imagez"), .postgres: .missingTable("vehicle_imagez")]
    ),
    (
      "SELECT colour FROM t",
      [.sqlite: .missingColumn("colour"), .postgres: .missingColumn("colour")]
    ),
    (
      "SELECT x.colour FROM t x",
      [.sqlite: .missingColumn("colour"), .postgres: .missingColumn("colour")]
    ),
    (
      "INSERT INTO t (colour) VALUES (1)",
      [.sqlite: .missingColumn("colour"), .postgres: .missingColumn("colour")]
    ),
    ("INSERT INTO t VALUES (1)", [.sqlite: .constraint("t.id"), .postgres: .constraint("t_pkey")]),
    ("CREATE TABLE t (x text)", [.sqlite: .alreadyExists("t"), .postgres: .alreadyExists("t")]),
    ("SELECT FROM WHERE", [.sqlite: .sql, .postgres: .sql]),
    ("SELECT 1; SELECT 2", [.sqlite: .misuse, .postgres: .sql]),
    ("SELECT json_extract('{', '$.a')", [.sqlite: .invalidValue]),
    ("SELECT CAST('x' AS integer)", [.postgres: .invalidValue]),
    ("SELECT 1 / 0", [.postgres: .invalidValue]),
    ("COPY t TO STDOUT", [.postgres: .misuse]),
    ("COPY t FROM STDIN", [.postgres: .misuse]),
    ("SET LOCAL ROLE pg_monitor; SELECT", [.postgres: .sql]),
    ("LOCK TABLE t NOWAIT; COMMIT", [.postgres: .sql]),
  ]

  @Test("a statement's failure has a kind, and names what it is about", arguments: TestDatabase.all)
  func kinds(kind: TestDatabase) async throws {
    try await kind.withDatabase { database in
      try await database.write { session in
        try session.script("CREATE TABLE t (id integer PRIMARY KEY); INSERT INTO t VALUES (1)")
      }
      for statement in Self.statements {
        guard let expected = statement.kinds[kind] else { continue }
        let error = try await storageError {
          try await database.write { try $0.execute(statement.sql) }
        }
        #expect(error.kind == expected, "\(statement.sql): \(error)")
        #expect(error.sql == statement.sql)
        #expect(error.message.isOneLine)
        #expect((error.sqlState != nil) == (kind == .postgres && expected != .misuse))
      }
      #expect(try await database.read { try $0.query("SELECT count(*) FROM t")[0].int(0) } == 1)
    }
  }

  @Test("arguments never show", arguments: TestDatabase.all)
  func redaction(kind: TestDatabase) async throws {
    try await kind.withDatabase { database in
      try await database.write { session in
        try session.script("CREATE TABLE t (id integer PRIMARY KEY, name text NOT NULL)")
        try session.execute("INSERT INTO t VALUES (1, 'x')")
      }
      let error = try await storageError {
        try await database.write { session in
          try session.execute(
            "INSERT INTO t VALUES ($1, $2)", [.int(1), .text("private words")])
        }
      }
      #expect(error.sql == "INSERT INTO t VALUES ($1, $2)")
      #expect(!String(reflecting: error).contains("private"))
    }
  }

  @Test("a failure is what its code says, and one without a code is a connection that was lost")
  func codes() {
    let kinds: [(String, String, isCancelled: Bool, StorageError.Kind)] = [
      ("", "could not send data to server: Broken pipe", false, .unreachable),
      ("57P02", "terminating connection", false, .unreachable),
      ("57014", "canceling statement due to user request", true, .cancelled),
      ("57014", "canceling statement due to user request", false, .timeout),
      ("57014", "storniere Anfrage wegen Zeitüberschreitung der Anfrage", false, .timeout),
      ("25006", "cannot execute INSERT in a read-only transaction", false, .readOnly),
    ]
    for (state, message, isCancelled, kind) in kinds {
      #expect(
        failureKind(state, message, constraint: nil, isCancelled: isCancelled) == kind, "\(message)"
      )
    }
  }

  @Test("a standby is not there for what is to write, and well for what reads")
  func standby() {
    let said = StorageError(
      .sql, "cannot set transaction read-write mode during recovery", sqlState: "0A000")
    let writing = standbyFailure(said, TransactionSettings(isReadOnly: false))
    #expect(writing?.kind == .unreachable)
    #expect(
      writing?.description == "the PostgreSQL server is a standby, which cannot be written to "
        + "(name the primary in --database, or wait until this one is promoted)")
    #expect(standbyFailure(said, TransactionSettings(isReadOnly: true)) == nil)
    let other = StorageError(.readOnly, "no", sqlState: "25006")
    #expect(standbyFailure(other, TransactionSettings(isReadOnly: false)) == nil)
  }

  @Test("a SQLite file that is not there, or is none")
  func sqliteFiles() async throws {
    try await TestDatabase.withFolder { folder in
      let path = folder + "/a.db"
      for access in [Database.Access.read, .write] {
        let error = try await storageError {
          try await Database.open(DatabaseURL("sqlite:\(path)"), access: access)
        }
        #expect(error.kind == .missingDatabase(path))
        #expect(
          error.description == "there is no SQLite database \(path) "
            + "(create it with gearbox import, or set --database)")
        #expect(!FileManager.default.fileExists(atPath: path))
      }
      let nowhere = try await storageError {
        try await Database.open(DatabaseURL("sqlite:\(folder)/no/a.db"), access: .create)
      }
      #expect(
        nowhere.message == "the folder \(folder)/no for the SQLite database does not exist")
      let directory = try await storageError {
        try await Database.open(DatabaseURL("sqlite:\(folder)"), access: .create)
      }
      #expect(directory.message == "\(folder) is a folder, not a SQLite database")
      try Data("This is a letter, and no database at all.".utf8).write(to: URL(filePath: path))
      for access in [Database.Access.read, .write] {
        let letter = try await storageError {
          try await Database.open(DatabaseURL("sqlite:\(path)"), access: access)
        }
        #expect(letter.kind == .unreachable)
        #expect(letter.message == "\(path) is not a SQLite database")
      }
    }
  }

  @Test("opening a SQLite file for reading leaves it as it is")
  func readingLeavesFileAlone() async throws {
    try await TestDatabase.withFolder { folder in
      let path = folder + "/plain.db"
      // The header says which journal a file wants: 1 is the old one, 2 is WAL.
      func journal() throws -> UInt8 { try Data(contentsOf: URL(filePath: path))[18] }
      let url = try DatabaseURL(sqlitePath: path)
      let created = try await Database.open(url, access: .create)
      try await created.write { try $0.script("CREATE TABLE t (id integer)") }
      await created.close()
      #expect(try journal() == 2)
      var bytes = try Data(contentsOf: URL(filePath: path))
      bytes[18] = 1
      bytes[19] = 1
      try bytes.write(to: URL(filePath: path))

      let reading = try await Database.open(url, access: .read)
      #expect(try await reading.read { try $0.tableNames() } == ["t"])
      await reading.close()
      #expect(try Data(contentsOf: URL(filePath: path)) == bytes)
    }
  }
}
