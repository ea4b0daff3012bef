extension SyntaxNode {
  /// Every use of a free name, in source order, with the longest constant path of fields.
  func references(bound: Set<String> = []) -> [Reference] {
    if let path = constantPath(bound: bound) {
      return [Reference(path: path, offsets: offsets)]
    }
    if case .comprehension(let loop) = kind {
      let inner = bound.union([loop.variable])
      return loop.range.references(bound: bound)
        + (loop.condition?.references(bound: inner) ?? [])
        + loop.body.references(bound: inner)
    }
    return kind.children.flatMap { $0.references(bound: bound) }
  }

  /// `["a", "b", "c"]` of `a.b["c"]`, `nil` where the root is no free name or a step not constant.
  private func constantPath(bound: Set<String>) -> [String]? {
    switch kind {
    case .name(let name, let isAbsolute):
      !isAbsolute && bound.contains(name) ? nil : [name]
    case .select(let operand, let field), .has(let operand, let field):
      operand.constantPath(bound: bound).map { $0 + [field.name] }
    case .index(let operand, let index):
      if case .literal(.string(let field)) = index.kind {
        operand.constantPath(bound: bound).map { $0 + [field] }
      } else {
        nil
      }
    default: nil
    }
  }
}
