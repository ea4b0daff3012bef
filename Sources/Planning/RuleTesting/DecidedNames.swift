package import Expressions

/// What the names in a condition stand for once a subject is decided.
package struct DecidedNames: Sendable {
  private let plan: RoutingPlan
  private let decision: Decision
  /// Stage by stage as in the plan: the answer that there is.
  private let answers: [Value?]

  /// The names over the answers that are kept.
  package init(_ plan: RoutingPlan, _ decision: Decision, _ knowledge: SubjectKnowledge) {
    self.init(
      plan, decision,
      answers: zip(plan.stages, decision.stages).map { stage, decided in
        switch decided.state {
        case .asked, .unknown: nil
        case .answered, .notAsked: knowledge.keptAnswer(of: stage)
        }
      })
  }

  init(_ plan: RoutingPlan, _ decision: Decision, answers: [Value?]) {
    self.plan = plan
    self.decision = decision
    self.answers = answers
  }

  /// What a name stands for.
  package func binding(_ name: String) -> Binding {
    if name == "score" {
      guard case .points(let points) = decision.score else { return .absent }
      return .value(.int(points))
    }
    if let slot = plan.facts.names.firstIndex(of: name), slot < decision.facts.count {
      switch decision.facts[slot] {
      case .value(let value): return .value(value)
      case .unknown: return .unknown
      case .error: return .absent
      }
    }
    guard let stage = plan.stage(named: name) else { return .unbound }
    if let answer = answers[stage.index] { return .value(answer) }
    switch decision.stages[stage.index].state {
    case .asked, .unknown: return .unknown
    case .answered, .notAsked: return .absent
    }
  }
}

extension SubjectKnowledge {
  /// The kept answer of a stage, as far as conditions read it.
  func keptAnswer(of stage: Stage) -> Value? {
    guard stage.index < kept.count, let answer = kept[stage.index] else { return nil }
    return nested(answer.values, at: stage.answerPaths)
  }
}

extension Value {
  /// The value at a path of keys; nil where there is none.
  func part(at path: [String]) -> Value? {
    var value = self
    for key in path {
      guard case .map(let map) = value, let next = map[field: key] else { return nil }
      value = next
    }
    return value
  }
}
