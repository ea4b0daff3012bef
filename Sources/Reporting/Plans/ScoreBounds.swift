package import Planning
import Rules

/// The lowest and the highest score that the constants of a rule file allow; nil is no bound.
package struct ScoreBounds: Sendable, Hashable {
  package let lowest: Int64?
  package let highest: Int64?
}

extension RoutingPlan {
  /// The sum of the least and of the most that every fact can earn, each taken by itself.
  package var scoreBounds: ScoreBounds {
    let bounds = score.map { contribution in
      contribution.points.bounds(isCount: facts.fact(named: contribution.fact)?.isCount ?? false)
    }
    return ScoreBounds(
      lowest: sum(bounds.map(\.lowest)), highest: sum(bounds.map(\.highest)))
  }
}

/// The sum; nil where a part has no bound or the sum does not fit.
private func sum(_ parts: [Int64?]) -> Int64? {
  var total: Int64 = 0
  for part in parts {
    guard let part else { return nil }
    let (next, overflow) = total.addingReportingOverflow(part)
    if overflow { return nil }
    total = next
  }
  return total
}

extension Fact {
  /// Counts are never negative; any other int may be.
  fileprivate var isCount: Bool {
    if case .count = source { true } else { false }
  }
}

extension Points {
  fileprivate func bounds(isCount: Bool) -> ScoreBounds {
    switch self {
    case .flat(let points):
      return ScoreBounds(lowest: min(points, 0), highest: max(points, 0))
    case .each(let each, let most):
      if each == 0 { return ScoreBounds(lowest: 0, highest: 0) }
      let away = isCount ? 0 : Int64?.none
      return each > 0
        ? ScoreBounds(lowest: away, highest: most) : ScoreBounds(lowest: most, highest: away)
    }
  }
}

extension ScoreBounds: CustomStringConvertible {
  package var description: String {
    switch (lowest, highest) {
    case (let lowest?, let highest?): "\(lowest) to \(highest)"
    case (let lowest?, nil): "\(lowest) or more"
    case (nil, let highest?): "at most \(highest)"
    case (nil, nil): "without bounds"
    }
  }
}
