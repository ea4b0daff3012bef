package import Expressions
import Foundation
package import JSON

/// JSON that says the type of each value: `{"type": "int", "value": "42"}`.
///
/// Integers and doubles are text, so that nothing is lost; bytes are base64; the entries of a map
/// are pairs. It is the form in which conformance cases are written.
extension Value {
  /// The value that is tagged; nil where it is not well formed.
  package init?(tagged json: JSONValue) {
    guard let type = json["type"]?.string else { return nil }
    let value = json["value"] ?? .null
    guard let read = Self.read(value, as: type) else { return nil }
    self = read
  }

  private static func read(_ value: JSONValue, as type: String) -> Value? {
    switch type {
    case "null": .null
    case "bool": value.bool.map(Value.bool)
    case "string": value.string.map(Value.string)
    case "list": list(value)
    case "map": map(value)
    default: value.string.flatMap { scalar($0, as: type) }
    }
  }

  private static func scalar(_ text: String, as type: String) -> Value? {
    switch type {
    case "int": Int64(text).map(Value.int)
    case "uint": UInt64(text).map(Value.uint)
    case "double": Double(text).map(Value.double)
    case "bytes": Data(base64Encoded: text).map { .bytes(Array($0)) }
    case "timestamp": Timestamp(text).map(Value.timestamp)
    case "duration": CELDuration(text).map(Value.duration)
    case "type": TypeName.denoted(by: text).map(Value.type)
    default: nil
    }
  }

  private static func list(_ value: JSONValue) -> Value? {
    guard let items = value.array else { return nil }
    let elements = items.compactMap { Value(tagged: $0) }
    return elements.count == items.count ? .list(elements) : nil
  }

  private static func map(_ value: JSONValue) -> Value? {
    guard let pairs = value.array else { return nil }
    let entries = pairs.compactMap { pair -> MapValue.Entry? in
      guard let pair = pair.array, pair.count == 2, let key = Value(tagged: pair[0]),
        let value = Value(tagged: pair[1])
      else { return nil }
      return (key, value)
    }
    guard entries.count == pairs.count, let map = try? MapValue(entries) else { return nil }
    return .map(map)
  }

  /// The value with its type.
  package var taggedJSON: JSONValue {
    switch self {
    case .null: ["type": "null", "value": .null]
    case .bool(let value): tagged("bool", .bool(value))
    case .int(let value): tagged("int", .string(String(value)))
    case .uint(let value): tagged("uint", .string(String(value)))
    case .double(let value): tagged("double", .string(digits(of: value)))
    case .string(let value): tagged("string", .string(value))
    case .bytes(let bytes): tagged("bytes", .string(Data(bytes).base64EncodedString()))
    case .list(let elements): tagged("list", .array(elements.map(\.taggedJSON)))
    case .map(let map):
      tagged("map", .array(map.entries.map { .array([$0.key.taggedJSON, $0.value.taggedJSON]) }))
    case .timestamp(let value): tagged("timestamp", .string(value.text))
    case .duration(let value): tagged("duration", .string(value.text))
    case .type(let type): tagged("type", .string(type.name))
    }
  }

  private func tagged(_ type: String, _ value: JSONValue) -> JSONValue {
    ["type": .string(type), "value": value]
  }
}
