/// What is known of an expression's value before it is evaluated.
package indirect enum ValueType: Sendable, Hashable {
  case null, bool, int, uint, double, string, bytes, timestamp, duration, type
  case list(ValueType)
  case map(ValueType, ValueType)
  /// A declared shape: the fields there are. Any other field is a problem.
  case record([String: ValueType])
  /// A value that may be null: it can be compared with null, and used where that showed it is not.
  case nullable(ValueType)
  /// Anything: nothing is known, so nothing is objected to.
  case dyn
}

extension ValueType: CustomStringConvertible {
  /// The type as messages name it.
  package var description: String {
    switch self {
    case .null: "null"
    case .bool: "bool"
    case .int: "int"
    case .uint: "uint"
    case .double: "double"
    case .string: "string"
    case .bytes: "bytes"
    case .timestamp: "timestamp"
    case .duration: "duration"
    case .type: "type"
    case .list(let element): "list(\(element))"
    case .map(let key, let value): "map(\(key), \(value))"
    case .record: "record"
    case .nullable(let inner): "\(inner) or null"
    case .dyn: "dyn"
    }
  }
}

extension Value {
  /// A type to declare for a name that is bound to this value, as far as one value tells: `dyn` for
  /// null and for what lists and maps hold.
  package var declaredType: ValueType {
    switch self {
    case .null: .dyn
    case .bool: .bool
    case .int: .int
    case .uint: .uint
    case .double: .double
    case .string: .string
    case .bytes: .bytes
    case .list: .list(.dyn)
    case .map: .map(.dyn, .dyn)
    case .timestamp: .timestamp
    case .duration: .duration
    case .type: .type
    }
  }
}
