/// The paths that the surroundings of a node show not to be null: in `x != null && x > 3` the second
/// operand may use `x`.
struct NotNullPaths {
  /// How often each has been shown, so that showing and forgetting can nest.
  private var counts: [String: Int] = [:]

  func contains(_ path: String) -> Bool { counts[path] != nil }

  var isEmpty: Bool { counts.isEmpty }

  mutating func add(_ paths: [String]) {
    for path in paths { counts[path, default: 0] += 1 }
  }

  mutating func remove(_ paths: [String]) {
    for path in paths {
      let count = counts[path, default: 0]
      counts[path] = count > 1 ? count - 1 : nil
    }
  }

  /// Forgets a variable and its fields.
  mutating func removeAll(under variable: String) {
    counts = counts.filter { path, _ in path != variable && !path.contains("(field \(variable) ") }
  }

  /// What is not null if `condition` is true (or, with `being: false`, if it is false).
  static func paths(shownBy condition: SyntaxNode, being outcome: Bool) -> [String] {
    switch condition.kind {
    case .not(let operand): paths(shownBy: operand, being: !outcome)
    case .logical(let symbol, let operands) where (symbol == .and) == outcome:
      operands.flatMap { paths(shownBy: $0, being: outcome) }
    case .binary(outcome ? .notEqual : .equal, let left, let right):
      if case .literal(.null) = right.kind {
        path(left)
      } else if case .literal(.null) = left.kind {
        path(right)
      } else {
        []
      }
    default: []
    }
  }

  /// The node as a path, if it is a name or constant fields of one.
  static func path(_ node: SyntaxNode) -> [String] {
    node.isConstantPath ? [node.canonicalText] : []
  }
}

extension Checker {
  /// The type without null where the surroundings show that there is none.
  func narrowed(_ type: ValueType, _ node: SyntaxNode) -> ValueType {
    guard case .nullable(let inner) = type, !notNull.isEmpty,
      let path = NotNullPaths.path(node).first, notNull.contains(path)
    else { return type }
    return inner
  }
}

extension SyntaxNode {
  fileprivate var isConstantPath: Bool {
    switch kind {
    case .name: true
    case .select(let operand, _): operand.isConstantPath
    case .index(let operand, let index):
      if case .literal = index.kind { operand.isConstantPath } else { false }
    default: false
    }
  }
}
