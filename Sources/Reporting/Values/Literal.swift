package import Expressions
import JSON

extension Value {
  /// The value as an expression would write it: `'` and `"` strings are quoted, `3u` is a uint,
  /// `2.0` a double.
  package var literal: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .int(let value): String(value)
    case .uint(let value): "\(value)u"
    case .double(let value): digits(of: value)
    case .string(let value): JSONValue.string(value).serialized()
    case .bytes(let bytes): "b\"" + bytes.map(Self.escaped).joined() + "\""
    case .list(let elements): "[" + elements.map(\.literal).joined(separator: ", ") + "]"
    case .map(let map):
      "{" + map.entries.map { "\($0.key.literal): \($0.value.literal)" }.joined(separator: ", ")
        + "}"
    case .timestamp(let value): "timestamp(\"\(value.text)\")"
    case .duration(let value): "duration(\"\(value.text)\")"
    case .type(let type): type.name
    }
  }

  /// A byte of a bytes literal: ASCII as it is, all else as `\xHH`.
  private static func escaped(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): "\\" + String(UnicodeScalar(byte))
    case 0x20..<0x7F: String(UnicodeScalar(byte))
    default: "\\x" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16)
    }
  }

  /// The type of a value, for checking an expression over it.
  var declaredType: ValueType {
    switch self {
    case .null: .null
    case .bool: .bool
    case .int: .int
    case .uint: .uint
    case .double: .double
    case .string: .string
    case .bytes: .bytes
    case .timestamp: .timestamp
    case .duration: .duration
    case .type: .type
    // What their elements share is not known: they may differ.
    case .list: .list(.dyn)
    case .map: .map(.dyn, .dyn)
    }
  }
}

extension Outcome {
  /// What came of an expression, for a person.
  var shown: String {
    switch self {
    case .value(let value): printable(value.literal)
    case .error(let error): "error: \(printable(error.message))"
    case .unknown(let names): "unknown until \(printable(listed(names.sorted()))) is there"
    }
  }

  /// The plain value; what went wrong as an object; null where it is not known.
  var json: JSONValue {
    switch self {
    case .value(let value): value.plainJSON
    case .error(let error): ["error": .string(error.message)]
    case .unknown: .null
    }
  }
}

/// `a`, `a and b`, `a, b and c`.
func listed(_ names: [String], _ word: String = "and") -> String {
  guard let last = names.last, names.count > 1 else { return names.first ?? "" }
  return names.dropLast().joined(separator: ", ") + " \(word) " + last
}
