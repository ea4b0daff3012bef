extension SyntaxNode {
  /// Every name that the expression may look up: all beginnings of its qualified names.
  var nameCandidates: [String] {
    var collector = NameCollector()
    collector.visit(self, bound: [])
    return collector.names
  }
}

private struct NameCollector {
  private(set) var names: [String] = []
  private var seen: Set<String> = []

  mutating func visit(_ node: SyntaxNode, bound: Set<String>) {
    switch node.kind {
    case .comprehension(let loop):
      visit(loop.range, bound: bound)
      let inner = bound.union([loop.variable])
      if let condition = loop.condition { visit(condition, bound: inner) }
      visit(loop.body, bound: inner)
    case .has(let operand, let field):
      // It asks for the same names as the selection of the field does.
      visit(SyntaxNode(.select(operand, field), at: node.offsets), bound: bound)
    default:
      guard let name = QualifiedName(node) else {
        for child in node.kind.children { visit(child, bound: bound) }
        return
      }
      guard name.isAbsolute || !bound.contains(name.root) else { return }
      for length in 1...name.segments.count where seen.insert(name.prefix(length)).inserted {
        names.append(name.prefix(length))
      }
    }
  }
}
