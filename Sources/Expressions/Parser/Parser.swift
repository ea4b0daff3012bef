/// Reads tokens into a tree by precedence climbing. All recursion passes through ``expression()``,
/// which counts it.
struct Parser {
  private var lexer: Lexer
  private(set) var current: Token
  /// Where the last token that was taken ends.
  private(set) var previousEnd = 0
  private var nesting = 0
  private var nodes = 0
  private var constructors = 0

  /// The tree of a whole text.
  static func parse(_ text: String) throws(ExpressionProblem) -> SyntaxNode {
    guard text.utf8.count <= Limits.textBytes else {
      throw limit("an expression can have at most \(Limits.textBytes) bytes", at: 0..<0)
    }
    var parser = try Parser(text)
    if case .end = parser.current.kind { throw parser.unexpected(wanted: "an expression") }
    let root = try parser.expression()
    guard case .end = parser.current.kind else {
      throw parser.unexpected(wanted: "an operator or the end")
    }
    return root
  }

  private init(_ text: String) throws(ExpressionProblem) {
    lexer = Lexer(text)
    current = try lexer.next()
  }

  /// `a || b` and, one level up, `a ? b : c`.
  mutating func expression() throws(ExpressionProblem) -> SyntaxNode {
    nesting += 1
    defer { nesting -= 1 }
    guard nesting <= Limits.depth else { throw tooDeep }
    let start = current.offsets.lowerBound
    let condition = try or()
    guard try accept(.question) else { return condition }
    let then = try or()
    try expect(.colon, for: "the ':' of '?:'")
    let otherwise = try expression()
    return try node(.conditional(condition, then, otherwise), from: start)
  }

  // MARK: Tokens

  mutating func advance() throws(ExpressionProblem) {
    previousEnd = current.offsets.upperBound
    current = try lexer.next()
  }

  /// Takes the symbol if it comes next.
  mutating func accept(_ symbol: Symbol) throws(ExpressionProblem) -> Bool {
    guard current.isSymbol(symbol) else { return false }
    try advance()
    return true
  }

  mutating func expect(_ symbol: Symbol, for what: String) throws(ExpressionProblem) {
    guard try accept(symbol) else { throw unexpected(wanted: what) }
  }

  // MARK: Nodes and problems

  /// A node from `start` to the last token taken.
  mutating func node(
    _ kind: SyntaxNode.Kind,
    from start: Int
  ) throws(ExpressionProblem) -> SyntaxNode {
    nodes += 1
    if kind.buildsValues { constructors += 1 }
    let offsets = start..<max(start, previousEnd)
    guard nodes <= Limits.nodes, constructors <= Limits.constructors else {
      throw Self.limit("too long an expression", at: offsets)
    }
    let node = SyntaxNode(kind, at: offsets)
    guard node.depth <= Limits.depth else {
      throw Self.limit("nested more than \(Limits.depth) deep", at: offsets)
    }
    return node
  }

  func unexpected(wanted: String, help: String? = nil) -> ExpressionProblem {
    let found =
      switch current.kind {
      case .end: "the expression ends where \(wanted) should stand"
      case .identifier(let name): "found '\(name.prefix(40))' where \(wanted) should stand"
      case .symbol(let symbol): "found '\(symbol.rawValue)' where \(wanted) should stand"
      case .string, .bytes: "found a string where \(wanted) should stand"
      case .int, .uint, .double: "found a number where \(wanted) should stand"
      case .quotedIdentifier: "found a name in backticks where \(wanted) should stand"
      }
    return ExpressionProblem("expression-syntax", found, at: current.offsets, help: help)
  }

  var tooDeep: ExpressionProblem {
    Self.limit("nested more than \(Limits.depth) deep", at: current.offsets)
  }

  private static func limit(_ message: String, at offsets: Range<Int>) -> ExpressionProblem {
    ExpressionProblem("expression-limit", message, at: offsets)
  }
}

extension SyntaxNode.Kind {
  /// Whether each evaluation may put a new level around a value.
  fileprivate var buildsValues: Bool {
    switch self {
    case .list, .map:
      children.contains { if case .literal = $0.kind { false } else { true } }
    case .comprehension: true
    default: false
    }
  }
}
