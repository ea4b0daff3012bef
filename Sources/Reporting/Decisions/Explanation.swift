import Expressions
package import Planning

/// A decision with all that led to it.
package struct Explanation: Sendable {
  package let plan: RoutingPlan
  /// The subject's key; nil for facts that were made up.
  package let subject: String?
  package let knowledge: SubjectKnowledge
  package let decision: Decision
  /// Facts that nobody gave, and that were taken to be what an empty database says.
  package let assumed: Set<String>
  /// What the names in conditions stood for when this was decided.
  private let names: DecidedNames

  /// Decides, and keeps what is known beside it.
  package init(
    _ plan: RoutingPlan, subject: String?, _ knowledge: SubjectKnowledge,
    assumed: Set<String> = []
  ) {
    self.plan = plan
    self.subject = subject
    self.knowledge = knowledge
    self.assumed = assumed
    decision = plan.decide(knowledge)
    names = DecidedNames(plan, decision, knowledge)
  }

  /// What a rule test came to.
  init(_ result: RuleTrialResult) {
    plan = result.trial.plan
    subject = nil
    knowledge = result.trial.knowledge
    assumed = result.trial.assumed
    decision = result.decision
    names = result.names
  }

  /// Every fact with its value, in the order of the rule file.
  var facts: [(name: String, outcome: Outcome)] {
    let outcomes = Dictionary(
      zip(plan.facts.names, decision.facts), uniquingKeysWith: { first, _ in first })
    return plan.facts.fileOrder.compactMap { name in outcomes[name].map { (name, $0) } }
  }

  /// Stage by stage what was decided.
  var stages: [(stage: Stage, decision: StageDecision)] { Array(zip(plan.stages, decision.stages)) }

  /// Every part of a stage's condition with its value; empty where it has none.
  func parts(of stage: Stage) -> [ExpressionPart] {
    stage.when.map { names.parts(of: $0.expression) } ?? []
  }
}

/// A part of an expression, and what it came to.
struct ExpressionPart {
  /// In Unicode scalars of the expression's text, half-open.
  let offsets: Range<Int>
  let text: String
  let outcome: Outcome
}

extension DecidedNames {
  /// Every part of an expression with its value. Of parts that nothing had to evaluate, as what
  /// stands after a false `&&`, there are the names with what they stand for.
  func parts(of expression: Expression) -> [ExpressionPart] {
    let traced = expression.trace(binding).parts.map {
      ExpressionPart(offsets: $0.offsets, text: $0.text, outcome: $0.outcome)
    }
    let text = Array(expression.text.unicodeScalars)
    let skipped = expression.references.compactMap { reference -> ExpressionPart? in
      var name = String.UnicodeScalarView()
      name.append(contentsOf: text[reference.offsets.clamped(to: text.indices)])
      guard !traced.contains(where: { $0.offsets == reference.offsets }),
        let alone = try? Expression(parsing: String(name))
      else { return nil }
      return ExpressionPart(
        offsets: reference.offsets, text: String(name), outcome: alone.evaluate(binding))
    }
    return (traced + skipped).sorted {
      ($0.offsets.lowerBound, -$0.offsets.upperBound)
        < ($1.offsets.lowerBound, -$1.offsets.upperBound)
    }
  }
}
