/// Splits an expression into tokens, one at a time, so that a fault early in a long text is found
/// without reading the rest.
struct Lexer {
  let scalars: [Unicode.Scalar]
  var position = 0

  init(_ text: String) { scalars = Array(text.unicodeScalars) }

  /// The next token; `.end` for ever after the last.
  mutating func next() throws(ExpressionProblem) -> Token {
    skipSpace()
    let start = position
    guard let scalar = peek() else { return Token(kind: .end, offsets: start..<start) }
    let kind: Token.Kind
    if let literal = try stringLiteral() {
      kind = literal
    } else if isDigit(scalar) || (scalar == "." && peek(1).map(isDigit) == true) {
      kind = try numberLiteral()
    } else if isNameStart(scalar) {
      while let next = peek(), isNamePart(next) { position += 1 }
      kind = .identifier(text(start..<position))
    } else if scalar == "`" {
      kind = try quotedIdentifier()
    } else {
      kind = .symbol(try symbol())
    }
    return Token(kind: kind, offsets: start..<position)
  }

  func peek(_ distance: Int = 0) -> Unicode.Scalar? {
    let index = position + distance
    return index < scalars.count ? scalars[index] : nil
  }

  func text(_ range: Range<Int>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars[range])
    return String(view)
  }

  func problem(_ message: String, from start: Int, help: String? = nil) -> ExpressionProblem {
    ExpressionProblem(
      "expression-syntax", message, at: start..<max(position, min(start + 1, scalars.count)),
      help: help)
  }

  private mutating func skipSpace() {
    while let scalar = peek() {
      switch scalar {
      case " ", "\t", "\n", "\r", "\u{0C}":
        position += 1
      case "/" where peek(1) == "/":
        while let next = peek(), next != "\n" { position += 1 }
      default:
        return
      }
    }
  }

  private mutating func quotedIdentifier() throws(ExpressionProblem) -> Token.Kind {
    let start = position
    position += 1
    while let scalar = peek(), scalar != "`" {
      guard isNamePart(scalar) || "-./ ".unicodeScalars.contains(scalar) else {
        position += 1
        throw problem("a field name in backticks cannot contain this character", from: position - 1)
      }
      position += 1
    }
    guard peek() != nil, position > start + 1 else {
      throw problem(
        peek() == nil ? "this backtick is not closed" : "a field name in backticks cannot be empty",
        from: start)
    }
    position += 1
    return .quotedIdentifier(text(start + 1..<position - 1))
  }

  private mutating func symbol() throws(ExpressionProblem) -> Symbol {
    for length in [2, 1] where position + length <= scalars.count {
      if let symbol = Symbol(rawValue: text(position..<position + length)) {
        position += length
        return symbol
      }
    }
    let start = position
    position += 1
    let help: String? =
      switch scalars[start] {
      case "=": "to compare, write '=='"
      case "&": "for 'and', write '&&'"
      case "|": "for 'or', write '||'"
      default: nil
      }
    throw problem("unexpected character \(shown(scalars[start]))", from: start, help: help)
  }

  private func shown(_ scalar: Unicode.Scalar) -> String {
    let isPrintable =
      scalar.isASCII ? (0x20..<0x7F).contains(scalar.value) : scalar.properties.isGraphemeBase
    return isPrintable ? "'\(scalar)'" : "U+" + String(scalar.value, radix: 16, uppercase: true)
  }
}

func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

func isNameStart(_ scalar: Unicode.Scalar) -> Bool {
  ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_"
}

func isNamePart(_ scalar: Unicode.Scalar) -> Bool { isNameStart(scalar) || isDigit(scalar) }

func hexDigit(_ scalar: Unicode.Scalar) -> UInt32? {
  switch scalar {
  case "0"..."9": scalar.value - 0x30
  case "a"..."f": scalar.value - 0x61 + 10
  case "A"..."F": scalar.value - 0x41 + 10
  default: nil
  }
}
