import Expressions
import Money
import Planning
import Prompts
import Rules

/// The stages that do not do the same, with what makes the difference.
func stageDifferences(_ old: Explanation, _ new: Explanation) -> [DecisionDifference] {
  var names = old.plan.stages.map(\.name)
  names += new.plan.stages.map(\.name).filter { !names.contains($0) }
  return names.compactMap { name in
    let (before, after) = (Placing(name, in: old), Placing(name, in: new))
    guard let before, let after else {
      let only = before == nil ? new : old
      return DecisionDifference(
        kind: .stage, name: name, old: before?.words, new: after?.words,
        because: ["only \(only.plan.label) has this stage"])
    }
    let causes =
      tierCauses(before, after, old, new) + stateCauses(before, after, old, new)
      + callCauses(before, after)
    guard !causes.isEmpty else { return nil }
    return DecisionDifference(
      kind: .stage, name: name, old: before.words, new: after.words, because: causes)
  }
}

/// What a stage does with the subject.
struct Placing {
  let stage: Stage
  let decision: StageDecision
  let tier: Tier?
  let reason: String

  init?(_ name: String, in explanation: Explanation) {
    guard let found = explanation.stages.first(where: { $0.stage.name == name }) else { return nil }
    (stage, decision) = found
    tier = found.stage.tiers.first { $0.index == found.decision.tier }
    reason = decision.sentence(in: stage, score: explanation.decision.score)
  }

  /// `asked 'infer' at $0.005`, `perhaps asked 'infer' at $0.005`, `not asked`
  var words: String {
    guard let tier, decision.state != .notAsked else { return decision.state.words }
    let name = tier.atLeast == nil ? "" : " '\(tier.name)'"
    let price = " at $\(tier.call.unitCost)"
    return switch decision.state {
    case .asked: "asked" + name + price
    case .unknown: "perhaps asked" + name + price
    case .answered, .notAsked: decision.state.words
    }
  }
}

/// Why another tier is reached: the score, a threshold, or both.
private func tierCauses(
  _ before: Placing, _ after: Placing, _ old: Explanation, _ new: Explanation
) -> [String] {
  guard before.tier?.name != after.tier?.name,
    case .points(let was) = old.decision.score, case .points(let now) = new.decision.score
  else { return [] }
  let byScore = before.stage.tier(forScore: now)?.name == after.tier?.name
  let byThreshold = after.stage.tier(forScore: was)?.name == after.tier?.name
  var causes: [String] = []
  // Where either alone would do, both are told; where only both together do, too.
  if was != now, byScore || !byThreshold { causes.append(instead("the score is", now, was)) }
  if byThreshold || !byScore { causes += thresholdCauses(before, after) }
  return causes
}

private func thresholdCauses(_ before: Placing, _ after: Placing) -> [String] {
  let names = [after.tier?.name, before.tier?.name].compactMap(\.self)
  return names.compactMap { name in
    let (was, now) = (before.stage.tier(named: name), after.stage.tier(named: name))
    switch (was, now) {
    case (let was?, let now?):
      guard was.atLeast != now.atLeast else { return nil }
      let (from, to) = (was.atLeast.map(String.init), now.atLeast.map(String.init))
      return instead("'\(name)' begins at", to ?? "any score", from ?? "any score")
    case (nil, _): return "there is a new tier '\(name)'"
    case (_, nil): return "there is no tier '\(name)' any more"
    }
  }
}

/// Why the stage is in another state with the tier that it reaches.
private func stateCauses(
  _ before: Placing, _ after: Placing, _ old: Explanation, _ new: Explanation
) -> [String] {
  guard before.decision.state != after.decision.state else { return [] }
  // Below every tier the condition is never looked at.
  guard before.tier != nil, after.tier != nil else {
    return before.tier?.name == after.tier?.name ? [after.reason] : []
  }
  let (was, now) = (before.stage.when, after.stage.when)
  var causes: [String] = []
  switch (was, now) {
  case (nil, nil): break
  case (nil, let now?): causes.append("there is now a condition, '\(now.text)'")
  case (let was?, nil): causes.append("there is no condition '\(was.text)' any more")
  case (let was?, let now?):
    if was.expression.canonicalText != now.expression.canonicalText {
      causes.append("the condition is '\(now.text)' instead of '\(was.text)'")
    }
  }
  if let now { causes += readingCauses(now, old, new) }
  if old.plan.reprocess != new.plan.reprocess,
    after.decision.isAboutKept || before.decision.isAboutKept
  {
    causes.append(
      instead("kept answers are asked again by", reprocessText(new.plan), reprocessText(old.plan)))
  }
  return causes.isEmpty ? [after.reason] : causes
}

/// What a condition reads that is not the same.
private func readingCauses(
  _ condition: Condition, _ old: Explanation, _ new: Explanation
) -> [String] {
  var causes: [String] = []
  if condition.readsScore, case .points(let was) = old.decision.score,
    case .points(let now) = new.decision.score, was != now
  {
    causes.append(instead("the score is", now, was))
  }
  causes += condition.facts.sorted().compactMap { valueChange(of: $0, old, new) }
  for index in condition.stages.sorted() {
    guard let name = new.stages.first(where: { $0.stage.index == index })?.stage.name else {
      continue
    }
    let (was, now) = (Placing(name, in: old), Placing(name, in: new))
    guard let now, was?.decision.state != now.decision.state else { continue }
    causes.append(
      instead("\(name) is", now.decision.state.words, was?.decision.state.words ?? "no stage"))
  }
  return causes
}

/// What is asked differently, or at another cost, where the same tier is reached.
private func callCauses(_ before: Placing, _ after: Placing) -> [String] {
  guard let was = before.tier?.call, let now = after.tier?.call,
    before.tier?.name == after.tier?.name,
    before.decision.state != .notAsked || after.decision.state != .notAsked
  else { return [] }
  var causes: [String] = []
  if was.model != now.model { causes.append(instead("the model is", now.model, was.model)) }
  if was.prompt.id != now.prompt.id {
    causes.append(instead("the prompt is", now.prompt.id, was.prompt.id))
  } else if was.model == now.model, was.question != now.question {
    causes.append("the text or the answer schema of \(now.prompt.id) has changed")
  }
  if was.unitCost != now.unitCost {
    causes.append(instead("a call costs", "$\(now.unitCost)", "$\(was.unitCost)"))
  }
  return causes
}

extension StageDecision {
  /// Whether it turns on an answer that is kept.
  fileprivate var isAboutKept: Bool {
    switch because {
    case .kept, .askedAgain: true
    default: false
    }
  }
}

private func reprocessText(_ plan: RoutingPlan) -> String {
  let words = plan.reprocess.map(\.rawValue).sorted()
  return words.isEmpty ? "nothing" : listed(words)
}
