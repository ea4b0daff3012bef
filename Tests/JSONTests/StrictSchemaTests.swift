import JSON
import Testing

@Suite("A schema has a strict form, or says why not")
struct StrictSchemaTests {
  static let forms: [(JSONValue, JSONValue)] = [
    // Optional properties may be null.
    (
      [
        "type": "object", "properties": ["a": ["type": "string"], "b": ["type": "integer"]],
        "required": ["b"],
      ],
      [
        "type": "object",
        "properties": ["a": ["type": ["string", "null"]], "b": ["type": "integer"]],
        "required": ["a", "b"], "additionalProperties": false,
      ]
    ),
    // Types that are implied are written out; annotations that are refused go.
    (
      [
        "$schema": "x", "title": "t",
        "properties": [
          "angle": ["description": "d", "enum": ["front", "rear"], "default": "front"],
          "tier": ["const": 1], "mixed": ["enum": [1, 2.5, nil]],
          "parts": ["items": ["type": "string", "pattern": "^a"], "maxItems": 3],
        ],
        "required": ["angle", "tier", "parts"],
      ],
      [
        "type": "object", "title": "t",
        "properties": [
          "angle": ["type": "string", "description": "d", "enum": ["front", "rear"]],
          "tier": ["type": "integer", "const": 1],
          "mixed": ["type": ["number", "null"], "enum": [1, 2.5, nil]],
          "parts": ["type": "array", "maxItems": 3, "items": ["type": "string", "pattern": "^a"]],
        ],
        "required": ["angle", "tier", "mixed", "parts"], "additionalProperties": false,
      ]
    ),
    // What cannot just take null as a type more is wrapped.
    (
      [
        "type": "object",
        "properties": [
          "e": ["enum": ["a"]], "c": ["const": "x"],
          "u": ["anyOf": [["type": "string"], ["type": "integer"]], "title": "t"],
          "n": ["type": ["string", "null"]], "o": ["properties": [:]],
        ],
      ],
      [
        "type": "object",
        "properties": [
          "e": ["type": ["string", "null"], "enum": ["a", nil]],
          "c": ["anyOf": [["type": "string", "const": "x"], ["type": "null"]]],
          "u": [
            "anyOf": [["type": "string"], ["type": "integer"], ["type": "null"]], "title": "t",
          ],
          "n": ["type": ["string", "null"]],
          "o": [
            "type": ["object", "null"], "properties": [:], "required": [],
            "additionalProperties": false,
          ],
        ],
        "required": ["e", "c", "u", "n", "o"], "additionalProperties": false,
      ]
    ),
    // References are written out.
    (
      [
        "$defs": ["part": ["type": "string"]], "type": "object",
        "properties": ["a": ["$ref": "#/$defs/part"], "b": ["$ref": "#/properties/a"]],
        "required": ["a"], "additionalProperties": false,
      ],
      [
        "type": "object",
        "properties": ["a": ["type": "string"], "b": ["type": ["string", "null"]]],
        "required": ["a", "b"], "additionalProperties": false,
      ]
    ),
    (
      ["type": "object", "properties": [:]],
      ["type": "object", "properties": [:], "required": [], "additionalProperties": false]
    ),
  ]

  @Test(arguments: forms)
  func `the strict form is closed, complete and typed`(schema: JSONValue, strict: JSONValue) throws
  {
    let written = try JSONSchema(schema).strict()
    #expect(written == strict, "\(written)")
    #expect(throws: Never.self) { try JSONSchema(written) }
    #expect(try JSONSchema(written).strict() == written)
  }

  static let refused: [(JSONValue, String)] = [
    (
      ["type": "array", "items": ["type": "string"]],
      "the schema: the whole answer must be an object"
    ),
    (
      ["type": ["object", "null"], "properties": [:]],
      "the schema: the whole answer must be an object"
    ),
    (
      ["anyOf": [["type": "object", "properties": [:]]]],
      "/anyOf: the whole answer cannot be an 'anyOf'"
    ),
    (true, "the schema: a strict schema says what each value is"),
    (["type": "object"], "the schema: an object needs 'properties': a strict answer has no others"),
    (property([:]), "/properties/p: a strict schema says a 'type' for each value"),
    (property(["type": "array"]), "/properties/p: a list needs 'items': what it is a list of"),
    (
      property(["type": "string", "minLength": 1]),
      "/properties/p/minLength: strict structured outputs have no 'minLength'; take it out"
    ),
    (
      property(["type": "array", "items": ["type": "string"], "uniqueItems": true]),
      "/properties/p/uniqueItems: strict structured outputs have no 'uniqueItems'; take it out"
    ),
    (
      property(["allOf": [["type": "string"]], "type": "string"]),
      "/properties/p/allOf: strict structured outputs have no 'allOf'; take it out"
    ),
    (
      property(["type": "string", "items": ["type": "string"]]),
      "/properties/p/items: 'items' needs the type array"
    ),
    (
      property(["anyOf": [["type": "string"]], "required": ["x"]]),
      "/properties/p/anyOf: 'anyOf' cannot stand beside 'required'"
    ),
    (
      property(["type": "object", "properties": [:], "additionalProperties": ["type": "string"]]),
      "/properties/p/additionalProperties: a strict answer has only the properties that are named"
    ),
    (
      property(["type": "object", "properties": [:], "required": ["x"]]),
      #"/properties/p/required/0: "x" is required, and is none of the properties"#
    ),
    (
      property(["enum": [[1]]]),
      "/properties/p/enum: strict structured outputs take no lists or objects as constants"
    ),
    (property(["enum": []]), "/properties/p/enum: an enum without values allows nothing"),
    (
      property(["enum": .array((0...1000).map { .number(JSONNumber($0)) })]),
      "/properties/p/enum: a strict schema has at most 1,000 enum values"
    ),
    (
      property([
        "enum": .array((0...250).map { .string("\($0)" + String(repeating: "x", count: 60)) })
      ]),
      "/properties/p/enum: an enum of more than 250 strings has at most 15,000 characters"
    ),
    (
      property(["const": .string(String(repeating: "x", count: 120_000))]),
      "/properties/p/const: a strict schema has at most 120,000 characters in its names and enum values"
    ),
    (
      [
        "type": "object",
        "properties": .object(
          JSONObject((0...5000).map { (key: "\($0)", value: ["type": "null"]) })),
      ],
      "/properties/5000: a strict schema has at most 5,000 properties"
    ),
    (
      ["type": "object", "properties": ["next": ["$ref": "#"]]],
      "/properties/next" + String(repeating: "/properties/next", count: 9)
        + ": a strict schema is at most 10 levels deep"
    ),
  ]

  @Test(arguments: refused)
  func `what has no strict form is refused with its place`(schema: JSONValue, message: String)
    throws
  {
    let compiled = try JSONSchema(schema)
    let error = #expect(throws: StrictSchemaError.self) { try compiled.strict() }
    #expect(error?.description == message)
  }

  @Test func `ten levels are fine, eleven are not`() throws {
    func nested(_ levels: Int) -> JSONValue {
      var schema: JSONValue = ["type": "string"]
      for _ in 0..<levels { schema = ["type": "object", "properties": ["a": schema]] }
      return schema
    }
    #expect(throws: Never.self) { try JSONSchema(nested(10)).strict() }
    #expect(throws: StrictSchemaError.self) { try JSONSchema(nested(11)).strict() }
  }

  private static func property(_ schema: JSONValue) -> JSONValue {
    ["type": "object", "properties": ["p": schema], "required": ["p"]]
  }
}

@Suite("Nulls that only stand for absence are dropped")
struct DroppingAbsentTests {
  @Test func `those of optional properties go, those that were allowed stay`() throws {
    let schema = try JSONSchema([
      "type": "object", "required": ["name", "items"],
      "properties": [
        "name": ["type": ["string", "null"]],
        "rust": ["enum": ["minor", "major"]],
        "original": ["type": ["boolean", "null"]],
        "items": [
          "type": "array",
          "items": [
            "type": "object", "properties": ["a": ["type": "integer"], "b": ["type": "integer"]],
          ],
        ],
        "choice": [
          "anyOf": [
            [
              "type": "object", "required": ["k", "x"],
              "properties": ["k": ["const": 1], "x": ["type": "integer"]],
            ],
            [
              "type": "object", "required": ["k"],
              "properties": ["k": ["const": 2], "y": ["type": "integer"]],
            ],
          ]
        ],
      ],
    ])
    let strict = try JSONSchema(schema.strict())
    let answer: JSONValue = [
      "name": nil, "rust": nil, "original": nil, "items": [["a": nil, "b": 2]],
      "choice": ["k": 2, "y": nil],
    ]
    #expect(strict.validate(answer).isEmpty, "\(strict.validate(answer))")
    let dropped = schema.droppingAbsent(answer)
    #expect(
      dropped == ["name": nil, "original": nil, "items": [["b": 2]], "choice": ["k": 2]],
      "\(dropped)")
    #expect(schema.validate(dropped).isEmpty)
  }

  @Test func `an answer of another shape is left as it is`() throws {
    let schema = try JSONSchema(["type": "object", "properties": ["a": ["type": "string"]]])
    #expect(schema.droppingAbsent(["x": nil]) == ["x": nil])
    #expect(schema.droppingAbsent([nil]) == [nil])
    #expect(schema.droppingAbsent(nil) == nil)
  }
}
