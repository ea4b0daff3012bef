extension PatternParser {
  /// Reads a class; the opening bracket is behind the position.
  mutating func parseClass() throws(PatternError) -> ScalarSet {
    let isNegated = take("^")
    var members: [ScalarSet.Member] = []
    while !take("]") {
      guard next != nil else { throw failure("a class has no end: ']' is missing") }
      let first = try parseClassAtom()
      guard next == "-" else {
        members += first.members
        continue
      }
      _ = take("-")
      if next == "]" {
        members += first.members + ScalarSet("-").members
        continue
      }
      let last = try parseClassAtom()
      guard let low = first.single, let high = last.single, low <= high else {
        throw failure("a range in a class goes from a character to the same or a later one")
      }
      members.append(.range(low...high))
    }
    return ScalarSet(members: members, isNegated: isNegated)
  }

  private mutating func parseClassAtom() throws(PatternError) -> ScalarSet {
    let scalar = try advance()
    return scalar == "\\" ? try parseEscape(inClass: true) : ScalarSet(scalar)
  }

  /// Reads what follows a backslash.
  mutating func parseEscape(inClass: Bool) throws(PatternError) -> ScalarSet {
    let scalar = try advance()
    switch scalar {
    case "d": return ScalarSet(.digit(negated: false))
    case "D": return ScalarSet(.digit(negated: true))
    case "w": return ScalarSet(.word(negated: false))
    case "W": return ScalarSet(.word(negated: true))
    case "s": return ScalarSet(.space(negated: false))
    case "S": return ScalarSet(.space(negated: true))
    case "p", "P": return try parseProperty(negated: scalar == "P")
    case "n": return ScalarSet("\n")
    case "r": return ScalarSet("\r")
    case "t": return ScalarSet("\t")
    case "v": return ScalarSet("\u{0B}")
    case "f": return ScalarSet("\u{0C}")
    case "b" where inClass: return ScalarSet("\u{08}")
    case "0": return ScalarSet("\0")
    case "x": return ScalarSet(try parseHex(count: 2))
    case "u": return ScalarSet(try parseUnicodeEscape())
    case "1"..."9", "k":
      throw failure("back-references are not supported, as they cannot be matched in linear time")
    case "^", "$", "\\", ".", "*", "+", "?", "(", ")", "[", "]", "{", "}", "|", "/", "-":
      return ScalarSet(scalar)
    default: throw failure("there is no escape '\\\(scalar)'")
    }
  }

  private mutating func parseProperty(negated: Bool) throws(PatternError) -> ScalarSet {
    guard take("{") else { throw failure("'\\p' needs a property in braces") }
    var name = ""
    while let scalar = next, scalar != "}" {
      name.unicodeScalars.append(scalar)
      _ = take(scalar)
    }
    guard take("}") else { throw failure("'\\p{' has no end") }
    guard let property = ScalarProperty(named: name) else {
      throw failure("the property '\(name)' is not known; general categories such as 'Letter' are")
    }
    return ScalarSet(.property(property, negated: negated))
  }

  private mutating func parseUnicodeEscape() throws(PatternError) -> Unicode.Scalar {
    guard take("{") else {
      let value = try parseHexValue(count: 4)
      if let scalar = Unicode.Scalar(value) { return scalar }
      // Two escapes may be the halves of one scalar.
      guard value < 0xDC00, take("\\"), take("u") else { throw failure("half a surrogate pair") }
      let low = try parseHexValue(count: 4)
      guard (0xDC00...0xDFFF).contains(low),
        let scalar = Unicode.Scalar(0x10000 + ((value & 0x3FF) << 10) + (low & 0x3FF))
      else { throw failure("half a surrogate pair") }
      return scalar
    }
    var value: UInt32 = 0
    var digits = 0
    while let digit = next.flatMap({ Character($0).hexDigitValue }), digits < 8 {
      value = value << 4 + UInt32(digit)
      digits += 1
      _ = try advance()
    }
    guard digits > 0, take("}"), let scalar = Unicode.Scalar(value) else {
      throw failure("'\\u{' needs the number of a character and '}'")
    }
    return scalar
  }

  private mutating func parseHex(count: Int) throws(PatternError) -> Unicode.Scalar {
    guard let scalar = Unicode.Scalar(try parseHexValue(count: count)) else {
      throw failure("half a surrogate pair")
    }
    return scalar
  }

  private mutating func parseHexValue(count: Int) throws(PatternError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<count {
      guard let digit = Character(try advance()).hexDigitValue else {
        throw failure("\(count) hexadecimal digits were expected")
      }
      value = value << 4 + UInt32(digit)
    }
    return value
  }
}
