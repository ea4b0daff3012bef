package import Planning

extension RoutingPlan {
  /// The stretches of whole numbers within which the threshold of a tier decides nothing else over
  /// the rows of a profile, lowest first. They cover all numbers but the other thresholds of the
  /// stage, which the tier cannot have.
  ///
  /// A threshold is compared with scores, with the other thresholds of its stage, and, where kept
  /// answers are asked again for a better tier, with the thresholds that those had.
  package func thresholdPieces(
    of threshold: AdjustableNumber.Threshold, over profile: FactProfile
  ) throws(ProfileMismatch) -> [WholeNumbers] {
    guard let stage = stage(named: threshold.stage) else { return [] }
    let others = Set(
      stage.tiers.filter { $0.name != threshold.tier }.compactMap(\.atLeast))
    // The last number of each piece: up to a score a threshold is reached by it, beyond it is not.
    var ends = others
    for other in others where other > .min { ends.insert(other - 1) }
    for vector in try profile.vectors(for: self).compactMap(\.self) {
      if case .points(let score) = decide(vector.knowledge).score { ends.insert(score) }
      if vector.kept.indices.contains(stage.index), let kept = vector.kept[stage.index]?.atLeast {
        ends.insert(kept)
      }
    }
    var pieces: [WholeNumbers] = []
    var low: Int64?
    for end in ends.sorted() {
      if !others.contains(end) { pieces.append(WholeNumbers(low: low, high: end)) }
      guard end < .max else { return pieces }
      low = end + 1
    }
    pieces.append(WholeNumbers(low: low, high: nil))
    return pieces
  }
}
