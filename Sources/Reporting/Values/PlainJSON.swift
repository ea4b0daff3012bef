package import Expressions
package import JSON

extension Value {
  /// The value of plain JSON: whole numbers that fit are int, all other numbers double.
  package init(plain json: JSONValue) {
    switch json {
    case .null: self = .null
    case .bool(let value): self = .bool(value)
    case .number(let number): self = Self.number(number)
    case .string(let value): self = .string(value)
    case .array(let elements): self = .list(elements.map { Value(plain: $0) })
    case .object(let object):
      self = .map(MapValue(fields: object.map { ($0.key, Value(plain: $0.value)) }))
    }
  }

  /// What is written with a point or an exponent is a double, as in the language itself.
  private static func number(_ number: JSONNumber) -> Value {
    let isWhole = !number.text.utf8.contains { $0 == UInt8(ascii: ".") || $0 | 0x20 == 0x65 }
    if isWhole, let int = number.int64 { return .int(int) }
    return .double(number.double)
  }

  /// The value as plain JSON, for people and programs that do not care about CEL's types. What JSON
  /// has no form for is text.
  package var plainJSON: JSONValue {
    switch self {
    case .null: .null
    case .bool(let value): .bool(value)
    case .int(let value): .number(JSONNumber(value))
    case .uint(let value): JSONNumber(exactly: String(value)).map(JSONValue.number) ?? .null
    case .double(let value): JSONNumber(value).map(JSONValue.number) ?? .string(digits(of: value))
    case .string(let value): .string(value)
    case .list(let elements): .array(elements.map(\.plainJSON))
    case .map(let map):
      .object(JSONObject(map.entries.map { ($0.key.memberName, $0.value.plainJSON) }))
    case .bytes, .timestamp, .duration, .type: .string(literal)
    }
  }

  private var memberName: String {
    if case .string(let name) = self { name } else { literal }
  }
}

/// The shortest digits that read back as the double, with a point; names for what has no digits.
func digits(of value: Double) -> String {
  if value.isNaN { return "NaN" }
  if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
  return value.description
}
