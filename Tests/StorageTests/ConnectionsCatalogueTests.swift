import Testing

@testable import Storage

@Suite("The catalogue tells what rule files may name")
struct ConnectionsCatalogueTests {
  static let schema = """
    CREATE TABLE vehicles (id integer PRIMARY KEY, vin varchar(17) UNIQUE, made date);
    CREATE TABLE images (
      id bigint NOT NULL, vehicle_id integer REFERENCES vehicles (id), url text NOT NULL,
      metadata jsonb, raw json, is_primary boolean, cost numeric(10,2), taken_at timestamp,
      PRIMARY KEY (id, url), UNIQUE (vehicle_id, url));
    CREATE UNIQUE INDEX one_primary ON images (vehicle_id) WHERE is_primary;
    CREATE UNIQUE INDEX lower_url ON images (lower(url));
    CREATE INDEX plain ON images (taken_at);
    CREATE VIEW recent AS SELECT id, url FROM images;
    CREATE TABLE "odd ""name" (x text)
    """

  @Test("tables, columns, types and keys", arguments: TestDatabase.all)
  func tables(kind: TestDatabase) async throws {
    try await kind.withDatabase { database in
      try await database.write { try $0.script(Self.schema) }
      try await database.read { session in
        let names = try session.tableNames()
        #expect(names == ["images", "odd \"name", "recent", "vehicles"])

        let table = try session.table(named: "images")
        let images = try #require(table)
        #expect(
          images.columns.map(\.name) == [
            "id", "vehicle_id", "url", "metadata", "raw", "is_primary", "cost", "taken_at",
          ])
        #expect(
          images.columns.map(\.family) == [
            .integer, .integer, .text, .jsonb, .json, .bool, .number, .timestamp,
          ])
        #expect(images.column("cost")?.type == "numeric(10,2)")
        #expect(images.column("url")?.isNullable == false)
        #expect(images.column("raw")?.isNullable == true)
        #expect(images.column("colour") == nil)
        #expect(images.uniqueKeys == [["id", "url"], ["vehicle_id", "url"]])
        #expect(!images.isUnique("vehicle_id"))
        #expect(images.references == ["vehicles"])
        #expect(!images.isView)

        let vehicles = try session.table(named: "vehicles")
        #expect(vehicles?.isUnique("id") == true)
        #expect(vehicles?.isUnique("vin") == true)
        #expect(vehicles?.column("id")?.isNullable == false)
        let view = try session.table(named: "recent")
        #expect(view?.isView == true)
        #expect(view?.columns.map(\.name) == ["id", "url"])
        let odd = try session.table(named: "odd \"name")
        #expect(odd?.columns.map(\.name) == ["x"])
        for missing in ["vehicle_imagez", "plain", "no.such", "a.b.c", "x'; --"] {
          let table = try session.table(named: missing)
          #expect(table == nil)
        }
      }
    }
  }

  @Test("a table in another schema goes by both names")
  func schemas() async throws {
    try await TestDatabase.sqlite.withDatabase { database in
      try await database.write { try $0.script("CREATE TABLE t (id integer)") }
      let table = try await database.read { try $0.table(named: "main.t") }
      #expect(table?.name == "main.t")
    }
    guard TestDatabase.postgresURL != nil else { return }
    try await TestDatabase.postgres.withDatabase { database in
      let table = try await database.read { try $0.table(named: "pg_catalog.pg_class") }
      #expect(table?.column("relname")?.family == .text)
      let names = try await database.read { try $0.tableNames() }
      #expect(names == [])
    }
  }
}
