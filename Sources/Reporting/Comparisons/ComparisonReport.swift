import Money
package import Planning
package import Simulation

/// A comparison with all that is told beside it.
package struct ComparisonReport: Sendable {
  package let comparison: Comparison
  package let plans: Versions<RoutingPlan>
  /// What the plans are called: by their labels, or as they were named where those are the same.
  package let names: Versions<String>
  package let groups: AffectedGroups
  package let gates: [GateResult]

  /// - Parameter given: How the person named the rules.
  package init(
    _ comparison: Comparison, of plans: Versions<RoutingPlan>, named given: Versions<String>,
    groups: AffectedGroups, gates: [GateResult] = []
  ) {
    self.comparison = comparison
    self.plans = plans
    self.groups = groups
    self.gates = gates
    let labels = Versions(old: plans.old.label, new: plans.new.label)
    names = labels.old == labels.new ? given : labels
  }

  /// `Expected cost: $15.98 → $12.41 (−$3.57, −22.3%)`
  package var summary: String {
    let old = comparison.old.total.expected.formatted()
    let new = comparison.new.total.expected.formatted()
    return "Expected cost: \(old) → \(new) (\(changeText))"
  }

  /// `−$3.57, −22.3%`, or without the percentage where the old cost is nothing.
  private var changeText: String {
    let amount = comparison.change.expected
    guard !amount.isZero else { return "no change" }
    guard let percent = comparison.changePercent,
      let rounded = try? percent.rounded(toPlaces: 1)
    else { return amount.signed() }
    return "\(amount.signed()), \(rounded.signedPercent)"
  }

  /// Whether the new plan decides, asks and costs the same.
  package var isUnchanged: Bool { comparison.stages.isEmpty && comparison.rules.isEmpty }

  /// How many subjects there are, in both plans or from the one to the other.
  var subjectsText: String {
    let (old, new) = (comparison.old.subjects, comparison.new.subjects)
    return old == new ? counted(old, "subject") : "\(counted(old)) → \(counted(new, "subject"))"
  }

  /// What the expected figures of both plans rest on, each once.
  var assumptions: [Assumption] {
    var found: [Assumption] = []
    for assumption in (comparison.new.stages + comparison.old.stages).compactMap(\.assumption)
    where !found.contains(assumption) {
      found.append(assumption)
    }
    return found
  }
}

/// The groups that a change of rules affects the most.
package enum AffectedGroups: Sendable {
  /// The largest of so many.
  case found([GroupChange], of: Int)
  /// Nothing is told of them, for this reason: a sentence without a full stop.
  case leftOut(String)
}

extension ExactDecimal {
  /// A percentage with one decimal and its sign: `+4.0%`, `−22.3%`.
  var signedPercent: String {
    let digits = magnitude.description
    let whole = digits.contains(".") ? digits : digits + ".0"
    return (isZero ? "" : isNegative ? "\u{2212}" : "+") + whole + "%"
  }
}

extension Place {
  /// The place for a person. The one tier of a stage without thresholds has the stage's name.
  func words(in stage: String) -> String {
    switch self {
    case .asked(let tier), .perhaps(let tier): tier == stage ? "asked" : tier
    case .answered: "answered"
    case .notAsked: "not asked"
    case .leftOut: "left out"
    case .noStage: "no stage"
    }
  }

  var certainty: String {
    switch self {
    case .asked: "for certain"
    case .perhaps: "perhaps"
    case .answered, .notAsked, .leftOut, .noStage: ""
    }
  }

  /// Both places of a move. That one of them is certain is told where it makes the difference.
  static func words(from: Place, to: Place, in stage: String) -> String {
    let (old, new) = (from.words(in: stage), to.words(in: stage))
    if from == to { return "\(old), at another cost" }
    guard from.tier != nil, to.tier != nil, from.certainty != to.certainty else {
      return "\(old) → \(new)"
    }
    return "\(old) \(from.certainty) → \(new) \(to.certainty)"
  }
}

extension Assumption {
  /// What it says, and where it comes from.
  var sentence: String {
    let lead = "\(stage): \(share.percent) of what is not known yet is expected to be asked: "
    return switch source {
    case .assume: lead + "the rule file's 'assume'."
    case .measured(let answers): lead + "measured over \(counted(answers, "kept answer"))."
    case .given: lead + "given with --assume."
    case .none: lead + "nothing is known of it, and the rule file has no 'assume'."
    }
  }
}

extension KeptAnswers {
  /// `1,200 stay good, 300 are asked again`
  var sentence: String {
    var parts: [String] = []
    if good > 0 { parts.append("\(counted(good)) \(good == 1 ? "stays" : "stay") good") }
    if again > 0 { parts.append("\(counted(again)) \(again == 1 ? "is" : "are") asked again") }
    if unneeded > 0 {
      parts.append("\(counted(unneeded)) \(unneeded == 1 ? "is" : "are") not asked for any more")
    }
    return parts.joined(separator: ", ")
  }
}
