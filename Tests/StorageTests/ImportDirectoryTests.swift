import Foundation
import Testing

@testable import Storage

@Suite("A folder is imported as a whole or not at all")
struct ImportDirectoryTests {
  private static let schema = """
    CREATE TABLE vehicles (id integer PRIMARY KEY, make text NOT NULL);
    CREATE TABLE images (
      id integer PRIMARY KEY, vehicle_id integer REFERENCES vehicles (id), url text,
      is_primary boolean, cost numeric, metadata json, note text);
    """
  private static let images = """
    id,vehicle_id,url,is_primary,cost,metadata,note
    1,10,http://a/1.jpg,true,0.25,"{""a"": [1, null]}","two
    lines"
    2,,http://a/2.jpg,f,,,""
    3,20,,t,1e-3,[],"tab\there, back\\slash"

    """
  private static let vehicles = "make,id\nChevrolet,10\n\"Citroën, \"\"DS\"\"\",20\n"

  private func withFiles<T>(
    _ files: [String: String], _ body: (String) async throws -> T
  ) async throws -> T {
    try await TestDatabase.withFolder { folder in
      for (name, text) in files {
        try Data(text.utf8).write(to: URL(filePath: folder + "/" + name))
      }
      return try await body(folder)
    }
  }

  @Test("both databases hold the same afterwards", arguments: TestDatabase.all)
  func imports(kind: TestDatabase) async throws {
    let files = [
      "schema.sql": Self.schema, "images.csv": Self.images, "vehicles.csv": Self.vehicles,
      "README.md": "not for the database",
    ]
    try await kind.withDatabase { database in
      try await withFiles(files) { folder in
        let tables = try await database.importDirectory(folder)
        #expect(
          tables == [
            ImportedTable(name: "images", rows: 3), ImportedTable(name: "vehicles", rows: 2),
          ])
      }
      let rows = try await database.read { session in
        try session.query(
          """
          SELECT vehicle_id, url, is_primary, cost, metadata->>'a', note FROM images ORDER BY id
          """)
      }
      #expect(try rows.map { try $0.intOrNull(0) } == [10, nil, 20])
      #expect(try rows.map { try $0.textOrNull(1) } == ["http://a/1.jpg", "http://a/2.jpg", nil])
      #expect(try rows.map { try $0.bool(2) } == [true, false, true])
      #expect(try rows.map { try $0.doubleOrNull(3) } == [0.25, nil, 0.001])
      #expect(
        try rows.map { try $0.textOrNull(4)?.filter { $0 != " " } } == ["[1,null]", nil, nil])
      #expect(
        try rows.map { try $0.textOrNull(5) } == ["two\nlines", "", "tab\there, back\\slash"])
      let make = try await database.read {
        try $0.query("SELECT make FROM vehicles WHERE id = 20")[0].text(0)
      }
      #expect(make == "Citroën, \"DS\"")
    }
  }

  @Test("a fault anywhere leaves nothing behind, and has its line", arguments: TestDatabase.all)
  func allOrNothing(kind: TestDatabase) async throws {
    let cases: [(file: String, text: String, message: String)] = [
      ("images.csv", "id\n1\n2\n1\n", "images.csv:4: "),
      ("images.csv", "id,note\n1,\"a\nb\"\n2,x\n1,y\n", "images.csv:5: "),
      ("images.csv", "id,vehicle_id\n1,10\nx,10\n", "images.csv:3: "),
      ("images.csv", "id,cost\n1,much\n", "images.csv:2: "),
      ("images.csv", "id,is_primary\n1,maybe\n", "images.csv:2: "),
      ("images.csv", "id,colour\n1,red\n", "images.csv:1: table images has no column 'colour'"),
      ("images.csv", "id\n1,2\n", "images.csv:2: 2 fields where the header has 1"),
      ("vehicles.csv", "id,make\n1,\n", "vehicles.csv:2: "),
      ("imagez.csv", "id\n1\n", "imagez.csv: there is no table imagez"),
      ("schema.sql", Self.schema + "\nCREATE TABEL x (id integer)", "schema.sql:"),
      ("schema.sql", Self.schema + "COMMIT", "schema.sql: line 4 of the script: COMMIT"),
    ]
    for fault in cases {
      var files = ["schema.sql": Self.schema, "vehicles.csv": Self.vehicles]
      files[fault.file] = fault.text
      try await kind.withDatabase { database in
        try await withFiles(files) { folder in
          let error = try await storageError { try await database.importDirectory(folder) }
          #expect(error.message.hasPrefix("\(folder)/\(fault.message)"), "\(error.message)")
          #expect(error.message.isOneLine)
        }
        #expect(try await database.read { try $0.tableNames() } == [])
      }
    }
  }

  @Test("tables that are there already are not touched", arguments: TestDatabase.all)
  func again(kind: TestDatabase) async throws {
    let files = ["schema.sql": Self.schema, "vehicles.csv": Self.vehicles]
    try await kind.withDatabase { database in
      try await withFiles(files) { folder in
        _ = try await database.importDirectory(folder)
        let error = try await storageError { try await database.importDirectory(folder) }
        #expect(error.kind == .alreadyExists("vehicles"))
        #expect(
          error.description == "\(folder)/schema.sql: vehicles exists already "
            + "(nothing was changed; import into another database)")
      }
      let count = try await database.read {
        try $0.query("SELECT count(*) FROM vehicles")[0].int(0)
      }
      #expect(count == 2)
    }
  }

  @Test("files alone go into tables that are there", arguments: TestDatabase.all)
  func withoutSchema(kind: TestDatabase) async throws {
    try await kind.withDatabase { database in
      try await database.write { try $0.script(Self.schema) }
      try await withFiles(["images.csv": Self.images, "vehicles.csv": Self.vehicles]) { folder in
        _ = try await database.importDirectory(folder)
      }
      let count = try await database.read {
        try $0.query("SELECT count(*) FROM images")[0].int(0)
      }
      #expect(count == 3)
    }
  }

  @Test("a folder that is none, or has nothing to import")
  func emptyFolders() async throws {
    try await TestDatabase.sqlite.withDatabase { database in
      try await TestDatabase.withFolder { folder in
        let empty = try await storageError { try await database.importDirectory(folder) }
        #expect(empty.message == "\(folder): has neither schema.sql nor any .csv file")
        let none = try await storageError { try await database.importDirectory(folder + "/x") }
        #expect(none.message == "\(folder)/x: there is no such folder, or no access")
      }
    }
  }
}
