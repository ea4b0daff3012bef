import Diagnostics
import Expressions
import JSON
import Reporting
import Testing

@Suite("Expressions are evaluated for the command line")
struct EvaluationTests {
  @Test(
    "values say their type",
    arguments: [
      ("1 + 2", ["type": "int", "value": "3"]),
      ("2.0 * 2.0", ["type": "double", "value": "4.0"]),
      ("1.0 / 0.0", ["type": "double", "value": "Infinity"]),
      ("3u", ["type": "uint", "value": "3"]),
      ("b'\\xff'", ["type": "bytes", "value": "/w=="]),
      ("null", ["type": "null", "value": .null]),
      ("type(1)", ["type": "type", "value": "int"]),
      (
        "{'a': [true]}",
        [
          "type": "map",
          "value": [
            [
              ["type": "string", "value": "a"],
              ["type": "list", "value": [["type": "bool", "value": true]]],
            ]
          ],
        ]
      ),
      ("duration('90s')", ["type": "duration", "value": "90s"]),
    ] as [(String, JSONValue)])
  func values(text: String, expected: JSONValue) {
    #expect(Evaluation(of: text, over: [:]).json == expected)
    guard case .value(let value) = Evaluation(of: text, over: [:]).result else { return }
    #expect(Value(tagged: expected) == value)
  }

  @Test("what is wrong is an error", arguments: ["1 +", "1 / 0", "x", "'a' + 1"])
  func errors(text: String) {
    #expect(Evaluation(of: text, over: [:]).json["error"]?.string?.isEmpty == false)
  }

  @Test(
    "plain JSON binds whole numbers as int and others as double",
    arguments: [
      ("1", Value.int(1)), ("1.0", .double(1)), ("1e2", .double(100)), ("-7", .int(-7)),
      ("9223372036854775808", .double(9_223_372_036_854_775_808)), ("null", .null),
      ("\"a\"", .string("a")), ("[1, true]", .list([.int(1), .bool(true)])),
    ])
  func plain(text: String, expected: Value) throws {
    #expect(Value(plain: try JSONValue(parsing: text)) == expected)
  }

  @Test(
    "literals read like the language",
    arguments: [
      (Value.double(2), "2.0"), (.uint(3), "3u"), (.string("a\"b"), "\"a\\\"b\""),
      (.bytes([0x61, 0xFF]), "b\"a\\xff\""), (.list([.null]), "[null]"),
    ])
  func literals(value: Value, expected: String) { #expect(value.literal == expected) }

  @Test("a file of cases is summed up")
  func cases() throws {
    let file = SourceText(
      name: "cases.json",
      text: """
        [{"id": "a", "expr": "x + 1", "bindings": {"x": {"type": "int", "value": "2"}},
          "expect": {"type": "int", "value": "3"}},
         {"id": "b", "expr": "1 / 0", "expect": "error"},
         {"id": "c", "expr": "1.0", "expect": {"type": "int", "value": "1"}},
         {"id": "d"}]
        """)
    let report = try CaseReport(file)
    #expect(report.json["passed"] == 2)
    #expect(report.json["failed"] == 2)
    #expect(report.json["cases"]?.array?[0]["result"] == ["type": "int", "value": "3"])
    #expect(
      report.text(on: Screen()) == """
        failed c
          expected {"type":"int","value":"1"}
          is       {"type":"double","value":"1.0"}
        failed d
          expected null
          is       {"error":"the case has no 'expr', or a binding is not well formed"}
        2 passed, 2 failed

        """)
    #expect(throws: Diagnostic.self) { try CaseReport(SourceText(name: "x", text: "{}")) }
    #expect(throws: Diagnostic.self) { try CaseReport(SourceText(name: "x", text: "[")) }
  }
}
