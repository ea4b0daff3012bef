extension JSONReader {
  /// Reads a string; the position is at its opening quote.
  mutating func readString() throws(JSONParseError) -> String {
    let opening = position
    position += 1
    var start = position
    var decoded: [UInt8] = []
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        let rest = bytes[start..<position]
        position += 1
        // Most strings have no escape, and are read where they stand.
        let text =
          decoded.isEmpty
          ? String(validating: UnsafeBufferPointer(rebasing: rest), as: UTF8.self)
          : String(validating: decoded + rest, as: UTF8.self)
        guard let text else {
          throw failure("this string is no valid UTF-8", at: opening)
        }
        return text
      case UInt8(ascii: "\\"):
        decoded += bytes[start..<position]
        position += 1
        try readEscape(into: &decoded)
        start = position
      case ..<0x20:
        throw failure("a control character in a string must be escaped")
      default:
        position += 1
      }
    }
    throw failure("this string has no end", at: opening)
  }

  /// Reads what follows a backslash.
  private mutating func readEscape(into decoded: inout [UInt8]) throws(JSONParseError) {
    guard let byte = next else { return }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): decoded.append(byte)
    case UInt8(ascii: "b"): decoded.append(0x08)
    case UInt8(ascii: "f"): decoded.append(0x0C)
    case UInt8(ascii: "n"): decoded.append(0x0A)
    case UInt8(ascii: "r"): decoded.append(0x0D)
    case UInt8(ascii: "t"): decoded.append(0x09)
    case UInt8(ascii: "u"): decoded += String(try readEscapedScalar()).utf8
    default: throw failure("there is no such escape", at: position - 2)
    }
  }

  /// Reads the digits after `\u`, and the second half of a pair of surrogates.
  private mutating func readEscapedScalar() throws(JSONParseError) -> Unicode.Scalar {
    let unit = try readHex()
    if let scalar = Unicode.Scalar(unit) { return scalar }
    let afterFirst = position
    if UTF16.isLeadSurrogate(unit), bytes[position...].starts(with: [0x5C, 0x75]) {
      position += 2
      let second = try readHex()
      if UTF16.isTrailSurrogate(second) {
        let value = 0x10000 + (UInt32(unit & 0x3FF) << 10) + UInt32(second & 0x3FF)
        if let scalar = Unicode.Scalar(value) { return scalar }
      }
      // What follows is a character of its own.
      position = afterFirst
    }
    replacedSurrogates += 1
    return "\u{FFFD}"
  }

  private mutating func readHex() throws(JSONParseError) -> UInt16 {
    let digits = bytes[position..<min(position + 4, bytes.count)]
    guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw failure("'\\u' needs four hexadecimal digits", at: position - 2) }
    position += 4
    return unit
  }
}
