import Expressions
import Planning
import Rules

/// The facts that do not earn the same, with what makes the difference.
func pointDifferences(_ old: Explanation, _ new: Explanation) -> [DecisionDifference] {
  var names = old.plan.score.map(\.fact)
  names += new.plan.score.map(\.fact).filter { !names.contains($0) }
  return names.compactMap { name in
    let (before, after) = (Earning(name, in: old), Earning(name, in: new))
    guard before.earned != after.earned else { return nil }
    return DecisionDifference(
      kind: .points, name: name, old: before.earned.map(String.init),
      new: after.earned.map(String.init), because: causes(name, before, after, old, new))
  }
}

/// What a fact earns, and by which rule.
private struct Earning {
  let rule: Points?
  /// Nil where the rules do not score the fact, or where there is no score at all.
  let earned: Int64?

  init(_ fact: String, in explanation: Explanation) {
    rule = explanation.plan.score.first { $0.fact == fact }?.points
    earned = explanation.decision.contributions.first { $0.fact == fact }?.points
  }

  /// Whether the fact earns as much as its rule allows.
  var isCapped: Bool {
    guard case .each(_, let most?) = rule else { return false }
    return earned == most
  }
}

private func causes(
  _ fact: String, _ before: Earning, _ after: Earning, _ old: Explanation, _ new: Explanation
) -> [String] {
  var causes: [String] = []
  switch (before.rule, after.rule) {
  case (nil, _): causes.append("only \(new.plan.label) scores it")
  case (_, nil): causes.append("only \(old.plan.label) scores it")
  case (.each(let was, let wasMost), .each(let each, let most)):
    // Where both reach their caps, what a unit counts makes no difference.
    if was != each, !(before.isCapped && after.isCapped) {
      causes.append(instead("each counts", each, was))
    }
    if wasMost != most, before.isCapped || after.isCapped {
      causes.append(
        instead(
          "the most it can earn is", most.map(String.init) ?? "without bound",
          wasMost.map(String.init) ?? "without bound"))
    }
  case (.flat(let was), .flat(let points)):
    if was != points { causes.append(instead("it is worth", points, was)) }
  case (let was?, let now?):
    causes.append(instead("it is worth", now.text, was.text))
  }
  if let change = valueChange(of: fact, old, new) { causes.append(change) }
  for explanation in [old, new] {
    if case .failed(let why) = explanation.decision.score {
      causes.append("\(explanation.plan.label) has no score: \(why)")
    }
  }
  return causes
}
