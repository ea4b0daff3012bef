package import Diagnostics
package import Expressions
package import Money
package import Rules

/// One case of a tests file, resolved against one plan: every name is found and every value is of
/// its type.
package struct RuleTrial: Sendable {
  package let test: RuleTest
  /// The rule file's name beside the tests.
  package let file: String
  package let plan: RoutingPlan
  package let knowledge: SubjectKnowledge
  /// Facts that the case does not give.
  package let assumed: Set<String>
  /// Stage by stage as in the plan: what it answers when it is asked.
  let answers: [Value?]
  package let expectations: [RuleExpectation]
}

/// One thing that a case expects.
package enum RuleExpectation: Sendable {
  case score(Located<Int64>)
  /// The index of a stage, and what it does.
  case stage(Int, StageExpectation, at: SourceRange)
  /// US dollars for the calls that are made.
  case cost(Located<USD>)
  /// An expression that has to be true.
  case that(Expression, LocatedText)

  package var range: SourceRange {
    switch self {
    case .score(let score): score.range
    case .stage(_, _, let range): range
    case .cost(let cost): cost.range
    case .that(_, let text): text.range
    }
  }
}

/// What a case expects of a stage: a tier that is asked, or the state that the stage is in.
package enum StageExpectation: Sendable, Hashable {
  /// The index of the tier that is asked.
  case tier(Int)
  case state(StageDecision.State)
}

extension StageDecision {
  func meets(_ expectation: StageExpectation) -> Bool {
    switch expectation {
    case .tier(let index): state == .asked && tier == index
    case .state(let expected): state == expected
    }
  }
}
