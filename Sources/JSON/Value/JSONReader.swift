/// The state of reading one text: a place in its bytes.
///
/// Descends by recursion, bounded by `maxDepth`.
struct JSONReader {
  let bytes: UnsafeBufferPointer<UInt8>
  let maxDepth: Int
  var position = 0
  var replacedSurrogates = 0

  init(bytes: UnsafeBufferPointer<UInt8>, maxDepth: Int) {
    self.bytes = bytes
    self.maxDepth = maxDepth
  }

  /// The byte at the position; nil at the end.
  var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  mutating func readDocument() throws(JSONParseError) -> JSONValue {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      throw failure("the text starts with a byte order mark")
    }
    skipSpace()
    let value = try readValue(depth: 0)
    skipSpace()
    guard position == bytes.count else { throw failure("there is more after the value") }
    return value
  }

  private mutating func readValue(depth: Int) throws(JSONParseError) -> JSONValue {
    switch next {
    case UInt8(ascii: "{"): return .object(try readObject(depth: depth + 1))
    case UInt8(ascii: "["): return .array(try readArray(depth: depth + 1))
    case UInt8(ascii: "\""): return .string(try readString())
    case UInt8(ascii: "-"), (UInt8(ascii: "0")...UInt8(ascii: "9"))?:
      return .number(try readNumber())
    case UInt8(ascii: "t"): return try read("true", as: .bool(true))
    case UInt8(ascii: "f"): return try read("false", as: .bool(false))
    case UInt8(ascii: "n"): return try read("null", as: .null)
    case nil: throw failure("a value is missing at the end of the text")
    default: throw failure("a value was expected")
    }
  }

  private mutating func readObject(depth: Int) throws(JSONParseError) -> JSONObject {
    try open(depth: depth)
    var object = JSONObject()
    guard !take(UInt8(ascii: "}")) else { return object }
    while true {
      guard next == UInt8(ascii: "\"") else { throw failure("a key in quotes was expected") }
      let key = try readString()
      skipSpace()
      guard take(UInt8(ascii: ":")) else { throw failure("':' was expected after the key") }
      skipSpace()
      object[key] = try readValue(depth: depth)
      skipSpace()
      if take(UInt8(ascii: "}")) { return object }
      guard take(UInt8(ascii: ",")) else { throw failure("',' or '}' was expected") }
      skipSpace()
    }
  }

  private mutating func readArray(depth: Int) throws(JSONParseError) -> [JSONValue] {
    try open(depth: depth)
    var elements: [JSONValue] = []
    guard !take(UInt8(ascii: "]")) else { return elements }
    while true {
      elements.append(try readValue(depth: depth))
      skipSpace()
      if take(UInt8(ascii: "]")) { return elements }
      guard take(UInt8(ascii: ",")) else { throw failure("',' or ']' was expected") }
      skipSpace()
    }
  }

  private mutating func open(depth: Int) throws(JSONParseError) {
    guard depth <= maxDepth else { throw failure("more than \(maxDepth) levels deep") }
    position += 1
    skipSpace()
  }

  private mutating func readNumber() throws(JSONParseError) -> JSONNumber {
    let start = position
    while let byte = next {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "e"),
        UInt8(ascii: "E"), UInt8(ascii: "+"), UInt8(ascii: "-"):
        position += 1
        continue
      default: break
      }
      break
    }
    let text = bytes[start..<position]
    guard isPlainInteger(text) || JSONDecimal(utf8: text) != nil else {
      position = start
      throw failure("this is no number in JSON, or its exponent is out of range")
    }
    return JSONNumber(checked: String(decoding: text, as: UTF8.self))
  }

  private mutating func read(
    _ word: StaticString, as value: JSONValue
  ) throws(JSONParseError) -> JSONValue {
    let expected = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
    guard bytes[position...].starts(with: expected) else { throw failure("a value was expected") }
    position += expected.count
    return value
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    position += 1
    return true
  }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 {
      position += 1
    }
  }

  /// The error at the position, or at `offset`.
  func failure(_ message: String, at offset: Int? = nil) -> JSONParseError {
    let offset = offset ?? position
    let before = bytes[..<min(offset, bytes.count)]
    let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    return JSONParseError(
      message: message, offset: offset,
      line: before.count { $0 == 0x0A } + 1,
      // Every scalar has one byte that is no continuation.
      column: before[lineStart...].count { $0 & 0xC0 != 0x80 } + 1)
  }
}

/// Most numbers: some digits and nothing else. They need no second look.
private func isPlainInteger(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
  guard let first = text.first, first != UInt8(ascii: "0") || text.count == 1 else { return false }
  return text.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
}
