extension SyntaxNode {
  /// The tree in prefix form, every operand in parentheses: two expressions have the same text if
  /// and only if they have the same tree.
  var canonicalText: String {
    switch kind {
    case .literal(let value): value.canonicalText
    case .name(let name, let isAbsolute): (isAbsolute ? "." : "") + name
    case .select(let operand, let field):
      "(\(field.isQuoted ? "quoted-field" : "field") \(operand.canonicalText) \(quoted(field.name)))"
    case .has(let operand, let field):
      "(\(field.isQuoted ? "quoted-has" : "has") \(operand.canonicalText) \(quoted(field.name)))"
    case .index(let operand, let index): form("index", [operand, index])
    case .call(let call):
      form((call.target == nil ? "call " : "method ") + call.name, call.operands)
    case .not(let operand): form("!", [operand])
    case .negate(let operand): form("-", [operand])
    case .binary(let operation, let left, let right): form(operation.rawValue, [left, right])
    case .logical(let operation, let operands): form(operation.rawValue, operands)
    case .conditional(let condition, let then, let otherwise):
      form("?:", [condition, then, otherwise])
    case .list(let elements): form("list", elements)
    case .map: form("map", kind.children)
    case .comprehension(let loop):
      form(
        "\(loop.kind.rawValue)\(loop.condition == nil ? "" : "-if") \(loop.variable)", kind.children
      )
    }
  }

  private func form(_ head: String, _ operands: [SyntaxNode]) -> String {
    "(" + ([head] + operands.map(\.canonicalText)).joined(separator: " ") + ")"
  }
}

extension Value {
  fileprivate var canonicalText: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .int(let value): String(value)
    case .uint(let value): "\(value)u"
    case .double(let value): "\(value)d"
    case .string(let value): quoted(value)
    case .bytes(let bytes):
      "b\"" + bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() + "\""
    // No literal has one of these types.
    case .list, .map, .timestamp, .duration, .type: "\(self)"
    }
  }
}

/// `text` in double quotes, with backslashes before what would end it early.
private func quoted(_ text: String) -> String {
  var result = String.UnicodeScalarView()
  result.append("\"")
  for scalar in text.unicodeScalars {
    if scalar == "\"" || scalar == "\\" { result.append("\\") }
    result.append(scalar)
  }
  result.append("\"")
  return String(result)
}
