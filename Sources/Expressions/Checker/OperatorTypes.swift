extension Checker {
  mutating func binary(
    _ symbol: BinaryOperator, _ left: SyntaxNode, _ right: SyntaxNode, at offsets: Range<Int>
  ) -> ValueType {
    switch symbol {
    case .equal, .notEqual:
      equality(symbol, left, check(left), right, check(right), at: offsets)
      return .bool
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      let (a, b) = (checkPresent(left), checkPresent(right))
      if !a.isOrdered(with: b) { mismatch(symbol, a, b, at: offsets) }
      return .bool
    case .in:
      membership(check(left), checkPresent(right), at: offsets)
      return .bool
    case .add, .subtract, .multiply, .divide, .remainder:
      return arithmetic(symbol, checkPresent(left), checkPresent(right), at: offsets)
    }
  }

  private mutating func equality(
    _ symbol: BinaryOperator, _ leftNode: SyntaxNode, _ left: ValueType, _ rightNode: SyntaxNode,
    _ right: ValueType, at offsets: Range<Int>
  ) {
    guard !left.isComparable(to: right) else { return }
    if left == .null || right == .null {
      let (type, node) = left == .null ? (right, rightNode) : (left, leftNode)
      report("type-mismatch", "\(type.withArticle) is never null", at: node.offsets)
    } else {
      report(
        "type-mismatch",
        "'\(symbol.rawValue)' compares \(left.withArticle) with \(right.withArticle)", at: offsets)
    }
  }

  private mutating func membership(
    _ element: ValueType, _ container: ValueType, at offsets: Range<Int>
  ) {
    switch container {
    case .list(let type) where element.isComparable(to: type): break
    case .map(let type, _) where element.isComparable(to: type): break
    case .record where element.isComparable(to: .string): break
    case .dyn: break
    default: mismatch(.in, element, container, at: offsets)
    }
  }

  private mutating func arithmetic(
    _ symbol: BinaryOperator, _ left: ValueType, _ right: ValueType, at offsets: Range<Int>
  ) -> ValueType {
    let results = Self.arithmetic(symbol).filter { overload in
      left.isAssignable(to: overload.left) && right.isAssignable(to: overload.right)
    }.map(\.result)
    guard let result = results.first else {
      let help: String? =
        left.isNumber && right.isNumber && left != right
        ? "convert one of them: \(right)(…)" : nil
      mismatch(symbol, left, right, at: offsets, help: help)
      return .dyn
    }
    if case .list = result { return left.joined(with: right) }
    return results.allSatisfy { $0 == result } ? result : .dyn
  }

  private mutating func mismatch(
    _ symbol: BinaryOperator, _ left: ValueType, _ right: ValueType, at offsets: Range<Int>,
    help: String? = nil
  ) {
    report(
      "type-mismatch", "'\(symbol.rawValue)' does not apply to \(left) and \(right)", at: offsets,
      help: help)
  }

  private typealias Overload = (left: ValueType, right: ValueType, result: ValueType)

  private static func arithmetic(_ symbol: BinaryOperator) -> [Overload] {
    let integers: [Overload] = [(.int, .int, .int), (.uint, .uint, .uint)]
    let numbers = integers + [(.double, .double, .double)]
    return switch symbol {
    case .add:
      numbers + [
        (.string, .string, .string), (.bytes, .bytes, .bytes),
        (.list(.dyn), .list(.dyn), .list(.dyn)), (.timestamp, .duration, .timestamp),
        (.duration, .timestamp, .timestamp), (.duration, .duration, .duration),
      ]
    case .subtract:
      numbers + [
        (.timestamp, .timestamp, .duration), (.timestamp, .duration, .timestamp),
        (.duration, .duration, .duration),
      ]
    case .remainder: integers
    default: numbers
    }
  }

  mutating func negation(_ operand: SyntaxNode, at offsets: Range<Int>) -> ValueType {
    let type = checkPresent(operand)
    switch type {
    case .int, .double, .dyn: return type
    default:
      report("type-mismatch", "'-' does not apply to \(type)", at: offsets)
      return .dyn
    }
  }

  /// `&&` and `||`: each operand may rely on what the others say of null, on either side of it,
  /// because the others decide whenever that does not hold.
  mutating func logical(_ symbol: LogicalOperator, _ operands: [SyntaxNode]) -> ValueType {
    let paths = operands.map { NotNullPaths.paths(shownBy: $0, being: symbol == .and) }
    for paths in paths { notNull.add(paths) }
    for (operand, own) in zip(operands, paths) {
      notNull.remove(own)
      expectBool(operand)
      notNull.add(own)
    }
    for paths in paths { notNull.remove(paths) }
    return .bool
  }

  mutating func conditional(
    _ condition: SyntaxNode, _ then: SyntaxNode, _ otherwise: SyntaxNode, at offsets: Range<Int>
  ) -> ValueType {
    expectBool(condition)
    let types = [(then, true), (otherwise, false)].map { branch, holds in
      let paths = NotNullPaths.paths(shownBy: condition, being: holds)
      notNull.add(paths)
      defer { notNull.remove(paths) }
      return check(branch)
    }
    let (left, right) = (types[0], types[1])
    let result = left.joined(with: right)
    if result == .dyn, left != .dyn, right != .dyn {
      report(
        "type-mismatch", "one branch is \(left.withArticle), the other \(right.withArticle)",
        at: offsets)
    }
    return result
  }
}
