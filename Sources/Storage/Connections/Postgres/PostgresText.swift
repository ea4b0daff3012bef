/// Values in the text forms that PostgreSQL reads.
enum PostgresText {
  /// A value that is no array; nil for NULL, and for arrays.
  static func scalar(_ value: SQLValue) -> String? {
    switch value {
    case .null, .ints, .texts: nil
    case .bool(let value): value ? "true" : "false"
    case .int(let value): String(value)
    case .double(let value): double(value)
    case .text(let value): value
    }
  }

  /// Appends a value in the text format of COPY: `\N` for NULL; tab, line breaks and backslash
  /// escaped.
  static func appendCopyField(_ value: SQLValue, to buffer: inout [UInt8]) {
    guard let text = scalar(value) else {
      buffer.append(UInt8(ascii: "\\"))
      buffer.append(UInt8(ascii: "N"))
      return
    }
    var plain = text
    plain.withUTF8 { bytes in
      guard bytes.contains(where: needsEscape) else { return buffer.append(contentsOf: bytes) }
      for byte in bytes {
        if needsEscape(byte) { buffer.append(UInt8(ascii: "\\")) }
        switch byte {
        case UInt8(ascii: "\t"): buffer.append(UInt8(ascii: "t"))
        case UInt8(ascii: "\n"): buffer.append(UInt8(ascii: "n"))
        case UInt8(ascii: "\r"): buffer.append(UInt8(ascii: "r"))
        default: buffer.append(byte)
        }
      }
    }
  }

  private static func needsEscape(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "\\"), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"): true
    default: false
    }
  }

  private static func double(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
    return String(value)
  }
}
