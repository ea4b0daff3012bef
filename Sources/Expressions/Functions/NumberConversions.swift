extension Catalog {
  static func toInt(_ value: Value) throws(Fault) -> Value? {
    switch value {
    case .int: return value
    case .uint(let value): return .int(try fitting(Int64(exactly: value), "an int"))
    case .double(let double):
      // The suite leaves out both ends: what rounds to ±2^63 may have been beyond.
      guard double > -0x1p63, double < 0x1p63 else {
        throw Fault("\(value.shown) does not fit an int")
      }
      return .int(Int64(double))
    case .string(let text): return .int(try fitting(Int64(text), "an int", of: value))
    case .timestamp(let timestamp): return .int(timestamp.seconds)
    default: return nil
    }
  }

  static func toUInt(_ value: Value) throws(Fault) -> Value? {
    switch value {
    case .uint: return value
    case .int(let value): return .uint(try fitting(UInt64(exactly: value), "a uint"))
    case .double(let double):
      guard double >= 0, double < 0x1p64 else { throw Fault("\(value.shown) does not fit a uint") }
      return .uint(UInt64(double))
    case .string(let text):
      // Swift takes a sign here, the language does not.
      let number = text.utf8.first.map { $0 == UInt8(ascii: "+") } == true ? nil : UInt64(text)
      return .uint(try fitting(number, "a uint", of: value))
    default: return nil
    }
  }

  static func toDouble(_ value: Value) throws(Fault) -> Value? {
    switch value {
    case .double: return value
    case .int(let value): return .double(Double(value))
    case .uint(let value): return .double(Double(value))
    case .string(let text):
      guard let double = Double(text), double.isFinite || !text.utf8.contains(where: isASCIIDigit)
      else { throw Fault("\(value.shown) is no double") }
      return .double(double)
    default: return nil
    }
  }

  private static func isASCIIDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func fitting<Number>(
    _ number: Number?, _ wanted: String, of value: Value? = nil
  ) throws(Fault) -> Number {
    guard let number else {
      throw Fault("\(value?.shown ?? "the number") does not fit \(wanted)")
    }
    return number
  }
}
