extension Lexer {
  /// A string or bytes literal, if one starts here: single or triple quotes of either kind, after
  /// an optional `r` (raw), `b` (bytes) or `br`.
  mutating func stringLiteral() throws(ExpressionProblem) -> Token.Kind? {
    var prefix = 0
    let isBytes = peek() == "b" || peek() == "B"
    if isBytes { prefix += 1 }
    let isRaw = peek(prefix) == "r" || peek(prefix) == "R"
    if isRaw { prefix += 1 }
    guard let quote = peek(prefix), quote == "'" || quote == "\"" else { return nil }

    let start = position
    position += prefix
    let isTriple = peek(1) == quote && peek(2) == quote
    position += isTriple ? 3 : 1
    var content = Content()
    while true {
      guard let scalar = peek() else { throw unclosed(from: start) }
      if scalar == quote, !isTriple || (peek(1) == quote && peek(2) == quote) {
        position += isTriple ? 3 : 1
        break
      }
      if !isTriple, scalar == "\n" || scalar == "\r" { throw unclosed(from: start) }
      if scalar == "\\", !isRaw {
        try escape(into: &content, isBytes: isBytes)
      } else {
        content.append(scalar, isBytes: isBytes)
        position += 1
      }
    }
    return isBytes ? .bytes(content.bytes) : .string(String(content.scalars))
  }

  /// What has been read of a literal: of the two, only the one that its kind needs.
  private struct Content {
    var scalars = String.UnicodeScalarView()
    var bytes: [UInt8] = []

    mutating func append(_ scalar: Unicode.Scalar, isBytes: Bool) {
      if isBytes {
        bytes.append(contentsOf: String(scalar).utf8)
      } else {
        scalars.append(scalar)
      }
    }
  }

  private mutating func escape(
    into content: inout Content, isBytes: Bool
  ) throws(ExpressionProblem) {
    let start = position
    position += 1
    guard let letter = peek() else {
      throw problem("this escape sequence is not complete", from: start)
    }
    position += 1
    switch letter {
    case "a": content.append("\u{07}", isBytes: isBytes)
    case "b": content.append("\u{08}", isBytes: isBytes)
    case "f": content.append("\u{0C}", isBytes: isBytes)
    case "n": content.append("\n", isBytes: isBytes)
    case "r": content.append("\r", isBytes: isBytes)
    case "t": content.append("\t", isBytes: isBytes)
    case "v": content.append("\u{0B}", isBytes: isBytes)
    case "\\", "?", "\"", "'", "`": content.append(letter, isBytes: isBytes)
    case "x", "X":
      let number = try digits(2, radix: 16, from: start)
      try append(number, to: &content, isBytes: isBytes, from: start)
    case "0"..."3":
      position -= 1
      let number = try digits(3, radix: 8, from: start)
      try append(number, to: &content, isBytes: isBytes, from: start)
    case "u" where !isBytes, "U" where !isBytes:
      let number = try digits(letter == "u" ? 4 : 8, radix: 16, from: start)
      try append(number, to: &content, isBytes: false, from: start)
    default:
      throw problem(
        isBytes && (letter == "u" || letter == "U")
          ? "bytes have no Unicode escapes" : "unknown escape sequence", from: start,
        help: letter.properties.isGraphemeBase
          ? "for a backslash, write '\\\\', or use a raw string: r'…'" : nil)
    }
  }

  private mutating func digits(
    _ count: Int, radix: UInt32, from start: Int
  ) throws(ExpressionProblem) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<count {
      guard let digit = peek().flatMap(hexDigit), digit < radix else {
        throw problem("this escape sequence takes \(count) digits", from: start)
      }
      // Eight hexadecimal digits fill 32 bits exactly.
      value = value &* radix &+ digit
      position += 1
    }
    return value
  }

  /// In bytes an escaped number is a byte; in strings it is a code point.
  private func append(
    _ number: UInt32, to content: inout Content, isBytes: Bool, from start: Int
  ) throws(ExpressionProblem) {
    if isBytes {
      content.bytes.append(UInt8(truncatingIfNeeded: number))
    } else if let scalar = Unicode.Scalar(number) {
      content.scalars.append(scalar)
    } else {
      throw problem("this escape sequence is no Unicode code point", from: start)
    }
  }

  private func unclosed(from start: Int) -> ExpressionProblem {
    problem("this string is not closed", from: start)
  }
}
