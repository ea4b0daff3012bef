extension Value {
  /// The value as messages show it: like a literal, shortened.
  var shown: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .int(let value): String(value)
    case .uint(let value): "\(value)u"
    case .double(let value): shortestText(value)
    case .string(let value): value.count > 40 ? "'\(value.prefix(40))…'" : "'\(value)'"
    case .bytes(let bytes): "\(bytes.count) bytes"
    case .list(let elements): "a list of \(elements.count)"
    case .map(let map): "a map of \(map.count)"
    case .timestamp(let value): value.text
    case .duration(let value): value.text
    case .type(let type): type.name
    }
  }
}
