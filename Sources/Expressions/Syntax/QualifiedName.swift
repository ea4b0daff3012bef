/// A name with the plain fields that are selected of it, as `a.b.c`: any beginning of it may be the
/// name of a variable, and the longest that is one wins.
struct QualifiedName: Sendable {
  let isAbsolute: Bool
  /// `["a", "b", "c"]`
  let segments: [String]
  /// The node of each beginning: of `a`, of `a.b`, of `a.b.c`.
  let nodes: [SyntaxNode]

  /// A name alone.
  init(_ name: String, isAbsolute: Bool, node: SyntaxNode) {
    self.isAbsolute = isAbsolute
    segments = [name]
    nodes = [node]
  }

  /// `nil` for a node that is neither a name nor a chain of plain fields on one.
  init?(_ node: SyntaxNode) {
    var (segments, nodes): ([String], [SyntaxNode]) = ([], [])
    var node = node
    while case .select(let operand, let field) = node.kind, !field.isQuoted {
      segments.append(field.name)
      nodes.append(node)
      node = operand
    }
    guard case .name(let root, let isAbsolute) = node.kind else { return nil }
    self.isAbsolute = isAbsolute
    self.segments = (segments + [root]).reversed()
    self.nodes = (nodes + [node]).reversed()
  }

  var root: String { segments[0] }

  /// The name that the first `length` segments spell.
  func prefix(_ length: Int) -> String { segments.prefix(length).joined(separator: ".") }
}
