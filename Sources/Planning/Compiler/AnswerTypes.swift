package import Expressions
package import JSON

/// What the answers to a schema are, in the types of the expression language.
func answerType(of schema: JSONValue, depth: Int = 0) -> ValueType {
  guard depth < 32 else { return .dyn }
  if schema["properties"]?.object != nil || schema["type"]?.string == "object" {
    guard let properties = schema["properties"]?.object else { return .dyn }
    var fields: [String: ValueType] = [:]
    for (name, property) in properties { fields[name] = answerType(of: property, depth: depth + 1) }
    return .record(fields)
  }
  switch schema["type"]?.string {
  case "boolean": return .bool
  case "integer": return .int
  case "number": return .double
  case "string": return .string
  case "array":
    return .list(schema["items"].map { answerType(of: $0, depth: depth + 1) } ?? .dyn)
  default: return .dyn
  }
}

/// What two tiers' answers have in common: fields of either, of any type where they differ.
func merged(_ left: ValueType, _ right: ValueType) -> ValueType {
  switch (left, right) {
  case (.record(let one), .record(let other)):
    .record(one.merging(other) { merged($0, $1) })
  case _ where left == right: left
  default: .dyn
  }
}

extension Value {
  /// A part of an answer as a value of the type that its schema gives it. A JSON number is an int
  /// where the type says so, or where nothing is said and it is whole; else a double.
  package init(_ json: JSONValue, as type: ValueType) {
    switch (json, type) {
    case (.null, _): self = .null
    case (.bool(let value), _): self = .bool(value)
    case (.string(let text), _): self = .string(text)
    case (.number(let number), .double): self = .double(number.double)
    case (.number(let number), _):
      self = number.int64.map { .int($0) } ?? .double(number.double)
    case (.array(let items), .list(let element)):
      self = .list(items.map { Value($0, as: element) })
    case (.array(let items), _):
      self = .list(items.map { Value($0, as: .dyn) })
    case (.object(let object), .record(let fields)):
      self = .map(
        MapValue(fields: object.map { ($0.key, Value($0.value, as: fields[$0.key] ?? .dyn)) }))
    case (.object(let object), _):
      self = .map(MapValue(fields: object.map { ($0.key, Value($0.value, as: .dyn)) }))
    }
  }
}

extension ValueType {
  /// The type at a path of fields; `dyn` where nothing is known.
  func field(at path: [String]) -> ValueType {
    var type = self
    for key in path {
      guard case .record(let fields) = type, let next = fields[key] else { return .dyn }
      type = next
    }
    return type
  }
}
