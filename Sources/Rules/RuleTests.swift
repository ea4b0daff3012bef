package import Diagnostics
package import Expressions
package import Money
package import YAML

/// A file of rule tests, decoded: cases that say what the rules beside it have to decide.
///
/// Nothing is resolved here. Whether a case names facts, stages and tiers that there are depends on
/// the version that it is held against.
package struct RuleTests: Sendable {
  package let source: SourceText
  /// The rule set that is tested.
  package let ruleset: LocatedText
  /// In the order of the file.
  package let cases: [RuleTest]
}

/// One case: what is known of a subject, and what has to be decided.
package struct RuleTest: Sendable {
  package let name: LocatedText
  /// The rule files that it is held against, by their names beside the tests; nil for all of them.
  package let rules: [LocatedText]?
  /// Facts. What is not given is what an empty database says.
  package let given: [GivenFact]
  package let hasImage: Bool
  /// What stages answer when they are asked.
  package let answers: [GivenAnswer]
  /// What stages answered in an earlier run.
  package let kept: [GivenKeptAnswer]
  package let expect: RuleExpectations?
  /// What else, or instead, is expected of single rule files.
  package let expectIn: [(file: LocatedText, expect: RuleExpectations)]

  /// What is expected of a rule file: what is said of it by name, and the rest as of every file.
  package func expectations(of file: String) -> RuleExpectations? {
    guard let own = expectIn.first(where: { $0.file.value == file })?.expect else { return expect }
    return expect.map { own.overriding($0) } ?? own
  }
}

/// The value that a case gives to a fact.
package struct GivenFact: Sendable {
  package let name: LocatedText
  package let value: Located<Value>
}

/// What a stage answers in a case when it is asked.
package struct GivenAnswer: Sendable {
  package let stage: LocatedText
  /// The answer, or as much of it as matters.
  package let answer: Node
}

/// An answer that a case has from an earlier run.
package struct GivenKeptAnswer: Sendable {
  package let stage: LocatedText
  /// The tier that was asked; nil where the stage has only one.
  package let tier: LocatedText?
  package let answer: Node?
}

/// What a case expects; what is nil or left out is not looked at.
package struct RuleExpectations: Sendable {
  package let score: Located<Int64>?
  /// Stages with a tier that is asked, or with the state that the stage is in.
  package let stages: [(stage: LocatedText, outcome: LocatedText)]
  /// US dollars for the calls that are made.
  package let cost: Located<USD>?
  /// CEL over facts, `score` and answers, which has to be true.
  package let that: LocatedText?

  package init(
    score: Located<Int64>?, stages: [(stage: LocatedText, outcome: LocatedText)],
    cost: Located<USD>?, that: LocatedText?
  ) {
    self.score = score
    self.stages = stages
    self.cost = cost
    self.that = that
  }

  package var isEmpty: Bool { score == nil && stages.isEmpty && cost == nil && that == nil }

  fileprivate func overriding(_ other: RuleExpectations) -> RuleExpectations {
    let own = Set(stages.map(\.stage.value))
    return RuleExpectations(
      score: score ?? other.score,
      stages: other.stages.filter { !own.contains($0.stage.value) } + stages,
      cost: cost ?? other.cost, that: that ?? other.that)
  }
}
