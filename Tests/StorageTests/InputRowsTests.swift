import Testing

@testable import Storage

@Suite("Rows that go into one statement arrive as they are")
struct InputRowsTests {
  private static let texts: [String?] = [
    "plain", "", "NULL", nil, "null", #"a "quoted" \ text\\"#, "{,}", "  spaced  ",
    "line\nbreak\ttab",
    "it's", "\u{1F600} é e\u{301}", #"{"a": [1, "\"x\""], "b": null}"#, "$1 item.value",
  ]

  @Test("Texts keep every character, and NULL is none of them", arguments: TestDatabase.all)
  func texts(_ kind: TestDatabase) async throws {
    let read = try await kind.withDatabase { database in
      try await database.read { session in
        let rows = InputRows(Self.texts.enumerated().map { ($0.offset, $0.element) }) {
          place, text in
          [.integer("place", place), .text("content", text)]
        }
        return try session.query(
          """
          SELECT CAST($1 AS text), item.content FROM \(rows.relation(from: 2, session.dialect))
          ORDER BY item.place
          """, [.text("before")] + rows.arguments(session.dialect)
        ).map { [try $0.text(0), try $0.textOrNull(1)] }
      }
    }
    #expect(read == Self.texts.map { ["before", $0] })
  }

  @Test("U+0000 becomes U+FFFD", arguments: TestDatabase.all)
  func null(_ kind: TestDatabase) async throws {
    let read = try await kind.withDatabase { database in
      try await database.read { session in
        let rows = InputRows(["\u{0}a\u{0}\u{0}"]) { [.text("content", $0)] }
        return try session.queryOne(
          "SELECT item.content FROM \(rows.relation(from: 1, session.dialect))",
          rows.arguments(session.dialect))?.text(0)
      }
    }
    #expect(read == "\u{FFFD}a\u{FFFD}\u{FFFD}")
  }

  @Test("Numbers keep every digit and compare as numbers", arguments: TestDatabase.all)
  func numbers(_ kind: TestDatabase) async throws {
    let integers = [Int64.min, -1, 9, 10, .max]
    let read = try await kind.withDatabase { database in
      try await database.read { session in
        let rows = InputRows(integers.reversed()) { integer in
          [
            .integer("number", integer), .decimal("amount", "0.123456789012345678901234"),
            .integer("absent", nil as Int?),
          ]
        }
        return try session.query(
          """
          SELECT item.number, CAST(item.amount AS text), item.absent
          FROM \(rows.relation(from: 1, session.dialect)) ORDER BY item.number
          """, rows.arguments(session.dialect)
        ).map { (try $0.int(0), try $0.text(1), $0.isNull(2)) }
      }
    }
    #expect(read.map(\.0) == integers)
    #expect(read.allSatisfy { $0.1 == "0.123456789012345678901234" && $0.2 })
  }
}
