extension Parser {
  /// What a call stands for if it is a macro: calls by other names, or with another number of
  /// arguments, are ordinary.
  func expandMacro(_ call: Call) throws(ExpressionProblem) -> SyntaxNode.Kind? {
    guard let range = call.target else {
      return call.name == "has" && call.arguments.count == 1 ? try has(call) : nil
    }
    guard let kind = Comprehension.Kind(rawValue: call.name) else { return nil }
    let count = call.arguments.count
    guard count == 2 || (count == 3 && kind == .map) else { return nil }
    guard case .name(let variable, isAbsolute: false) = call.arguments[0].kind else {
      throw ExpressionProblem(
        "expression-syntax", "the first argument of \(call.name)() is the name of a variable",
        at: call.arguments[0].offsets, help: "for example: list.\(call.name)(x, x > 0)")
    }
    return .comprehension(
      Comprehension(
        kind: kind, range: range, variable: variable,
        condition: count == 3 ? call.arguments[1] : nil, body: call.arguments[count - 1]))
  }

  private func has(_ call: Call) throws(ExpressionProblem) -> SyntaxNode.Kind {
    guard case .select(let operand, let field) = call.arguments[0].kind else {
      throw ExpressionProblem(
        "expression-syntax", "has() asks for a field, as in has(a.b)", at: call.arguments[0].offsets
      )
    }
    return .has(operand, field)
  }
}
