import Expressions
import Testing

@Suite("The checker finds what cannot go well before a rule runs")
struct CheckTests {
  private static let declarations: Declarations = [
    "score": .int, "receipts": .int, "title": .string, "year": .nullable(.int), "has_spid": .bool,
    "taken_at": .timestamp, "anything": .dyn, "tags": .list(.string),
    "organize": .record([
      "angle": .string, "confidence": .nullable(.double),
      "image_quality": .record(["focus": .string, "sufficient_for_detail": .bool]),
    ]),
    "a.b": .int, "a": .record(["c": .string]),
  ]

  private func check(_ text: String) throws -> (type: ValueType, problems: [ExpressionProblem]) {
    try Expression(parsing: text).check(Self.declarations)
  }

  @Test(
    "types are inferred",
    arguments: [
      ("score", .int), ("score < 10", .bool), ("score + 1", .int), ("title + 'x'", .string),
      ("organize.image_quality.sufficient_for_detail", .bool), ("organize['angle']", .string),
      ("anything.x + 1", .int), ("anything", .dyn), ("tags", .list(.string)), ("tags[0]", .string),
      ("tags.map(t, size(t))", .list(.int)), ("tags.filter(t, t != '')", .list(.string)),
      ("[1, 2u]", .list(.dyn)), ("[1, null]", .list(.nullable(.int))),
      ("{'a': 1}", .map(.string, .int)),
      ("taken_at - taken_at", .duration), ("taken_at + duration('1s')", .timestamp),
      ("taken_at.getFullYear()", .int), ("has_spid ? 1 : 2", .int),
      ("has_spid ? 1 : null", .nullable(.int)),
      ("year != null ? year : 0", .int), ("type(score) == int", .bool), ("int", .type),
      ("string(score)", .string),
      ("dyn(1)", .dyn), ("a.b", .int), ("a.c", .string), ("score == 1.5", .bool),
      ("score < 1.5", .bool),
      ("'x' in tags", .bool), ("null", .null), ("type(title) == google.protobuf.Timestamp", .bool),
    ] as [(String, ValueType)])
  func types(_ text: String, _ type: ValueType) throws {
    let result = try check(text)
    #expect(result.problems == [])
    #expect(result.type == type)
  }

  @Test(
    "null is fine where it is asked about",
    arguments: [
      "year == null", "year != null && year > 1970", "year > 1970 && year != null",
      "year == null || year > 1970", "!(year == null) && year > 1970", "year == 1970",
      "year in [1970, 1971]",
      "organize.confidence != null && organize.confidence > 0.5",
      "organize.confidence != null ? organize.confidence > 0.5 : false",
      "year == null ? false : year > 1970",
    ])
  func nullable(_ text: String) throws { #expect(try check(text).problems == []) }

  @Test(
    "problems have a code and a place",
    arguments: [
      ("scor < 10", "unknown-name", 0..<4), ("1 < scroe", "unknown-name", 4..<9),
      ("organize.angel == ''", "unknown-field", 9..<14),
      ("organize.image_quality.sharp", "unknown-field", 23..<28),
      ("has(organize.angel)", "unknown-field", 13..<18),
      ("organize['angel']", "unknown-field", 9..<16),
      ("score + 'x'", "type-mismatch", 0..<11), ("score + 1.0", "type-mismatch", 0..<11),
      ("score && true", "type-mismatch", 0..<5), ("!score", "type-mismatch", 1..<6),
      ("-title", "type-mismatch", 0..<6), ("title < 1", "type-mismatch", 0..<9),
      ("title == 1", "type-mismatch", 0..<10), ("score == null", "type-mismatch", 0..<5),
      ("score.x", "type-mismatch", 6..<7), ("score[0]", "type-mismatch", 0..<5),
      ("tags['a']", "type-mismatch", 5..<8), ("1 in tags", "type-mismatch", 0..<9),
      ("score ? 1 : 2", "type-mismatch", 0..<5), ("has_spid ? 1 : 'a'", "type-mismatch", 0..<18),
      ("year + 1", "possible-null", 0..<4), ("year > 1", "possible-null", 0..<4),
      ("year == null && year > 1", "possible-null", 16..<20),
      ("year != null || year > 1", "possible-null", 16..<20),
      ("string(year)", "possible-null", 7..<11), ("size(score)", "type-mismatch", 0..<11),
      ("title.size", "type-mismatch", 6..<10), ("contains(title, 'a')", "type-mismatch", 0..<8),
      ("titel.contians('a')", "unknown-name", 0..<5),
      ("title.contians('a')", "unknown-function", 6..<14),
      ("tags.all(t)", "type-mismatch", 5..<8), ("score.all(x, true)", "type-mismatch", 0..<5),
      ("tags.all(t, t)", "type-mismatch", 12..<13), ("{1.5: 1}", "type-mismatch", 1..<4),
      ("title.matches('(')", "invalid-pattern", 14..<17),
      ("taken_at > timestamp('yesterday')", "invalid-literal", 21..<32),
      ("a.d", "unknown-field", 2..<3), ("tags.map(x, y)", "unknown-name", 12..<13),
    ])
  func problems(_ text: String, _ code: String, _ offsets: Range<Int>) throws {
    let problem = try check(text).problems.first
    #expect(problem?.code == code)
    #expect(problem?.offsets == offsets)
  }

  @Test("near names are offered")
  func help() throws {
    #expect(try check("scor < 10").problems.first?.help == "did you mean 'score'?")
    #expect(try check("organize.angel").problems.first?.help == "did you mean 'angle'?")
    #expect(try check("title.contians('a')").problems.first?.help == "did you mean 'contains'?")
    #expect(try check("year + 1").problems.first?.help?.contains("give the fact a default") == true)
  }

  @Test("all problems are found, in source order")
  func several() throws {
    #expect(
      try check("scor < 10 && titel == 'x' && year > 1").problems.map(\.code) == [
        "unknown-name", "unknown-name", "possible-null",
      ])
  }

  @Test("a hundred thousand problems take no longer than a hundred")
  func bounded() throws {
    let text = (0..<30_000).map { "xscore\($0)" }.joined(separator: "||")
    #expect(try check(text).problems.count == 100)
  }
}
