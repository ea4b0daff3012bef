import Money
import Planning

/// How many kept answers it takes before their share counts more than what an author assumed.
package let answersToMeasure = 100

/// Finds out what share of a stage's subjects its condition lets pass, while the vectors of a
/// profile go by.
struct ShareTally {
  private let stage: Stage
  private let waitsFor: Set<Int>
  private var passed = 0
  private var known = 0

  /// Nil for a stage whose condition waits for no answer.
  init?(_ stage: Stage) {
    guard let condition = stage.when, !condition.stages.isEmpty else { return nil }
    self.stage = stage
    waitsFor = condition.stages
  }

  mutating func count(_ vector: FactVector, decided decision: Decision, by plan: RoutingPlan) {
    guard waitsFor.allSatisfy({ $0 < vector.kept.count && vector.kept[$0] != nil }),
      let passes = plan.passes(stage, vector.knowledge, scored: decision)
    else { return }
    known += vector.count
    if passes { passed += vector.count }
  }

  /// The share that the expected figures count of those that are not known yet: the measured share
  /// of kept answers that passed where there are enough, else the rule file's `assume`, else all.
  /// What a person gave comes before all of these.
  var assumption: Assumption {
    if let given = stage.givenShare {
      return Assumption(stage: stage.name, share: given, source: .given)
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
