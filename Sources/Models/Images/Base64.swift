/// Base64 that is looked through without being decoded.
enum Base64 {
  /// How many bytes a text stands for; nil where it is no base64, padding included.
  static func decodedCount(_ text: Substring.UTF8View) -> Int? {
    let padding = text.reversed().prefix(2).prefix { $0 == UInt8(ascii: "=") }.count
    guard text.count % 4 == 0, text.dropLast(padding).allSatisfy(isDigit) else { return nil }
    return text.count / 4 * 3 - padding
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
      true
    default: false
    }
  }
}
