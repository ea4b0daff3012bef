import Diagnostics

extension Checker {
  /// The type of a name or of a chain of plain fields on one: the longest declared name wins.
  mutating func type(of name: QualifiedName) -> ValueType {
    if !name.isAbsolute, let local = locals.last(where: { $0.name == name.root }) {
      return fields(from: 1, of: name, on: local.type)
    }
    for length in stride(from: name.segments.count, through: 1, by: -1) {
      if let type = declarations[name.prefix(length)] {
        return fields(from: length, of: name, on: narrowed(type, name.nodes[length - 1]))
      }
    }
    for length in stride(from: name.segments.count, through: 1, by: -1)
    where TypeName.denoted(by: name.prefix(length)) != nil {
      return fields(from: length, of: name, on: .type)
    }
    let names = locals.map(\.name) + declarations.names
    report(
      "unknown-name", "nothing is called '\(name.root)'", at: name.nodes[0].offsets,
      help: suggestion(for: name.root, among: names))
    return .dyn
  }

  private mutating func fields(
    from start: Int, of name: QualifiedName, on type: ValueType
  ) -> ValueType {
    var type = type
    for index in start..<name.nodes.count {
      guard case .select(let operand, let field) = name.nodes[index].kind else { break }
      type = narrowed(self.field(field, of: type, at: operand.offsets), name.nodes[index])
    }
    return type
  }

  /// The type of a field. `offsets` are those of what it is a field of.
  mutating func field(_ field: Field, of type: ValueType, at offsets: Range<Int>) -> ValueType {
    switch present(type, at: offsets) {
    case .dyn: return .dyn
    case .map(_, let value): return value
    case .record(let fields):
      if let type = fields[field.name] { return type }
      report(
        "unknown-field", "there is no field '\(field.name)'", at: field.offsets,
        help: suggestion(for: field.name, among: fields.keys.sorted()) ?? Self.list(fields))
      return .dyn
    case let other:
      report("type-mismatch", "\(other.withArticle) has no fields", at: field.offsets)
      return .dyn
    }
  }

  private static func list(_ fields: [String: ValueType]) -> String? {
    if fields.isEmpty { return nil }
    let names = fields.keys.sorted()
    let more = names.count > 12 ? ", …" : ""
    return "there is: \(names.prefix(12).joined(separator: ", "))\(more)"
  }

  /// `has(a.b)`: where the whole name is declared, there is no field to look for.
  mutating func has(_ selection: SyntaxNode, _ operand: SyntaxNode, _ field: Field) -> ValueType {
    if let name = QualifiedName(selection),
      name.isAbsolute || !locals.contains(where: { $0.name == name.root }),
      declarations[name.prefix(name.segments.count)] != nil
    {
      return .bool
    }
    _ = self.field(field, of: check(operand), at: operand.offsets)
    return .bool
  }

  /// `a[b]`
  mutating func index(
    _ node: SyntaxNode, _ operand: SyntaxNode, _ index: SyntaxNode
  ) -> ValueType {
    let container = checkPresent(operand)
    let key = checkPresent(index)
    switch container {
    case .dyn: return .dyn
    case .list(let element):
      if !key.isAssignable(to: .int) {
        report(
          "type-mismatch", "a list is indexed by an int, not \(key.withArticle)", at: index.offsets)
      }
      return element
    case .map(let wanted, let value):
      if !key.isComparable(to: wanted) {
        report("type-mismatch", "the keys are \(wanted), not \(key)", at: index.offsets)
      }
      return narrowed(value, node)
    case .record:
      guard case .literal(.string(let name)) = index.kind else {
        if !key.isAssignable(to: .string) {
          report(
            "type-mismatch", "fields are named by a string, not \(key.withArticle)",
            at: index.offsets)
        }
        return .dyn
      }
      let field = Field(name: name, isQuoted: true, offsets: index.offsets)
      return narrowed(self.field(field, of: container, at: operand.offsets), node)
    default:
      report("type-mismatch", "\(container.withArticle) cannot be indexed", at: operand.offsets)
      return .dyn
    }
  }
}

/// The help that offers the nearest of the names there are.
func suggestion(for name: String, among candidates: [String]) -> String? {
  nearestName(to: name, in: candidates).map { "did you mean '\($0)'?" }
}
