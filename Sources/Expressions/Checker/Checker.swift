/// Infers the type of every node and collects what cannot go well. `dyn` stands for what is not
/// known, and is never objected to.
struct Checker {
  let declarations: Declarations
  private(set) var problems: [ExpressionProblem] = []
  /// The variables of the comprehensions around the current node, outermost first.
  var locals: [(name: String, type: ValueType)] = []
  var notNull = NotNullPaths()

  /// Nearest names are not free, and nobody reads the hundred-and-first problem.
  private static let mostProblems = 100

  init(_ declarations: Declarations) { self.declarations = declarations }

  mutating func check(_ node: SyntaxNode) -> ValueType {
    switch node.kind {
    case .literal(.null): return .null
    case .literal(let value): return value.declaredType
    case .name(let name, let isAbsolute):
      return type(of: QualifiedName(name, isAbsolute: isAbsolute, node: node))
    case .select(let operand, let field):
      if let name = QualifiedName(node) { return type(of: name) }
      return narrowed(self.field(field, of: check(operand), at: operand.offsets), node)
    case .has(let operand, let field):
      return has(SyntaxNode(.select(operand, field), at: node.offsets), operand, field)
    case .index(let operand, let index): return self.index(node, operand, index)
    case .call(let call): return self.call(call, at: node.offsets)
    case .not(let operand):
      expectBool(operand)
      return .bool
    case .negate(let operand): return negation(operand, at: node.offsets)
    case .binary(let symbol, let left, let right):
      return binary(symbol, left, right, at: node.offsets)
    case .logical(let symbol, let operands): return logical(symbol, operands)
    case .conditional(let condition, let then, let otherwise):
      return conditional(condition, then, otherwise, at: node.offsets)
    case .list(let elements): return .list(joined(elements))
    case .map(let entries): return map(entries)
    case .comprehension(let loop): return comprehension(loop)
    }
  }

  mutating func report(
    _ code: String, _ message: @autoclosure () -> String, at offsets: Range<Int>,
    help: @autoclosure () -> String? = nil
  ) {
    guard problems.count < Self.mostProblems else { return }
    problems.append(ExpressionProblem(code, message(), at: offsets, help: help()))
  }

  /// The type of a node in a place where null is of no use.
  mutating func checkPresent(_ node: SyntaxNode) -> ValueType {
    present(check(node), at: node.offsets)
  }

  mutating func present(_ type: ValueType, at offsets: Range<Int>) -> ValueType {
    guard case .nullable(let inner) = type else { return type }
    report(
      "possible-null", "this can be null", at: offsets,
      help: "give the fact a default, or ask first: x != null && …")
    return inner
  }

  mutating func expectBool(_ node: SyntaxNode) {
    let type = checkPresent(node)
    if !type.isAssignable(to: .bool) {
      report("type-mismatch", "expected a bool, found \(type.withArticle)", at: node.offsets)
    }
  }

  // MARK: Collections

  private mutating func joined(_ nodes: [SyntaxNode]) -> ValueType {
    var result: ValueType?
    for node in nodes {
      let type = check(node)
      result = result?.joined(with: type) ?? type
    }
    return result ?? .dyn
  }

  private mutating func map(_ entries: [MapEntry]) -> ValueType {
    var (keys, values): (ValueType?, ValueType?)
    for entry in entries {
      let key = checkPresent(entry.key)
      switch key {
      case .bool, .int, .uint, .string, .dyn: break
      default:
        report(
          "type-mismatch", "\(key.withArticle) cannot be the key of a map", at: entry.key.offsets)
      }
      let value = check(entry.value)
      keys = keys?.joined(with: key) ?? key
      values = values?.joined(with: value) ?? value
    }
    return .map(keys ?? .dyn, values ?? .dyn)
  }

  private mutating func comprehension(_ loop: Comprehension) -> ValueType {
    let range = checkPresent(loop.range)
    let element: ValueType
    switch range {
    case .list(let type), .map(let type, _): element = type
    case .record: element = .string
    case .dyn: element = .dyn
    default:
      element = .dyn
      report(
        "type-mismatch", "\(loop.kind.rawValue)() takes a list or a map, not \(range.withArticle)",
        at: loop.range.offsets)
    }
    locals.append((loop.variable, element))
    defer { locals.removeLast() }
    // A path of the same name outside means another variable.
    let outer = notNull
    notNull.removeAll(under: loop.variable)
    defer { notNull = outer }
    if let condition = loop.condition { expectBool(condition) }
    if loop.kind == .map { return .list(check(loop.body)) }
    expectBool(loop.body)
    return loop.kind == .filter ? .list(element) : .bool
  }
}
