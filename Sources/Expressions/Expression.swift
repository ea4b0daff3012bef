/// An expression of the Common Expression Language, parsed.
///
/// Offsets in problems, errors and references count Unicode scalars of ``text``.
package struct Expression: Sendable {
  /// The text it was parsed from.
  package let text: String
  private let root: SyntaxNode
  private let program: ResolvedExpression

  /// Parses `text`. Throws the first problem; nothing in the text can crash or hang this.
  package init(parsing text: String) throws(ExpressionProblem) {
    self.text = text
    root = try Parser.parse(text)
    program = ResolvedExpression(root, names: root.nameCandidates)
  }

  /// The type of the value, and every problem, in source order, that the declarations reveal.
  package func check(
    _ declarations: Declarations
  ) -> (type: ValueType, problems: [ExpressionProblem]) {
    var checker = Checker(declarations)
    let type = checker.check(root)
    let problems = checker.problems.sorted {
      ($0.offsets.lowerBound, $0.offsets.upperBound) < (
        $1.offsets.lowerBound, $1.offsets.upperBound
      )
    }
    return (type, problems)
  }

  /// Every use of a free name, in source order, with the longest constant field path.
  package var references: [Reference] { root.references() }

  /// A normal form for digests: the same for every way to space, comment, parenthesise or quote
  /// the expression, and different where the tree is different.
  package var canonicalText: String { root.canonicalText }

  /// Evaluates over what `lookup` says of the names. Each name is asked once; of `a.b` both `a.b`
  /// and `a` are asked, and the longest that is bound counts.
  package func evaluate(_ lookup: (String) -> Binding) -> Outcome {
    program.evaluate(program.names.map(lookup))
  }

  /// Evaluates, and tells what every part that was evaluated came to, in source order, the larger
  /// part before those inside it. Literals and the bodies of macros are left out.
  package func trace(_ lookup: (String) -> Binding) -> (outcome: Outcome, parts: [TracedPart]) {
    let tracing = ResolvedExpression(root, names: program.names, isTracing: true)
    let (outcome, parts) = tracing.trace(program.names.map(lookup))
    let scalars = Array(text.unicodeScalars)
    return (
      outcome,
      parts.map { node, outcome in
        var part = String.UnicodeScalarView()
        part.append(contentsOf: scalars[node.offsets.clamped(to: scalars.indices)])
        return TracedPart(offsets: node.offsets, text: String(part), outcome: outcome)
      }.sorted {
        ($0.offsets.lowerBound, -$0.offsets.upperBound)
          < ($1.offsets.lowerBound, -$1.offsets.upperBound)
      }
    )
  }

  /// The expression made ready for evaluation over a fixed list of names: the i-th binding is that
  /// of the i-th name. Names may be qualified (`organize.image_quality`); a longer name wins over a
  /// field of a shorter one, and names that the expression does not use cost nothing.
  package func resolved(names: [String]) -> ResolvedExpression {
    ResolvedExpression(root, names: names)
  }
}
