package import Expressions

/// What is known of an earlier stage's answer while a run goes on.
package enum AnswerState: Sendable {
  /// The values at the stage's `answerPaths`, in their order; nil where the answer has none.
  case kept([Value?])
  /// Still to come.
  case awaited
  /// It will never come: its stage skipped the subject, or failed for good.
  case absent
}

/// What a stage's condition says once earlier answers are there.
package enum WaitingDecision: Sendable, Hashable {
  case ready
  /// An answer that it needs is still to come.
  case stillWaiting
  /// The condition decided against it; with the reason where it erred.
  case skipped(because: String?)
  /// The condition needs an answer that will never come.
  case unanswered(because: String)
}

extension RoutingPlan {
  /// Decides a task that waited, by its pinned score and facts and the answers so far.
  ///
  /// - Parameters:
  ///   - facts: The pinned facts that the stage's condition reads, by name.
  ///   - answers: Stage by stage as in the plan.
  package func decideWaiting(
    _ stage: Stage, score: Int64, facts known: [String: Value], answers: [AnswerState]
  ) -> WaitingDecision {
    guard let condition = stage.when else { return .ready }
    let names = facts.names
    var slots = ConditionSlots(facts: names.count, stages: stages.count)
    for (slot, name) in names.enumerated() {
      if let value = known[name] { slots.setFact(slot, .value(value)) }
    }
    slots.setScore(.points(score))
    for (other, answer) in zip(stages, answers) {
      switch answer {
      case .kept(let values):
        slots.setAnswer(ofStage: other.index, .value(nested(values, at: other.answerPaths)))
      case .awaited: slots.setAnswer(ofStage: other.index, .unknown)
      case .absent: slots.setAnswer(ofStage: other.index, .absent)
      }
    }
    switch condition.resolved.evaluate(slots.bindings) {
    case .value(.bool(true)): return .ready
    case .value(.bool(false)): return .skipped(because: nil)
    case .value: return .skipped(because: "the condition is not a bool")
    case .error(let error):
      let isWithoutAnswer = zip(stages, answers).contains { other, answer in
        if case .absent = answer { condition.stages.contains(other.index) } else { false }
      }
      return isWithoutAnswer
        ? .unanswered(because: error.message) : .skipped(because: error.message)
    case .unknown: return .stillWaiting
    }
  }
}
