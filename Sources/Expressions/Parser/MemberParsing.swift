extension Parser {
  /// A primary with all the fields, calls and indices that follow it. `negatedFrom` is where a minus
  /// stands that belongs to the number which comes next.
  mutating func member(negatedFrom minus: Int?) throws(ExpressionProblem) -> SyntaxNode {
    let start = minus ?? current.offsets.lowerBound
    var operand = try primary(negatedFrom: minus)
    while true {
      if try accept(.dot) {
        operand = try selection(of: operand, from: start)
      } else if try accept(.openBracket) {
        let index = try expression()
        try expect(.closeBracket, for: "the ']' of the index")
        operand = try node(.index(operand, index), from: start)
      } else {
        return operand
      }
    }
  }

  private mutating func selection(
    of operand: SyntaxNode,
    from start: Int
  ) throws(ExpressionProblem) -> SyntaxNode {
    let offsets = current.offsets
    switch current.kind {
    case .quotedIdentifier(let name):
      try advance()
      return try node(
        .select(operand, Field(name: name, isQuoted: true, offsets: offsets)), from: start)
    case .identifier(let name) where !Words.keywords.contains(name):
      try advance()
      guard try accept(.openParenthesis) else {
        return try node(
          .select(operand, Field(name: name, isQuoted: false, offsets: offsets)), from: start)
      }
      let arguments = try expressions(until: .closeParenthesis)
      let call = Call(name: name, nameOffsets: offsets, target: operand, arguments: arguments)
      return try node(try expandMacro(call) ?? .call(call), from: start)
    default:
      throw unexpected(wanted: "the name of a field")
    }
  }

  private mutating func primary(negatedFrom minus: Int?) throws(ExpressionProblem) -> SyntaxNode {
    let token = current
    let start = minus ?? token.offsets.lowerBound
    switch token.kind {
    case .int(let magnitude):
      try advance()
      guard let value = signed(magnitude, isNegative: minus != nil) else {
        throw ExpressionProblem(
          "expression-syntax", "this number does not fit into 64 bits", at: token.offsets,
          help: "for an unsigned int, write a 'u' after it")
      }
      return try node(.literal(.int(value)), from: start)
    case .double(let value):
      try advance()
      return try node(.literal(.double(minus == nil ? value : -value)), from: start)
    case .uint(let value): return try literal(.uint(value))
    case .string(let value): return try literal(.string(value))
    case .bytes(let value): return try literal(.bytes(value))
    case .identifier("true"): return try literal(.bool(true))
    case .identifier("false"): return try literal(.bool(false))
    case .identifier("null"): return try literal(.null)
    case .identifier: return try name(isAbsolute: false, from: start)
    case .symbol(.dot):
      try advance()
      return try name(isAbsolute: true, from: start)
    case .symbol(.openParenthesis):
      try advance()
      let inner = try expression()
      try expect(.closeParenthesis, for: "a ')'")
      return inner
    case .symbol(.openBracket):
      try advance()
      let elements = try expressions(until: .closeBracket, allowsTrailingComma: true)
      return try node(.list(elements), from: start)
    case .symbol(.openBrace):
      try advance()
      return try map(from: start)
    default:
      throw unexpected(wanted: "a value")
    }
  }

  private mutating func literal(_ value: Value) throws(ExpressionProblem) -> SyntaxNode {
    let start = current.offsets.lowerBound
    try advance()
    return try node(.literal(value), from: start)
  }

  private func signed(_ magnitude: UInt64, isNegative: Bool) -> Int64? {
    guard isNegative else { return Int64(exactly: magnitude) }
    return magnitude == Int64.min.magnitude ? .min : Int64(exactly: magnitude).map { -$0 }
  }

  /// A variable, or a call of a function.
  private mutating func name(
    isAbsolute: Bool, from start: Int
  ) throws(ExpressionProblem) -> SyntaxNode {
    guard case .identifier(let name) = current.kind, !Words.keywords.contains(name) else {
      throw unexpected(wanted: "a name")
    }
    let offsets = current.offsets
    guard !Words.reserved.contains(name) else {
      throw ExpressionProblem(
        "expression-syntax", "'\(name)' is a reserved word and names nothing", at: offsets)
    }
    try advance()
    if current.isSymbol(.openBrace) {
      throw unexpected(
        wanted: "an operator", help: "there are no message types; a map is {'key': value}")
    }
    guard try accept(.openParenthesis) else {
      return try node(.name(name, isAbsolute: isAbsolute), from: start)
    }
    let arguments = try expressions(until: .closeParenthesis)
    let call = Call(name: name, nameOffsets: offsets, target: nil, arguments: arguments)
    return try node(try expandMacro(call) ?? .call(call), from: start)
  }

  private mutating func expressions(
    until close: Symbol,
    allowsTrailingComma: Bool = false
  ) throws(ExpressionProblem) -> [SyntaxNode] {
    var result: [SyntaxNode] = []
    if try accept(close) { return result }
    while true {
      result.append(try expression())
      if try accept(close) { return result }
      try expect(.comma, for: "a ',' or the closing '\(close.rawValue)'")
      if allowsTrailingComma, try accept(close) { return result }
    }
  }

  private mutating func map(from start: Int) throws(ExpressionProblem) -> SyntaxNode {
    var entries: [MapEntry] = []
    while !(try accept(.closeBrace)) {
      let key = try expression()
      try expect(.colon, for: "the ':' after the key")
      entries.append(MapEntry(key: key, value: try expression()))
      if !(try accept(.comma)) {
        try expect(.closeBrace, for: "a ',' or the closing '}'")
        break
      }
    }
    return try node(.map(entries), from: start)
  }
}
