import Expressions
import Rules

/// How far counts have to be followed until nothing changes any more: to where points are capped,
/// and where they are not, to beyond every score that the rules compare with anything.
struct ScoreSpan {
  /// Lowest and highest score of all contributions that are capped.
  private var capped: (low: Int128, high: Int128) = (0, 0)
  /// The scores that thresholds and conditions name.
  private let named: (low: Int128, high: Int128)
  private var risesForever = false
  private var fallsForever = false
  /// Whether an int that is computed from other facts earns points: how many, only trying tells.
  private var hasCountingDerived = false
  /// Whether there are more counts to follow than classes are tried.
  private(set) var isTooLong = false

  init(_ plan: RoutingPlan, compared: ComparedConstants) {
    var scores = plan.stages.flatMap { $0.tiers.compactMap(\.atLeast) }
    for case .int(let score) in compared.values[ComparedConstants.score] ?? [] {
      scores.append(score)
    }
    named = (Int128(scores.min() ?? 0) - 1, Int128(scores.max() ?? 0) + 1)
    for contribution in plan.score {
      if contribution.slot >= plan.facts.stored.count, case .each = contribution.points {
        hasCountingDerived = true
        continue
      }
      let bounds = plan.bounds(of: contribution)
      capped.low += Int128(bounds.low ?? 0)
      capped.high += Int128(bounds.high ?? 0)
      if bounds.high == nil { risesForever = true }
      if bounds.low == nil { fallsForever = true }
    }
    isTooLong = plan.score.contains { contribution in
      guard contribution.slot < plan.facts.stored.count else { return false }
      let isCount = plan.facts.stored[contribution.slot].isCount
      let ends = ends(of: contribution.points, isCount: isCount)
      return ends.high - ends.low > Int128(FactSpace.limit)
    }
  }

  var isUnbounded: Bool { risesForever || fallsForever }

  /// With points that grow without end in both directions, any sum may come of two large numbers.
  var isExact: Bool {
    !(risesForever && fallsForever) && !(isUnbounded && hasCountingDerived) && !isTooLong
  }

  /// The counts that earn differently.
  func counts(of points: Points, isCount: Bool) -> Set<Int64> {
    guard isExact else { return [] }
    let ends = ends(of: points, isCount: isCount)
    guard let low = Int64(exactly: ends.low), let high = Int64(exactly: ends.high), low <= high
    else { return [] }
    return Set(low...high)
  }

  private func ends(of points: Points, isCount: Bool) -> (low: Int128, high: Int128) {
    guard case .each(let each, let max) = points, each != 0 else { return (0, 0) }
    let step = Int128(each)
    let cap = max.map { Self.steps(of: step, toReach: Int128($0)) }
    // What has to be earned here so that the sum lies beyond all scores with a name, whatever else
    // is earned or lost.
    let beyond =
      each > 0
      ? Self.steps(of: step, toReach: Swift.max(0, named.high - capped.low))
      : Self.steps(of: step, toReach: Swift.min(0, named.low - capped.high))
    // The way of negative numbers is open where the fact is no count.
    let away =
      each > 0
      ? Self.steps(of: step, toReach: Swift.max(0, capped.high - named.low))
      : Self.steps(of: step, toReach: Swift.min(0, capped.low - named.high))
    return (isCount ? 0 : -away, cap ?? beyond)
  }

  /// How many steps lead at least as far as `distance`, which has their sign.
  private static func steps(of step: Int128, toReach distance: Int128) -> Int128 {
    let (quotient, remainder) = distance.quotientAndRemainder(dividingBy: step)
    return remainder == 0 ? quotient : quotient + 1
  }
}

extension RoutingPlan {
  /// The least and the most that a contribution can earn; nil is no bound.
  func bounds(of contribution: Contribution) -> (low: Int64?, high: Int64?) {
    switch contribution.points {
    case .flat(let points): return (min(points, 0), max(points, 0))
    case .each(let each, let most):
      if each == 0 { return (0, 0) }
      let isCount =
        contribution.slot < facts.stored.count && facts.stored[contribution.slot].isCount
      let away: Int64? = isCount ? 0 : nil
      return each > 0 ? (away, most) : (most, away)
    }
  }

  /// The highest and the lowest score that the constants allow, each contribution taken by itself.
  var scoreInterval: (low: Int128?, high: Int128?) {
    var interval: (low: Int128?, high: Int128?) = (0, 0)
    for contribution in score {
      let bounds = bounds(of: contribution)
      interval.low = bounds.low.flatMap { low in interval.low.map { $0 + Int128(low) } }
      interval.high = bounds.high.flatMap { high in interval.high.map { $0 + Int128(high) } }
    }
    return interval
  }
}
