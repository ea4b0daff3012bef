import Diagnostics
import Rules

extension PlanCompiler {
  /// `score-gap`: scores that subjects can have, and at which no stage asks them anything.
  ///
  /// A note: that may be just what is meant.
  ///
  /// ```
  /// note[score-gap]: nothing is asked at the scores 0 to 8
  ///   |
  /// 9 |       infer: { at_least: 10, … }
  ///   |                          ^^ the lowest tier of 'identify'
  ///   = help: score 0, for example: is_known = false, orders = 0
  /// ```
  mutating func checkScoreGaps(of plan: RoutingPlan, _ survey: RoutingSurvey) {
    // Where no score is asked anything, conditions that never hold are what is wrong.
    guard !survey.askedScores.isEmpty else { return }
    let scores = survey.scores.keys.sorted()
    var gaps: [(low: Int64, high: Int64)] = []
    var isOpen = false
    for score in scores {
      if survey.askedScores.contains(score) {
        isOpen = false
      } else if isOpen {
        gaps[gaps.count - 1].high = score
      } else {
        gaps.append((score, score))
        isOpen = true
      }
    }
    guard let first = gaps.first, let facts = survey.scores[first.low] else { return }
    let interval = plan.scoreInterval
    let listed = gaps.map { gap in
      // Beyond all that the rules compare a score with, one stands for all that follow.
      if interval.high == nil, gap.high == scores.last { return "\(gap.low) and above" }
      if interval.low == nil, gap.low == scores.first { return "\(gap.high) and below" }
      return gap.low == gap.high ? "\(gap.low)" : "\(gap.low) to \(gap.high)"
    }
    let isSingle = gaps.count == 1 && listed[0] == "\(first.low)"
    let place = lowestThreshold(in: plan)
    diagnostics.add(
      Diagnostic(
        .note, "score-gap",
        "nothing is asked at the score\(isSingle ? "" : "s") \(listed.joined(separator: ", "))",
        at: place?.range ?? rules.name.range,
        label: place.map { "the lowest tier of '\($0.stage)'" } ?? "",
        help: "score \(first.low), \(plan.facts.witness(facts))"))
  }

  private func lowestThreshold(
    in plan: RoutingPlan
  ) -> (stage: String, range: SourceRange)? {
    for stage in plan.stages {
      guard let tier = stage.tiers.last, let rule = rule(of: tier, in: stage) else { continue }
      return (stage.name, rule.atLeast.range)
    }
    return nil
  }
}
