import Money
import Planning
import Simulation

/// Neighbouring scores of which the same is asked.
struct ScoreBand {
  let scores: ScoreRange
  let subjects: Int
  /// What is asked of them, in words.
  let asks: String
  /// The colour: one of nine, the first for scores that reach no tier.
  let kind: String

  /// Every band that somebody is in or that the rules can reach, lowest first.
  static func all(
    of plan: RoutingPlan, _ thresholds: [ScoreThreshold], _ scores: [ScoreCount]
  ) -> [ScoreBand] {
    let routing = plan.routing
    let starts = Set(thresholds.map(\.score) + routing.dropFirst().compactMap(\.scores.low))
      .sorted()
    let lows = [nil] + starts.map(Optional.some)
    return lows.enumerated().map { index, low in
      let end = index < starts.count ? starts[index] : nil
      let own = scores.filter { count in
        (low.map { count.score >= $0 } ?? true) && (end.map { count.score < $0 } ?? true)
      }
      let asked = routing.last { range in
        low.map { low in range.scores.low.map { $0 <= low } ?? true } ?? true
      }
      let first = low == nil ? routing.first : asked
      let isBelow = !thresholds.contains { threshold in
        low.map { threshold.score <= $0 } ?? false
      }
      return ScoreBand(
        scores: ScoreRange(from: low, to: end), subjects: own.reduce(0) { $0 + $1.subjects },
        asks: words(for: first?.asks ?? []),
        kind: isBelow ? "s0" : "s\(1 + min((index - 1) * 8 / max(starts.count, 1), 7))")
    }
  }

  private static func words(for asks: [ScoreRouting.Ask]) -> String {
    func names(_ areConditional: Bool) -> String? {
      let names = asks.filter { $0.isConditional == areConditional }
        .map { $0.hasThreshold ? "\($0.stage).\($0.tier)" : $0.stage }
      return names.isEmpty
        ? nil : (areConditional ? "perhaps " : "") + names.joined(separator: ", ")
    }
    let parts = [names(false), names(true)].compactMap(\.self)
    return parts.isEmpty ? "nothing" : parts.joined(separator: ", and ")
  }
}
