package import Expressions

/// What a plan says of one subject: its score with every contribution, and per stage the tier, or
/// why not.
package struct Decision: Sendable {
  /// Slot by slot as in `FactTable.names`; derived facts that could not be computed are errors.
  package let facts: [Outcome]
  package let score: Score
  package let contributions: [Earned]
  /// Stage by stage as in the plan.
  package let stages: [StageDecision]

  /// The score, or why there is none.
  package enum Score: Sendable, Hashable {
    case points(Int64)
    case failed(String)
  }

  /// What one fact earned.
  package struct Earned: Sendable, Hashable {
    package let fact: String
    package let value: Value
    package let points: Int64
  }
}

/// What a plan says of one subject in one stage.
package struct StageDecision: Sendable, Hashable {
  /// Whether a call is made.
  package enum State: Sendable, Hashable {
    /// A call will be made.
    case asked
    case notAsked
    /// Whether a call is made depends on an answer that is not there yet.
    case unknown
    /// An answer is kept and good; nothing is asked.
    case answered
  }

  package let state: State
  /// The index of the tier that the score reaches, whether or not it is asked.
  package let tier: Int?
  package let because: Reason
}

/// Why a subject is asked in a stage, or not.
package enum Reason: Sendable, Hashable {
  /// The stage asks everyone that reaches a tier.
  case always
  case conditionHolds
  case conditionFails
  /// The condition erred, and so nothing is asked.
  case conditionErred(String)
  /// The score itself could not be computed.
  case noScore(String)
  /// The score is below the lowest threshold.
  case belowTiers(lowest: Int64)
  /// The stage sends an image, and the subject has none.
  case noImage
  /// The subject's JSON column holds something that is no object, which answers cannot join.
  case unfitAnswers
  /// The answers of these stages are not there yet.
  case awaiting(Set<String>)
  /// An answer of this tier is kept.
  case kept(tier: String)
  /// An answer is kept and is asked again.
  case askedAgain(Reprocessing)
}

/// What made a kept answer stale.
package enum Reprocessing: Sendable, Hashable {
  case tierImproves(from: String)
  case tierChanges(from: String)
  case questionChanges
  case always
}
