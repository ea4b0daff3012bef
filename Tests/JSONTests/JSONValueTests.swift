import Testing

@testable import JSON

@Suite("A JSON value is compared, reached into and written")
struct JSONValueTests {
  @Test func `the order of members does not matter for equality`() {
    let left: JSONValue = ["a": 1, "b": [1.0, "x"]]
    let right: JSONValue = ["b": [1, "x"], "a": 1.0]
    #expect(left == right)
    #expect(left.hashValue == right.hashValue)
    #expect(left.canonical() == right.canonical())
    #expect(left != ["a": 1])
    #expect(left != ["a": 1, "b": [1, "y"]])
    #expect(JSONValue.array([1, 2]) != [2, 1])
  }

  @Test func `strings are compared by Unicode scalars`() throws {
    let composed: JSONValue = "\u{E9}"
    let decomposed: JSONValue = "e\u{301}"
    #expect(composed != decomposed)
    let object = try #require(try JSONValue(parsing: "{\"\u{E9}\":1,\"e\u{301}\":2}").object)
    #expect(object.count == 2)
    #expect(object["e\u{301}"] == 2)
  }

  @Test func `different types are never equal`() {
    let values: [JSONValue] = [nil, false, 0, "", [], [:], "0", "false"]
    #expect(Set(values).count == values.count)
  }

  @Test func `accessors give what is there`() {
    let value: JSONValue = ["a": ["b": [true, nil, "s", 3]]]
    #expect(value["a"]?["b"]?.array?.count == 4)
    #expect(value.value(at: ["a", "b"])?.array?[0].bool == true)
    #expect(value.value(at: ["a", "b"])?.array?[1].isNull == true)
    #expect(value.value(at: ["a", "b"])?.array?[2].string == "s")
    #expect(value.value(at: ["a", "b"])?.array?[3].int64 == 3)
    #expect(value.value(at: ["a", "c"]) == nil)
    #expect(value.value(at: ["a", "b", "c"]) == nil)
    #expect(value.value(at: []) == value)
    #expect(value.string == nil && value.bool == nil && value.number == nil && value.array == nil)
  }

  @Test func `an object keeps the order of its members`() {
    var object: JSONObject = ["z": 1, "a": 2]
    object["m"] = 3
    object["z"] = 4
    object["a"] = nil
    #expect(object.keys == ["z", "m"])
    #expect(object.map(\.value) == [4, 3])
    #expect(object.mapValues { _ in nil }.map(\.value) == [nil, nil])
    #expect(JSONObject([(key: "a", value: 1), (key: "a", value: 2)]) == ["a": 2])
  }

  @Test func `compact text has no spaces and keeps order and digits`() throws {
    let text = #"{"b":[1.50,null,true],"a":{"x":"é\n\u0001\"\\"},"e":[],"o":{}}"#
    #expect(try JSONValue(parsing: text).serialized() == text)
  }

  @Test func `pretty text has a line for each member`() throws {
    let value: JSONValue = ["b": [1, ["c": nil]], "a": [], "o": [:]]
    #expect(
      value.serialized(pretty: true) == """
        {
          "b": [
            1,
            {
              "c": null
            }
          ],
          "a": [],
          "o": {}
        }
        """)
  }

  @Test func `canonical text sorts keys by Unicode scalars and normalises numbers`() throws {
    let value = try JSONValue(
      parsing: #"{"b": 1.0, "a": 1e2, "\ud83d\ude97": 1, "\uff5e": 2, "B": []}"#)
    #expect(value.canonical() == "{\"B\":[],\"a\":100,\"b\":1,\"～\":2,\"🚗\":1}")
  }

  @Test func `what is written can be read`() throws {
    let scalars = (0...0x2FF).compactMap { Unicode.Scalar($0) }
    let text = String(String.UnicodeScalarView(scalars))
    let value = JSONValue.object(JSONObject([(key: text, value: .string(text))]))
    #expect(try JSONValue(parsing: value.serialized()) == value)
    #expect(try JSONValue(parsing: value.serialized(pretty: true)) == value)
  }
}
