import JSON
import YAML

/// Writes descriptions of shapes as JSON Schemas of draft-07.
struct SchemaWriter {
  /// Whether mappings may have further keys.
  let isOpen: Bool
  /// Schemas that others refer to by name.
  private(set) var definitions: JSONObject = [:]

  init(isOpen: Bool = false) {
    self.isOpen = isOpen
  }

  /// The schema of what a description accepts.
  mutating func schema(of description: ShapeDescription) -> JSONValue {
    switch description.form {
    case .anything: [:]
    case .bool: ["type": "boolean"]
    case .integer(let range): integer(range)
    case .number(let minimum, let maximum): number(minimum, maximum)
    case .text(let mayBeEmpty, let pattern): text(mayBeEmpty, pattern)
    case .source: ["type": ["string", "number", "boolean"], "pattern": #"\S"#]
    case .literal: ["type": ["string", "number", "boolean", "null"]]
    case .words(let words): ["type": "string", "enum": .array(words.map { .string($0) })]
    case .list(let element, let mayBeEmpty): list(element, mayBeEmpty)
    case .entries(let element, let keys, let mayBeEmpty): entries(element, keys, mayBeEmpty)
    case .mapping(let fields): mapping(fields, title: sentence(description.expectation, end: ""))
    case .either(let kinds): ["oneOf": .array(kinds.map { schema(of: $0) })]
    case .reference(let name): reference(to: name)
    case .defined(let name, let body): definition(name, body)
    }
  }

  private func integer(_ range: ClosedRange<Int64>) -> JSONValue {
    var schema: JSONObject = ["type": "integer"]
    if range.lowerBound != .min { schema["minimum"] = .number(JSONNumber(range.lowerBound)) }
    if range.upperBound != .max { schema["maximum"] = .number(JSONNumber(range.upperBound)) }
    return .object(schema)
  }

  private func number(_ minimum: String?, _ maximum: String?) -> JSONValue {
    var schema: JSONObject = ["type": "number"]
    if let bound = minimum.flatMap(JSONNumber.init(exactly:)) { schema["minimum"] = .number(bound) }
    if let bound = maximum.flatMap(JSONNumber.init(exactly:)) { schema["maximum"] = .number(bound) }
    return .object(schema)
  }

  private func text(_ mayBeEmpty: Bool, _ pattern: String?) -> JSONValue {
    var schema: JSONObject = ["type": "string"]
    if let pattern {
      schema["pattern"] = .string(pattern)
    } else if !mayBeEmpty {
      schema["minLength"] = 1
    }
    return .object(schema)
  }

  private mutating func list(_ element: ShapeDescription, _ mayBeEmpty: Bool) -> JSONValue {
    var schema: JSONObject = ["type": "array", "items": self.schema(of: element)]
    if !mayBeEmpty { schema["minItems"] = 1 }
    return .object(schema)
  }

  private mutating func entries(
    _ element: ShapeDescription, _ keys: String?, _ mayBeEmpty: Bool
  ) -> JSONValue {
    var schema: JSONObject = ["type": "object"]
    if let keys { schema["propertyNames"] = ["pattern": .string(keys)] }
    if !mayBeEmpty { schema["minProperties"] = 1 }
    schema["additionalProperties"] = self.schema(of: element)
    return .object(schema)
  }

  private mutating func mapping(_ fields: [FieldDescription], title: String) -> JSONValue {
    var properties: JSONObject = [:]
    for field in fields { properties[field.name] = property(field) }
    var schema: JSONObject = [
      "title": .string(title), "type": "object", "properties": .object(properties),
    ]
    let required = fields.filter(\.isRequired).map { JSONValue.string($0.name) }
    if !required.isEmpty { schema["required"] = .array(required) }
    if !isOpen { schema["additionalProperties"] = false }
    return .object(schema)
  }

  private func reference(to name: String) -> JSONValue {
    ["$ref": .string("#/definitions/\(name)")]
  }

  private mutating func definition(_ name: String, _ body: ShapeDescription) -> JSONValue {
    definitions[name] = schema(of: body)
    return reference(to: name)
  }
}

extension SchemaWriter {
  /// The schema of a key's value, with what the key means.
  private mutating func property(_ field: FieldDescription) -> JSONValue {
    var schema: JSONObject = ["description": .string(field.sentences)]
    let value = self.schema(of: field.value)
    if value["$ref"] != nil {
      // In draft-07 nothing counts beside a reference.
      schema["allOf"] = [value]
    } else {
      let admitted = field.isRequired ? value : orNull(value)
      for (key, value) in admitted.object ?? [:] { schema[key] = value }
    }
    switch field.fallback {
    case .bool(let value): schema["default"] = .bool(value)
    case .int(let value): schema["default"] = .number(JSONNumber(value))
    case .text(let value): schema["default"] = .string(value)
    case nil: break
    }
    return .object(schema)
  }

  /// A key that may be left out may also stand without a value.
  private func orNull(_ schema: JSONValue) -> JSONValue {
    guard var object = schema.object else { return schema }
    if let kinds = object["oneOf"]?.array {
      object["oneOf"] = .array(kinds + [["type": "null"]])
    } else if let type = object["type"] {
      let types = type.array ?? [type]
      object["type"] = .array(types.contains("null") ? types : types + ["null"])
      if let words = object["enum"]?.array { object["enum"] = .array(words + [.null]) }
    }
    return .object(object)
  }
}

extension FieldDescription {
  /// What an editor shows: what the key means, and what it takes where the type alone does not
  /// tell.
  fileprivate var sentences: String {
    let meaning = sentence(summary)
    let takes =
      switch value.form {
      case .integer(let range): range != .min ... .max
      case .number, .source, .literal: true
      case .text(_, let pattern): pattern != nil
      default: false
      }
    return takes ? "\(meaning) Takes \(value.expectation)." : meaning
  }
}

/// Words with a capital at their beginning and a full stop at their end.
private func sentence(_ words: String, end: String = ".") -> String {
  words.prefix(1).uppercased() + words.dropFirst() + end
}
