package import Planning

/// Stage by stage, the share of kept answers that a stage's condition lets pass; nil where the
/// condition waits for no answer, or where fewer than `answersToMeasure` tell.
package func measuredShares(_ plan: RoutingPlan, over vectors: [FactVector]) -> [Assumption?] {
  var tallies = plan.stages.map { ShareTally($0) }
  for vector in vectors {
    let decision = plan.decide(vector.knowledge)
    for index in tallies.indices { tallies[index]?.count(vector, decided: decision, by: plan) }
  }
  return tallies.map { tally in
    guard let assumption = tally?.assumption, case .measured = assumption.source else { return nil }
    return assumption
  }
}

extension FactVector {
  /// The same subjects as if nothing had been answered yet.
  package var unanswered: FactVector {
    FactVector(
      facts: facts, hasImage: hasImage, takesAnswers: takesAnswers, imageSize: imageSize,
      kept: kept.map { _ in nil }, count: count)
  }
}
