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
  func parts(of stage: Stage) -> [TracedPart] {
    stage.when?.expression.trace(binding).parts ?? []
  }

  /// What a name in a condition stood for when this was decided.
  private func binding(_ name: String) -> Binding {
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
    switch decision.stages[stage.index].state {
    case .asked, .unknown: return .unknown
    case .answered, .notAsked: return answer(of: stage).map(Binding.value) ?? .absent
    }
  }

  /// The kept answer of a stage, as far as conditions read it.
  private func answer(of stage: Stage) -> Value? {
    guard stage.index < knowledge.kept.count, let kept = knowledge.kept[stage.index] else {
      return nil
    }
    let found = zip(stage.answerPaths, kept.values).compactMap { path, value in
      value.map { (keys: path.keys[...], value: $0) }
    }
    return tree(found)
  }
}

/// Values at paths of keys, as nested maps. No path is longer than an expression is deep.
private func tree(_ entries: [(keys: ArraySlice<String>, value: Value)]) -> Value {
  if let leaf = entries.first(where: \.keys.isEmpty) { return leaf.value }
  let children = Dictionary(grouping: entries) { $0.keys.first ?? "" }
  return .map(
    MapValue(
      fields: children.sorted { $0.key < $1.key }.map { key, inner in
        (key, tree(inner.map { ($0.keys.dropFirst(), $0.value) }))
      }))
}
