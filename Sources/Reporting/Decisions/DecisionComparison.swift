import Diagnostics
import Expressions
import Planning

/// What two versions decide of one subject, and the rule changes behind every difference.
package struct DecisionComparison: Sendable {
  package let old: Explanation
  package let new: Explanation
  /// Facts in the order of the score, then stages in the order of the plan.
  package let differences: [DecisionDifference]

  package init(_ old: Explanation, _ new: Explanation) {
    self.old = old
    self.new = new
    differences = pointDifferences(old, new) + stageDifferences(old, new)
  }

  /// What the versions are called: by their labels, or by their files where those are the same.
  var labels: (old: String, new: String) {
    if old.plan.label != new.plan.label { return (old.plan.label, new.plan.label) }
    return (old.plan.sources.first?.name ?? "", new.plan.sources.first?.name ?? "")
  }
}

/// One thing that two versions decide differently.
package struct DecisionDifference: Sendable, Hashable {
  /// What the versions differ in.
  package enum Kind: String, Sendable {
    /// What a fact earns.
    case points
    /// What a stage does.
    case stage
  }

  package let kind: Kind
  /// The fact or the stage.
  package let name: String
  /// What the one version decides; nil where it has nothing of that name.
  package let old: String?
  package let new: String?
  /// The changes of rules that make the difference, each in words without a full stop.
  package let because: [String]

  /// The whole difference in a sentence without a full stop.
  var sentence: String {
    let change =
      switch (kind, old, new) {
      case (.points, let old, let new):
        "\(new.map { "\($0) points" } ?? "no points") instead of \(old ?? "none")"
      case (.stage, let old, let new): "\(new ?? "no stage") instead of \(old ?? "no stage")"
      }
    return "\(name): \(change), because " + because.joined(separator: ", and ")
  }
}

/// A change in words: what it is, and what it was.
func instead(
  _ what: String, _ new: some CustomStringConvertible, _ old: some CustomStringConvertible
)
  -> String
{
  "\(what) \(new) instead of \(old)"
}

extension Explanation {
  /// A fact's value as a condition or the score sees it; nil where there is no such fact.
  func value(of fact: String) -> Outcome? { facts.first { $0.name == fact }?.outcome }
}

/// Why a fact has another value under the other version; nil where it has the same.
func valueChange(of fact: String, _ old: Explanation, _ new: Explanation) -> String? {
  let (before, after) = (old.value(of: fact), new.value(of: fact))
  guard before != after else { return nil }
  let change = instead(
    "\(fact) is", after?.shown ?? "no fact", before?.shown ?? "no fact")
  let texts = [old, new].map { explanation in
    explanation.plan.facts.derived.first { $0.fact.name == fact }?.condition
  }
  guard let was = texts[0], let now = texts[1],
    was.expression.canonicalText != now.expression.canonicalText
  else { return change }
  return change + ", as it is computed by '\(now.text)' instead of '\(was.text)'"
}
