extension Lexer {
  /// An integer, an unsigned integer (`7u`), a hexadecimal one (`0x1F`) or a double.
  mutating func numberLiteral() throws(ExpressionProblem) -> Token.Kind {
    let start = position
    if peek() == "0", peek(1) == "x" || peek(1) == "X", peek(2).flatMap(hexDigit) != nil {
      position += 2
      while let scalar = peek(), hexDigit(scalar) != nil { position += 1 }
      return try integer(digits: start + 2..<position, radix: 16, from: start)
    }
    skipDigits()
    let whole = start..<position
    var isDouble = false
    if peek() == ".", peek(1).map(isDigit) == true {
      isDouble = true
      position += 1
      skipDigits()
    }
    if peek() == "e" || peek() == "E" {
      let sign = peek(1) == "+" || peek(1) == "-" ? 1 : 0
      if peek(1 + sign).map(isDigit) == true {
        isDouble = true
        position += 1 + sign
        skipDigits()
      }
    }
    guard isDouble else { return try integer(digits: whole, radix: 10, from: start) }
    guard let value = Double(text(start..<position)), value.isFinite else {
      throw problem("this number is beyond the range of a double", from: start)
    }
    return .double(value)
  }

  private mutating func skipDigits() {
    while let scalar = peek(), isDigit(scalar) { position += 1 }
  }

  private mutating func integer(
    digits: Range<Int>,
    radix: Int,
    from start: Int
  ) throws(ExpressionProblem) -> Token.Kind {
    let isUnsigned = peek() == "u" || peek() == "U"
    if isUnsigned { position += 1 }
    guard let value = UInt64(text(digits), radix: radix) else {
      throw problem("this number does not fit into 64 bits", from: start)
    }
    return isUnsigned ? .uint(value) : .int(value)
  }
}
