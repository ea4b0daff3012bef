import Expressions
package import Money
package import Planning

/// The scores between two thresholds, and what each stage asks of them.
package struct ScoreRouting: Sendable, Hashable {
  package let scores: ScoreRange
  /// Stages that ask, in the order of the plan.
  package let asks: [Ask]

  /// A call that one stage makes of these scores.
  package struct Ask: Sendable, Hashable {
    package let stage: String
    package let tier: String
    package let hasThreshold: Bool
    package let model: String
    /// US dollars for a call.
    package let unitCost: USD
    package let isCeiling: Bool
    /// Whether it also takes a condition that the score alone does not decide.
    package let isConditional: Bool
  }
}

extension RoutingPlan {
  /// What is asked, from the lowest score that is possible to the highest, in ranges throughout
  /// which the same is asked.
  package var routing: [ScoreRouting] {
    let bounds = scoreBounds
    let (starts, areAllTried) = routingStarts(bounds)
    return starts.enumerated().reduce(into: []) { ranges, next in
      let (index, start) = next
      let end = index + 1 < starts.count ? starts[index + 1] : bounds.highest.flatMap(after)
      let asks = stages.compactMap { $0.ask(ofScore: start ?? .min, alone: areAllTried) }
      if let last = ranges.last, last.asks == asks {
        ranges[ranges.count - 1] = ScoreRouting(
          scores: ScoreRange(from: last.scores.low, to: end), asks: asks)
      } else {
        ranges.append(ScoreRouting(scores: ScoreRange(from: start, to: end), asks: asks))
      }
    }
  }

  /// Where something else may be asked than just below; nil for the lowest of all scores. Where the
  /// scores are few, each is tried, as a condition may compare the score with anything.
  private func routingStarts(_ bounds: ScoreBounds) -> (starts: [Int64?], areAllTried: Bool) {
    if let low = bounds.lowest, let high = bounds.highest, low <= high {
      let (span, overflow) = high.subtractingReportingOverflow(low)
      if !overflow, span <= 10_000 { return ((low...high).map { $0 }, true) }
    }
    let thresholds = Set(stages.flatMap { $0.tiers.compactMap(\.atLeast) }).sorted()
      .filter { start in
        (bounds.lowest.map { start > $0 } ?? true) && (bounds.highest.map { start <= $0 } ?? true)
      }
    return ([bounds.lowest] + thresholds, false)
  }
}

/// The score after, for the end of a range; nil where there is none.
private func after(_ score: Int64) -> Int64? {
  let (next, overflow) = score.addingReportingOverflow(1)
  return overflow ? nil : next
}

extension Stage {
  /// What the stage asks of subjects with that score, or with any up to the next threshold where it
  /// does not stand alone; nil where it asks nothing of them.
  fileprivate func ask(ofScore score: Int64, alone isAlone: Bool) -> ScoreRouting.Ask? {
    guard let tier = tier(forScore: score) else { return nil }
    var isConditional = false
    if let when {
      let known: Binding = isAlone ? .value(.int(score)) : .unknown
      switch when.expression.evaluate({ $0 == "score" ? known : .unknown }) {
      case .value(.bool(true)): break
      case .unknown: isConditional = true
      case .value, .error: return nil
      }
    }
    return ScoreRouting.Ask(
      stage: name, tier: tier.name, hasThreshold: tier.atLeast != nil, model: tier.call.model,
      unitCost: tier.call.unitCost, isCeiling: tier.call.declared == nil,
      isConditional: isConditional)
  }
}
