extension Catalog {
  static let conversions: [Function] = [
    conversion("bool", from: [.bool, .string], to: .bool, toBool),
    conversion("int", from: [.int, .uint, .double, .string, .timestamp], to: .int, toInt),
    conversion("uint", from: [.uint, .int, .double, .string], to: .uint, toUInt),
    conversion("double", from: [.double, .int, .uint, .string], to: .double, toDouble),
    conversion(
      "string", from: [.string, .bool, .int, .uint, .double, .bytes, .timestamp, .duration],
      to: .string, toString),
    conversion("bytes", from: [.bytes, .string], to: .bytes) { value in
      switch value {
      case .bytes: value
      case .string(let text): .bytes(Array(text.utf8))
      default: nil
      }
    },
    conversion("timestamp", from: [.timestamp, .string, .int], to: .timestamp, toTimestamp),
    conversion("duration", from: [.duration, .string], to: .duration, toDuration),
  ]

  private static func conversion(
    _ name: String,
    from sources: [ValueType],
    to result: ValueType,
    _ convert: @escaping @Sendable (Value) throws(Fault) -> Value?
  ) -> Function {
    Function(name, sources.map { .function($0, gives: result) }) { arguments, work throws(Fault) in
      guard let value = arguments.first else { return nil }
      switch value {
      case .string(let text): try work.spend(text.utf8.count / 16)
      case .bytes(let bytes): try work.spend(bytes.count / 16)
      default: break
      }
      return try convert(value)
    }
  }

  private static func toBool(_ value: Value) throws(Fault) -> Value? {
    switch value {
    case .bool: return value
    case .string("1"), .string("t"), .string("T"), .string("true"), .string("TRUE"),
      .string("True"):
      return .bool(true)
    case .string("0"), .string("f"), .string("F"), .string("false"), .string("FALSE"),
      .string("False"):
      return .bool(false)
    case .string: throw Fault("\(value.shown) is no bool")
    default: return nil
    }
  }

  private static func toString(_ value: Value) throws(Fault) -> Value? {
    switch value {
    case .string: return value
    case .bool(let value): return .string(value ? "true" : "false")
    case .int(let value): return .string(String(value))
    case .uint(let value): return .string(String(value))
    case .double(let value): return .string(shortestText(value))
    case .timestamp(let value): return .string(value.text)
    case .duration(let value): return .string(value.text)
    case .bytes(let bytes):
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw Fault("the bytes are no UTF-8")
      }
      return .string(text)
    default: return nil
    }
  }

  private static func toTimestamp(_ value: Value) throws(Fault) -> Value? {
    switch value {
    case .timestamp: return value
    case .int(let seconds):
      guard let timestamp = Timestamp(seconds: seconds) else {
        throw Fault("a timestamp lies in the years 1 to 9999")
      }
      return .timestamp(timestamp)
    case .string(let text):
      guard let timestamp = Timestamp(text) else {
        throw Fault("\(value.shown) is no timestamp like '2026-11-24T09:30:00Z'")
      }
      return .timestamp(timestamp)
    default: return nil
    }
  }

  private static func toDuration(_ value: Value) throws(Fault) -> Value? {
    switch value {
    case .duration: return value
    case .string(let text):
      guard let duration = CELDuration(text) else {
        throw Fault("\(value.shown) is no duration like '1h30m' or '2.5s', of at most 292 years")
      }
      return .duration(duration)
    default: return nil
    }
  }
}
