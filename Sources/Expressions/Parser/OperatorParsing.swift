extension Parser {
  mutating func or() throws(ExpressionProblem) -> SyntaxNode {
    let start = current.offsets.lowerBound
    var operands = [try and()]
    while try accept(.or) { operands.append(try and()) }
    return try chain(.or, operands, from: start)
  }

  private mutating func and() throws(ExpressionProblem) -> SyntaxNode {
    let start = current.offsets.lowerBound
    var operands = [try binary(above: 0)]
    while try accept(.and) { operands.append(try binary(above: 0)) }
    return try chain(.and, operands, from: start)
  }

  /// `a && b && c` is one node, however it is parenthesised: a long chain is not a deep tree.
  private mutating func chain(
    _ operation: LogicalOperator,
    _ operands: [SyntaxNode],
    from start: Int
  ) throws(ExpressionProblem) -> SyntaxNode {
    if operands.count == 1, let only = operands.first { return only }
    let flat = operands.flatMap { operand in
      if case .logical(operation, let inner) = operand.kind { inner } else { [operand] }
    }
    return try node(.logical(operation, flat), from: start)
  }

  /// Comparisons, sums and products whose precedence is above the given one; all bind to the left.
  private mutating func binary(above precedence: Int) throws(ExpressionProblem) -> SyntaxNode {
    let start = current.offsets.lowerBound
    var left = try unary()
    while let (operation, strength) = currentOperator, strength > precedence {
      try advance()
      let right = try binary(above: strength)
      left = try node(.binary(operation, left, right), from: start)
    }
    return left
  }

  private var currentOperator: (BinaryOperator, Int)? {
    switch current.kind {
    case .identifier("in"): return (.in, 1)
    case .symbol(let symbol):
      guard let operation = BinaryOperator(rawValue: symbol.rawValue) else { return nil }
      switch operation {
      case .multiply, .divide, .remainder: return (operation, 3)
      case .add, .subtract: return (operation, 2)
      default: return (operation, 1)
      }
    default: return nil
    }
  }

  /// `!a`, `-a` and any number of them. A minus before a number belongs to the number, so that the
  /// least int can be written.
  private mutating func unary() throws(ExpressionProblem) -> SyntaxNode {
    var operators: [(symbol: Symbol, start: Int)] = []
    while case .symbol(let symbol) = current.kind, symbol == .not || symbol == .minus {
      operators.append((symbol, current.offsets.lowerBound))
      guard operators.count <= Limits.depth else { throw tooDeep }
      try advance()
    }
    var operand: SyntaxNode
    if let last = operators.last, last.symbol == .minus, current.kind.isSignedNumber {
      operators.removeLast()
      operand = try member(negatedFrom: last.start)
    } else {
      operand = try member(negatedFrom: nil)
    }
    for (symbol, start) in operators.reversed() {
      operand = try node(symbol == .not ? .not(operand) : .negate(operand), from: start)
    }
    return operand
  }
}

extension Token.Kind {
  fileprivate var isSignedNumber: Bool {
    switch self {
    case .int, .double: true
    default: false
    }
  }
}
