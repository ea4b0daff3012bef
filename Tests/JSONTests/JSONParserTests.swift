import Testing

@testable import JSON

@Suite("JSON is read strictly as RFC 8259 has it")
struct JSONParserTests {
  static let values: [(String, JSONValue)] = [
    ("null", JSONValue.null), (" true\n", true), ("false", false), ("\"a\\nb\"", "a\nb"),
    ("[1, [], {}]", [1, [], [:]]), ("{\"a\":{\"b\":null}}", ["a": ["b": nil]]),
    ("\"\\u00e9\\ud83d\\ude97\\/\"", "é🚗/"), ("\"\u{2028}\u{7F}\"", "\u{2028}\u{7F}"),
    ("-0", 0), ("\"\"", ""), ("{\"\":1}", ["": 1]),
  ]

  @Test(arguments: values)
  func `reads a value`(text: String, value: JSONValue) throws {
    #expect(try JSONValue(parsing: text) == value)
    #expect(try JSONValue(parsing: Array(text.utf8)) == value)
  }

  @Test(arguments: [
    "", " ", "nul", "nulll", "True", "NaN", "Infinity", "-", "01", "1.", ".5", "+1", "1e", "0x1",
    "--1",
    "1 2", "[1,]", "[,1]", "[1 2]", "[", "]", "{", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}",
    "{'a':1}", "{1:2}", "\"", "\"\\", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\u+123\"",
    "\"a\nb\"",
    "\"\t\"", "\"\u{0}\"", "\u{FEFF}1", "// c\n1", "1 // c", "\u{A0}1", "1e9999999999999999999",
    "\"\\ud83d\\u\"",
  ])
  func `refuses everything else`(text: String) {
    #expect(throws: JSONParseError.self) { try JSONValue(parsing: text) }
  }

  @Test func `bytes that are no UTF-8 are refused`() {
    for bytes: [UInt8] in [
      [0x22, 0xFF, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xC0, 0x80, 0x22], [0xC3],
    ] {
      #expect(throws: JSONParseError.self) { try JSONValue(parsing: bytes) }
    }
  }

  @Test func `an error says where`() throws {
    let error = #expect(throws: JSONParseError.self) {
      try JSONValue(parsing: "{\n  \"é\": 1,\n  \"é\": tru\n}")
    }
    #expect(error?.line == 3)
    #expect(error?.column == 8)
    #expect(error?.offset == 21)
    #expect(error?.description == "a value was expected (line 3, column 8)")
  }

  @Test func `the last of two equal keys wins, at the first one's place`() throws {
    let value = try JSONValue(parsing: "{\"a\":1,\"b\":2,\"a\":3}")
    #expect(value.serialized() == "{\"a\":3,\"b\":2}")
  }

  @Test func `limits hold`() throws {
    let deep = String(repeating: "[", count: 128) + String(repeating: "]", count: 128)
    #expect(throws: Never.self) { try JSONValue(parsing: deep) }
    #expect(throws: JSONParseError.self) { try JSONValue(parsing: "[\(deep)]") }
    #expect(throws: JSONParseError.self) {
      try JSONValue(parsing: String(repeating: "[", count: 200_000))
    }
    let small = JSONLimits(maxDepth: 1, maxBytes: 5)
    #expect(throws: Never.self) { try JSONValue(parsing: "[123]", limits: small) }
    #expect(throws: JSONParseError.self) { try JSONValue(parsing: "[1234]", limits: small) }
    #expect(throws: JSONParseError.self) { try JSONValue(parsing: "[[]]", limits: small) }
  }

  @Test func `large objects stay fast and keep their order`() throws {
    let keys = (0..<50_000).map { "k\($0)" }
    let text = "{" + keys.map { "\"\($0)\":1" }.joined(separator: ",") + "}"
    var object = try #require(try JSONValue(parsing: text).object)
    #expect(object.keys == keys)
    object["k7"] = nil
    #expect(object.count == 49_999)
    #expect(object["k7"] == nil && object["k8"] == 1)
  }

  @Test(arguments: [
    ("\"\\ud800\"", "\u{FFFD}", 1), ("\"\\udc00x\"", "\u{FFFD}x", 1),
    ("\"\\ud800\\ud800\"", "\u{FFFD}\u{FFFD}", 2),
    ("\"\\ud800\\u0041\"", "\u{FFFD}A", 1), ("\"\\ud83d\\ude97\"", "🚗", 0),
    ("\"\\ud83d\\n\"", "\u{FFFD}\n", 1),
  ])
  func `half a surrogate pair is replaced and counted`(text: String, string: String, count: Int)
    throws
  {
    let (value, replaced) = try JSONParser.parse(text)
    #expect(value == .string(string))
    #expect(replaced == count)
  }

  @Test func `what PostgreSQL cannot store is replaced and counted`() throws {
    let value = try JSONValue(parsing: #"{"a\u0000":["x\u0000y\u0000", 1], "b": "c"}"#)
    let (storable, replaced) = value.replacingUnstorable()
    #expect(storable == ["a\u{FFFD}": ["x\u{FFFD}y\u{FFFD}", 1], "b": "c"])
    #expect(replaced == 3)
    #expect(storable.replacingUnstorable().replaced == 0)
  }
}
