/// An expression whose names are positions in an array: the fast way to evaluate it many times.
package struct ResolvedExpression: Sendable {
  /// The names it was resolved with, in the order of the bindings.
  package let names: [String]
  private let step: any Step
  private let offsets: Range<Int>
  private let traced: [SyntaxNode]

  init(_ root: SyntaxNode, names: [String], isTracing: Bool = false) {
    var compiler = Compiler(names: names, isTracing: isTracing)
    self.names = names
    offsets = root.offsets
    step = compiler.compile(root)
    traced = compiler.traced
  }

  /// Evaluates over the bindings of the names it was resolved with. A missing binding is unbound.
  package func evaluate(_ values: [Binding]) -> Outcome {
    var frame = Frame(slots: values)
    return step.run(&frame).outcome(&frame.work, at: offsets)
  }

  /// What each traced part came to that was evaluated, with the outcome of the whole.
  func trace(_ values: [Binding]) -> (outcome: Outcome, parts: [(SyntaxNode, Outcome)]) {
    var frame = Frame(slots: values)
    let outcome = step.run(&frame).outcome(&frame.work, at: offsets)
    var work = Work()
    let parts = traced.enumerated().compactMap { number, node in
      frame.trace[number].map { (node, $0.outcome(&work, at: node.offsets)) }
    }
    return (outcome, parts)
  }
}
