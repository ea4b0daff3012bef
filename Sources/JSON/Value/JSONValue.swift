/// A JSON value with exact numbers and members in the order in which they stand.
///
/// Equal are: numbers of the same value (`1.0` and `1`), strings of the same Unicode scalars, and
/// objects with the same members in any order.
package enum JSONValue: Sendable {
  case null
  case bool(Bool)
  case number(JSONNumber)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)
}

extension JSONValue {
  /// Whether this is JSON null.
  package var isNull: Bool {
    if case .null = self { true } else { false }
  }

  /// The bool, where this is one.
  package var bool: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  /// The number, where this is one.
  package var number: JSONNumber? {
    if case .number(let value) = self { value } else { nil }
  }

  /// The integer, where this is a number with an integer value that fits (`3`, `3.0`, `3e0`).
  package var int64: Int64? { number?.int64 }

  /// The string, where this is one.
  package var string: String? {
    if case .string(let value) = self { value } else { nil }
  }

  /// The elements, where this is an array.
  package var array: [JSONValue]? {
    if case .array(let value) = self { value } else { nil }
  }

  /// The object, where this is one.
  package var object: JSONObject? {
    if case .object(let value) = self { value } else { nil }
  }

  /// The member of that name; nil where there is none, or this is no object.
  package subscript(key: String) -> JSONValue? { object?[key] }

  /// The value reached by following the names of members; nil where the way ends early.
  package func value(at path: [String]) -> JSONValue? {
    var value = self
    for key in path {
      guard let member = value[key] else { return nil }
      value = member
    }
    return value
  }
}

extension JSONValue: Hashable {
  package static func == (left: JSONValue, right: JSONValue) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.number(let left), .number(let right)): left == right
    case (.string(let left), .string(let right)): JSONKey(left) == JSONKey(right)
    case (.array(let left), .array(let right)): left == right
    case (.object(let left), .object(let right)): left == right
    default: false
    }
  }

  package func hash(into hasher: inout Hasher) {
    switch self {
    case .null: hasher.combine(0)
    case .bool(let value): hasher.combine(value)
    case .number(let value): hasher.combine(value)
    case .string(let value): hasher.combine(JSONKey(value))
    case .array(let value): hasher.combine(value)
    case .object(let value): hasher.combine(value)
    }
  }
}
