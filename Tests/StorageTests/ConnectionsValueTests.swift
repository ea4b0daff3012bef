import Testing

@testable import Storage

@Suite("Values come back from either database as they went in")
struct ConnectionsValueTests {
  @Test("every kind of value", arguments: TestDatabase.all)
  func roundTrip(kind: TestDatabase) async throws {
    try await kind.withDatabase { database in
      let row = try await database.read { session in
        try session.query(
          """
          SELECT CAST($1 AS bigint), CAST($2 AS text), CAST($3 AS double precision),
            CAST($4 AS boolean), CAST($5 AS text), CAST($1 AS bigint) + 1
          """,
          [.int(.max - 1), .text("né \"q\" \\ '\n\t😀"), .double(0.1), .bool(true), .null])[0]
      }
      #expect(try row.int(0) == .max - 1)
      #expect(try row.text(1) == "né \"q\" \\ '\n\t😀")
      #expect(try row.double(2) == 0.1)
      #expect(try row.bool(3) == true)
      #expect(row.isNull(4))
      #expect(try row.textOrNull(4) == nil)
      #expect(try row.intOrNull(4) == nil)
      #expect(try row.int(5) == .max)
      #expect(row.count == 6)
    }
  }

  @Test("arguments go to their numbers, in any order, and again", arguments: TestDatabase.all)
  func numbering(kind: TestDatabase) async throws {
    try await kind.withDatabase { database in
      let texts = try await database.read { session in
        let arguments = (1...12).map { SQLValue.text("v\($0)") }
        let list = (1...12).reversed().map { "CAST($\($0) AS text)" }.joined(separator: ", ")
        let row = try session.query("SELECT \(list), CAST($1 AS text)", arguments)[0]
        return try (0..<13).map { try row.text($0) }
      }
      #expect(texts == (1...12).reversed().map { "v\($0)" } + ["v1"])
    }
  }

  @Test("arrays unfold in order", arguments: TestDatabase.all)
  func arrays(kind: TestDatabase) async throws {
    let odd = ["", "NULL", "a,b", "{}", "\"", "\\", "x\ny\u{1}", nil]
    try await kind.withDatabase { database in
      let found = try await database.read { session in
        let ints = try session.query(
          "SELECT value FROM \(session.dialect.elements("$1", as: "bigint")) AS element",
          [.ints([3, .min, 2])]
        ).map { try $0.int(0) }
        let texts = try session.query(
          "SELECT value FROM \(session.dialect.elements("$1")) AS element", [.texts(odd)]
        ).map { try $0.textOrNull(0) }
        return (ints, texts)
      }
      #expect(found.0 == [3, .min, 2])
      #expect(found.1 == odd)
    }
  }

  @Test("an accessor says which column does not fit", arguments: TestDatabase.all)
  func mismatch(kind: TestDatabase) async throws {
    try await kind.withDatabase { database in
      let row = try await database.read {
        try $0.query("SELECT 'blue' AS colour, CAST(NULL AS text) AS year")[0]
      }
      let wrong = #expect(throws: StorageError.self) { try row.int(0) }
      #expect(wrong?.message == "column colour holds 'blue' and not an integer")
      let null = #expect(throws: StorageError.self) { try row.int(1) }
      #expect(null?.message == "column year is NULL where an integer is needed")
      #expect(throws: StorageError.self) { try row.text(2) }
      #expect(throws: StorageError.self) { try row.text(-1) }
      #expect(throws: StorageError.self) { try row.bool(0) }
    }
  }

  @Test("integers beyond 64 bits are refused, not wrapped", arguments: TestDatabase.all)
  func wideIntegers(kind: TestDatabase) async throws {
    try await kind.withDatabase { database in
      let row = try await database.read {
        try $0.query(
          """
          SELECT '9223372036854775807', '9223372036854775808', '-9223372036854775808', '-', '',
            '1x'
          """)[0]
      }
      #expect(try row.int(0) == .max)
      #expect(try row.int(2) == .min)
      for index in [1, 3, 4, 5] {
        #expect(throws: StorageError.self) { try row.int(index) }
      }
    }
  }

  @Test("U+0000 is refused before it cuts a text short", arguments: TestDatabase.all)
  func nul(kind: TestDatabase) async throws {
    try await kind.withDatabase { database in
      for value in [SQLValue.text("a\0b"), .texts(["a\0b"])] {
        let error = try await storageError {
          try await database.read { try $0.query("SELECT $1", [value]) }
        }
        #expect(error.kind == .invalidValue)
      }
    }
  }

  @Test("sums of money are exact", arguments: TestDatabase.all)
  func exactSum(kind: TestDatabase) async throws {
    try await kind.withDatabase { database in
      try await database.write { session in
        try session.script("CREATE TABLE costs (usd text); CREATE TABLE free (usd text)")
        try session.copyIn(
          "costs", columns: ["usd"],
          rows: (0..<1000).map { _ in [.text("0.000000000000000001")] }
            + [[.text("12345678901234.1")], [.null], [.text("-0.1")]])
      }
      let sums = try await database.read { session in
        let sum = session.dialect.exactSum("usd")
        return try ["costs", "free"].map {
          try session.query("SELECT \(sum) FROM \($0)")[0].text(0)
        }
      }
      #expect(sums[0].hasPrefix("12345678901234.000000000000001"))
      #expect(sums[1] == "0")
    }
  }

  @Test("usd_sum refuses what it cannot add")
  func exactSumFaults() async throws {
    try await TestDatabase.sqlite.withDatabase { database in
      for (values, part) in [
        ("('a')", "'a' is no decimal number"),
        ("(0.1)", "is no exact decimal"),
        ("('99999999999999'), ('99999999999999'), ('99999999999999')", "the sum is too large"),
      ] {
        let error = try await storageError {
          try await database.read {
            try $0.query("SELECT usd_sum(column1) FROM (VALUES \(values))")
          }
        }
        #expect(error.kind == .invalidValue)
        #expect(error.message.contains(part), "\(error.message)")
      }
    }
  }
}
