import Testing

@testable import JSON

@Suite("A schema says what departs, where, and what was expected")
struct JSONSchemaTests {
  @Test func `violations come in the order of the schema, with pointers`() throws {
    let schema = try JSONSchema([
      "type": "object",
      "required": ["angle", "score"],
      "additionalProperties": false,
      "properties": [
        "angle": ["enum": ["front", "rear"]],
        "score": ["type": "integer", "minimum": 0, "maximum": 10],
        "parts": ["type": "array", "minItems": 1, "items": ["type": "string", "maxLength": 4]],
        "a/b~c": ["const": 1],
      ],
    ])
    let violations = schema.validate([
      "angle": "side", "parts": ["door", "fender", 3], "a/b~c": 2, "extra": nil,
    ])
    #expect(
      violations.map(\.description) == [
        #"the answer: the property "score" is missing"#,
        #"/angle: one of "front", "rear" was expected, and "side" was found"#,
        "/parts/1: at most 4 characters were expected, and 6 found",
        "/parts/2: string was expected, and 3 was found",
        "/a~1b~0c: 1 was expected, and 2 was found",
        #"the answer: there is no property "extra""#,
      ])
    #expect(schema.validate(["angle": "front", "score": 9.0]).isEmpty)
    #expect(
      schema.validate([1]).map(\.message) == ["object was expected, and an array was found"])
  }

  @Test func `of alternatives, the one of the right type is quoted`() throws {
    let schema = try JSONSchema(["anyOf": [["type": "integer", "minimum": 5], ["type": "null"]]])
    #expect(schema.validate(3).map(\.message) == ["at least 5 was expected, and 3 was found"])
    #expect(
      schema.validate("x").map(\.message)
        == [#"one of the 2 alternatives was expected, and "x" was found"#])
    #expect(schema.validate(nil).isEmpty)
  }

  @Test func `long values are not repeated in messages`() throws {
    let schema = try JSONSchema(["type": "integer"])
    let text = String(repeating: "a", count: 1000)
    #expect(schema.validate(.string(text)).first?.message.utf8.count == 124)
  }

  static let refused: [(JSONValue, String)] = [
    (["oneOf": [[:]]], "/oneOf: the keyword 'oneOf' is not supported"),
    (["properties": ["a": ["not": [:]]]], "/properties/a/not: the keyword 'not' is not supported"),
    (["if": true], "/if: the keyword 'if' is not supported"),
    (["format": "date"], "/format: the keyword 'format' is not supported"),
    (
      ["$ref": "http://example.org/x"],
      "/$ref: only references within the schema are supported, such as #/$defs/name"
    ),
    (["$ref": "#/$defs/x"], "/$ref: there is no schema at '#/$defs/x'"),
    (["$ref": "#"], "/$ref: this reference leads back to itself"),
    (["propertes": [:]], "/propertes: there is no keyword 'propertes'"),
    (
      ["type": "text"],
      #"/type: "text" is no type; the types are null, boolean, integer, number, string, array, object"#
    ),
    (["type": []], "/type: 'type' names no type"),
    (["enum": "a"], "/enum: 'enum' needs a list of values"),
    (["minimum": "1"], "/minimum: 'minimum' needs a number"),
    (["maxLength": -1], "/maxLength: 'maxLength' needs an integer that is not negative"),
    (["multipleOf": 0], "/multipleOf: 'multipleOf' needs a positive number of at most 18 digits"),
    (["required": "a"], "/required: 'required' needs a list of names"),
    (["properties": []], "/properties: 'properties' needs an object of schemas"),
    (["items": 3], "/items: a schema is an object or a bool, and not 3"),
    (["anyOf": []], "/anyOf: 'anyOf' needs a list of at least one schema"),
    (["pattern": "(a"], "/pattern: a group has no end: ')' is missing (character 2)"),
    ("x", #"the schema: a schema is an object or a bool, and not "x""#),
  ]

  @Test(arguments: refused)
  func `what is not supported is refused with its place`(schema: JSONValue, message: String) {
    let error = #expect(throws: JSONSchemaError.self) { try JSONSchema(schema) }
    #expect(error?.description == message)
  }

  @Test func `annotations are allowed`() throws {
    let schema = try JSONSchema([
      "$schema": "x", "$id": "y", "$comment": "z", "title": "t", "description": "d", "default": 1,
      "examples": [1],
    ])
    #expect(schema.validate(1).isEmpty)
  }

  @Test func `references may recurse into the instance`() throws {
    let schema = try JSONSchema([
      "$defs": ["node": ["type": "object", "properties": ["next": ["$ref": "#/$defs/node"]]]],
      "$ref": "#/$defs/node",
    ])
    #expect(schema.validate(["next": ["next": [:]]]).isEmpty)
    #expect(schema.validate(["next": ["next": 1]]).map(\.instancePath) == ["/next/next"])
  }

  @Test func `a schema with too many ways ends all the same`() throws {
    var instance: JSONValue = 1
    for _ in 0..<60 { instance = ["a": instance] }
    let step: JSONValue = ["properties": ["a": ["$ref": "#"]], "type": "object"]
    let schema = try JSONSchema(["anyOf": [step, step]])
    var validator = SchemaValidator(nodes: schema.nodes, maxSteps: 10_000)
    validator.validate(instance, against: 0)
    #expect(validator.isExhausted && !validator.violations.isEmpty)
  }

  @Test func `a schema that is too deep is refused`() {
    var schema: JSONValue = [:]
    for _ in 0..<10_000 { schema = ["items": schema] }
    #expect(throws: JSONSchemaError.self) { try JSONSchema(schema) }
  }

  @Test(arguments: [
    ("1e308", "0.123456789", false), ("1e999999999", "2", true), ("1e999999999", "3", false),
    ("-4.5", "1.5", true), ("0.3", "0.1", true), ("1e-999999999", "1", false),
    ("7", "1e-999999", true),
    ("999999999999999999000", "999999999999999999", true),
  ])
  func `multiples are exact at any size`(value: String, divisor: String, isMultiple: Bool) throws {
    let schema = try JSONSchema(["multipleOf": .number(number(divisor))])
    #expect(try schema.validate(.number(number(value))).isEmpty == isMultiple)
  }
}
