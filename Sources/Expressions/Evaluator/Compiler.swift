/// Turns a syntax tree into steps, with names resolved to positions.
struct Compiler {
  private let slots: [String: Int]
  private var locals: [String] = []
  private let isTracing: Bool
  /// What is traced, by number.
  private(set) var traced: [SyntaxNode] = []

  /// `names` are those of the bindings, in their order. The first of equal names counts.
  init(names: [String], isTracing: Bool = false) {
    slots = Dictionary(
      names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    self.isTracing = isTracing
  }

  mutating func compile(_ node: SyntaxNode) -> any Step {
    guard isTracing, locals.isEmpty, node.isWorthTracing else { return step(node) }
    let number = traced.count
    traced.append(node)
    return TraceStep(number, step(node))
  }

  private mutating func step(_ node: SyntaxNode) -> any Step {
    switch node.kind {
    case .literal(let value): return ConstantStep(value)
    case .name(let root, let isAbsolute):
      return name(QualifiedName(root, isAbsolute: isAbsolute, node: node))
    case .select(let operand, let field):
      if let qualified = QualifiedName(node) { return name(qualified) }
      return SelectStep(compile(operand), field: field.name, at: node.offsets)
    case .has(let operand, let field): return has(operand, field, at: node.offsets)
    case .index(let operand, let index):
      return IndexStep(compile(operand), compile(index), at: node.offsets)
    case .call(let call): return self.call(call, at: node.offsets)
    case .not(let operand): return NotStep(compile(operand), at: operand.offsets)
    case .negate(let operand): return NegateStep(compile(operand), at: node.offsets)
    case .binary(let symbol, let left, let right):
      return binary(compile(left), symbol, compile(right), at: node.offsets)
    case .logical(let symbol, let operands):
      return LogicalStep(
        operands.map { compile($0) }, offsets: operands.map(\.offsets), decisive: symbol == .or)
    case .conditional(let condition, let then, let otherwise):
      return ConditionalStep(
        compile(condition), compile(then), compile(otherwise), at: condition.offsets)
    case .list(let elements): return folded(ListStep(elements.map { compile($0) }), node)
    case .map:
      return folded(MapStep(node.kind.children.map { compile($0) }, at: node.offsets), node)
    case .comprehension(let loop): return comprehension(loop)
    }
  }

  /// A list or map of constants is one constant.
  private func folded(_ step: any Step, _ node: SyntaxNode) -> any Step {
    guard node.isConstant else { return step }
    var frame = Frame(slots: [])
    guard case .value(let value) = step.run(&frame) else { return step }
    return ConstantStep(value)
  }

  private func binary(
    _ left: any Step, _ symbol: BinaryOperator, _ right: any Step, at offsets: Range<Int>
  ) -> any Step {
    func strict(_ operation: @escaping BinaryStep.Operation) -> any Step {
      BinaryStep(left, symbol, right, at: offsets, operation)
    }
    return switch symbol {
    case .equal: EqualityStep(left, right, isNegated: false, at: offsets)
    case .notEqual: EqualityStep(left, right, isNegated: true, at: offsets)
    case .less, .lessOrEqual, .greater, .greaterOrEqual:
      OrderStep(left, symbol, right, at: offsets)
    case .in: strict(Catalog.contains)
    case .add: strict(Arithmetic.add)
    case .subtract: strict(Arithmetic.subtract)
    case .multiply: strict(Arithmetic.multiply)
    case .divide: strict(Arithmetic.divide)
    case .remainder: strict(Arithmetic.remainder)
    }
  }

  private mutating func comprehension(_ loop: Comprehension) -> any Step {
    let range = compile(loop.range)
    locals.append(loop.variable)
    defer { locals.removeLast() }
    let condition = loop.condition.map { compile($0) }
    return ComprehensionStep(loop, range: range, condition: condition, body: compile(loop.body))
  }

  private mutating func call(_ call: Call, at offsets: Range<Int>) -> any Step {
    let isMethod = call.target != nil
    guard let function = Catalog.functions[call.name],
      function.takes(call.operands.count, isMethod: isMethod)
    else {
      return FailingStep("there is no such function as \(call.name)()", at: call.nameOffsets)
    }
    let operands = call.operands.map { compile($0) }
    if function.name == "matches", case .literal(.string(let text)) = call.operands[1].kind,
      let pattern = try? Pattern(text)
    {
      return MatchesStep(operands[0], pattern, at: offsets)
    }
    return CallStep(function, operands, at: offsets)
  }
}

// MARK: Names

extension Compiler {
  private func name(_ name: QualifiedName) -> any Step {
    if !name.isAbsolute, let level = locals.lastIndex(of: name.root) {
      return selecting(from: 1, of: name, on: LocalStep(level: level))
    }
    let fallback = self.fallback(name)
    let candidates = stride(from: name.segments.count, through: 1, by: -1).compactMap { length in
      slots[name.prefix(length)].map { slot -> QualifiedNameStep.Candidate in
        let variable = NameStep(
          name.prefix(length), slot: slot, at: name.nodes[length - 1].offsets, fallback: fallback)
        return (slot, selecting(from: length, of: name, on: variable))
      }
    }
    // One variable, and nothing else that the name could mean: no need to choose at each run.
    if candidates.count == 1, let only = candidates.first, fallback is FailingStep {
      return only.step
    }
    return candidates.isEmpty ? fallback : QualifiedNameStep(candidates, fallback: fallback)
  }

  /// The fields from the given segment on.
  private func selecting(
    from start: Int, of name: QualifiedName, on step: any Step
  ) -> any Step {
    var step = step
    for index in start..<name.segments.count {
      step = SelectStep(step, field: name.segments[index], at: name.nodes[index].offsets)
    }
    return step
  }

  /// What a name is that nothing is bound to: a type, or an error.
  private func fallback(_ name: QualifiedName) -> any Step {
    for length in stride(from: name.segments.count, through: 1, by: -1) {
      if let type = TypeName.denoted(by: name.prefix(length)) {
        return selecting(from: length, of: name, on: ConstantStep(.type(type)))
      }
    }
    return FailingStep("nothing is called '\(name.root)'", at: name.nodes[0].offsets)
  }

  private mutating func has(
    _ operand: SyntaxNode, _ field: Field, at offsets: Range<Int>
  ) -> any Step {
    var qualified: (name: String, slot: Int)?
    if !field.isQuoted, let name = QualifiedName(operand),
      name.isAbsolute || !locals.contains(name.root)
    {
      let whole = name.prefix(name.segments.count) + "." + field.name
      qualified = slots[whole].map { (whole, $0) }
    }
    // Not traced: the use of an absent answer is an error, except here.
    return HasStep(step(operand), field: field.name, qualified: qualified, at: offsets)
  }
}

extension SyntaxNode {
  fileprivate var isConstant: Bool {
    switch kind {
    case .literal: true
    case .list, .map: kind.children.allSatisfy(\.isConstant)
    default: false
    }
  }

  fileprivate var isWorthTracing: Bool {
    switch kind {
    case .literal, .list, .map: false
    default: true
    }
  }
}
