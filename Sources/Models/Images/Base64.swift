/// Base64 that is looked through without being decoded.
enum Base64 {
  /// The text in one line and with its padding: PostgreSQL's `encode` breaks lines, and others leave out
  /// what pads.
  static func unwrapped(_ text: Substring) -> Substring {
    var text = text
    if text.utf8.contains(where: isBlank) {
      text = Substring(decoding: text.utf8.filter { !isBlank($0) }, as: UTF8.self)
    }
    let rest = text.utf8.count % 4
    return rest < 2 ? text : text + String(repeating: "=", count: 4 - rest)
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || (UInt8(ascii: "\t")...UInt8(ascii: "\r")).contains(byte)
  }

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
