import Money
import Planning

/// How many kept answers it takes before their share counts more than what an author assumed.
package let answersToMeasure = 100

/// Stage by stage, the share that the expected figures count of those that are not known yet: the
/// measured share of kept answers that passed where there are enough, else the rule file's
/// `assume`, else all of them. Nil for stages whose condition waits for no answer.
func measureAssumptions(
  _ plan: RoutingPlan, _ decided: [(vector: FactVector, decision: Decision)]
) -> [Assumption?] {
  plan.stages.map { stage in
    guard let condition = stage.when, !condition.stages.isEmpty else { return nil }
    var passed = 0
    var known = 0
    for (vector, decision) in decided {
      guard condition.stages.allSatisfy({ $0 < vector.kept.count && vector.kept[$0] != nil }),
        let passes = plan.passes(stage, vector.knowledge, scored: decision)
      else { continue }
      known += vector.count
      if passes { passed += vector.count }
    }
    if known >= answersToMeasure {
      return Assumption(
        stage: stage.name, share: Share(numerator: passed, denominator: known),
        source: .measured(answers: known))
    }
    if let assume = stage.assume {
      return Assumption(stage: stage.name, share: assume, source: .assume)
    }
    return Assumption(stage: stage.name, share: .all, source: .none)
  }
}
