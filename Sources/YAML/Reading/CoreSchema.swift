/// YAML 1.2's core schema: what a plain scalar is, by the way it is written.
enum CoreSchema {
  static func resolve(_ text: String) -> Scalar.Resolved {
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .bool(true)
    case "false", "False", "FALSE": return .bool(false)
    default: break
    }
    let bytes = Array(text.utf8)
    if let integer = integer(bytes, text) { return integer }
    return isFloat(bytes[...]) ? .float(text) : .string(text)
  }

  private static func integer(_ bytes: [UInt8], _ text: String) -> Scalar.Resolved? {
    let radix: Int
    let digits: String
    if text.utf8.starts(with: "0x".utf8) {
      radix = 16
      digits = String(text.dropFirst(2))
    } else if text.utf8.starts(with: "0o".utf8) {
      radix = 8
      digits = String(text.dropFirst(2))
    } else {
      radix = 10
      digits = hasSign(bytes) ? String(text.dropFirst()) : text
    }
    let isNumber = !digits.isEmpty && digits.utf8.allSatisfy { isDigit($0, radix: radix) }
    guard isNumber else { return nil }
    let signed = bytes.first == UInt8(ascii: "-") ? "-" + digits : digits
    return Int64(signed, radix: radix).map { .int($0) } ?? .float(text)
  }

  private static func isFloat(_ bytes: ArraySlice<UInt8>) -> Bool {
    var rest = bytes
    if let first = rest.first, isSign(first) { rest.removeFirst() }
    switch String(decoding: rest, as: UTF8.self) {
    case ".inf", ".Inf", ".INF": return true
    // A NaN has no sign.
    case ".nan", ".NaN", ".NAN": return rest.count == bytes.count
    default: break
    }
    let whole = takeDigits(&rest)
    var fraction = 0
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      fraction = takeDigits(&rest)
    }
    guard whole + fraction > 0 else { return false }
    if let mark = rest.first, mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") {
      rest.removeFirst()
      if let sign = rest.first, isSign(sign) { rest.removeFirst() }
      guard takeDigits(&rest) > 0 else { return false }
    }
    return rest.isEmpty
  }

  private static func takeDigits(_ rest: inout ArraySlice<UInt8>) -> Int {
    let digits = rest.prefix { isDigit($0, radix: 10) }.count
    rest.removeFirst(digits)
    return digits
  }

  private static func hasSign(_ bytes: [UInt8]) -> Bool { bytes.first.map(isSign) ?? false }

  private static func isSign(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
  }

  private static func isDigit(_ byte: UInt8, radix: Int) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "7"): true
    case UInt8(ascii: "8")...UInt8(ascii: "9"): radix >= 10
    case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"): radix == 16
    default: false
    }
  }
}
