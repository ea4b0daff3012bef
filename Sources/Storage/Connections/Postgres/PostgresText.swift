/// Values in the text forms that PostgreSQL reads.
enum PostgresText {
  /// A value as a parameter of a statement; nil for NULL.
  static func parameter(_ value: SQLValue) -> String? {
    switch value {
    case .null: nil
    case .bool(let value): value ? "true" : "false"
    case .int(let value): String(value)
    case .double(let value): double(value)
    case .text(let value): value
    case .ints(let values): "{" + values.map(String.init).joined(separator: ",") + "}"
    case .texts(let values): array(values)
    }
  }

  /// Appends a value in the text format of COPY: `\N` for NULL; tab, line breaks and backslash
  /// escaped.
  static func appendCopyField(_ value: SQLValue, to buffer: inout [UInt8]) {
    guard let text = parameter(value) else {
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

  /// Every element in quotes: bare, `NULL` and an empty element would read as something else.
  private static func array(_ values: [String?]) -> String {
    var bytes: [UInt8] = [UInt8(ascii: "{")]
    bytes.reserveCapacity(values.reduce(2) { $0 + ($1?.utf8.count ?? 2) + 3 })
    for value in values {
      if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
      if let value { appendQuoted(value, to: &bytes) } else { bytes += "NULL".utf8 }
    }
    bytes.append(UInt8(ascii: "}"))
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func appendQuoted(_ value: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    var value = value
    value.withUTF8 { text in
      // JSON is full of quotes: what lies between goes over in one piece.
      var start = 0
      for (index, byte) in text.enumerated()
      where byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<index]))
        bytes.append(UInt8(ascii: "\\"))
        start = index
      }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
