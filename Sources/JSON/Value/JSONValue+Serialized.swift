extension JSONValue {
  /// The value as JSON text: compact, or with a line per member and two spaces per level.
  ///
  /// Members keep their order and numbers their digits.
  package func serialized(pretty: Bool = false) -> String {
    var writer = JSONWriter(style: pretty ? .pretty : .compact)
    writer.write(self)
    return writer.text
  }

  /// The bytes of `serialized()`.
  package func serializedBytes() -> [UInt8] {
    var writer = JSONWriter(style: .compact)
    writer.write(self)
    return writer.bytes
  }

  /// The one text that all equal values share, for digests: no spaces, keys sorted by Unicode
  /// scalars, numbers in canonical digits.
  package func canonical() -> String {
    var writer = JSONWriter(style: .canonical)
    writer.write(self)
    return writer.text
  }
}

extension JSONValue: CustomStringConvertible {
  package var description: String { serialized() }
}

/// Collects the bytes of a JSON text.
private struct JSONWriter {
  enum Style { case compact, pretty, canonical }

  let style: Style
  private(set) var bytes: [UInt8] = []
  private var level = 0

  init(style: Style) { self.style = style }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  mutating func write(_ value: JSONValue) {
    switch value {
    case .null: bytes += "null".utf8
    case .bool(let value): bytes += (value ? "true" : "false").utf8
    case .number(let value): bytes += (style == .canonical ? value.canonicalText : value.text).utf8
    case .string(let value): write(value)
    case .array(let elements): writeArray(elements)
    case .object(let object): writeObject(object)
    }
  }

  private mutating func writeArray(_ elements: [JSONValue]) {
    bytes.append(UInt8(ascii: "["))
    level += 1
    for (index, element) in elements.enumerated() {
      separate(isFirst: index == 0)
      write(element)
    }
    close(UInt8(ascii: "]"), isEmpty: elements.isEmpty)
  }

  private mutating func writeObject(_ object: JSONObject) {
    bytes.append(UInt8(ascii: "{"))
    level += 1
    if style == .canonical {
      writeMembers(object.sorted { JSONKey($0.key) < JSONKey($1.key) })
    } else {
      writeMembers(object)
    }
    close(UInt8(ascii: "}"), isEmpty: object.isEmpty)
  }

  private mutating func writeMembers(_ members: some Sequence<JSONObject.Member>) {
    var isFirst = true
    for member in members {
      separate(isFirst: isFirst)
      isFirst = false
      write(member.key)
      bytes.append(UInt8(ascii: ":"))
      if style == .pretty { bytes.append(UInt8(ascii: " ")) }
      write(member.value)
    }
  }

  private mutating func separate(isFirst: Bool) {
    if !isFirst { bytes.append(UInt8(ascii: ",")) }
    if style == .pretty { breakLine() }
  }

  private mutating func close(_ bracket: UInt8, isEmpty: Bool) {
    level -= 1
    if style == .pretty, !isEmpty { breakLine() }
    bytes.append(bracket)
  }

  private mutating func breakLine() {
    bytes.append(UInt8(ascii: "\n"))
    bytes += repeatElement(UInt8(ascii: " "), count: level * 2)
  }

  private mutating func write(_ string: String) {
    bytes.append(UInt8(ascii: "\""))
    var string = string
    string.withUTF8 { text in
      // Prompts are long and have little to escape: what lies between goes over in one piece.
      var start = 0
      for (index, byte) in text.enumerated() where Self.isEscaped(byte) {
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<index]))
        writeEscaped(byte)
        start = index + 1
      }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static func isEscaped(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }

  private mutating func writeEscaped(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
    case 0x08: bytes += "\\b".utf8
    case 0x09: bytes += "\\t".utf8
    case 0x0A: bytes += "\\n".utf8
    case 0x0C: bytes += "\\f".utf8
    case 0x0D: bytes += "\\r".utf8
    default: bytes += "\\u00\(byte < 0x10 ? "0" : "")\(String(byte, radix: 16))".utf8
    }
  }
}
