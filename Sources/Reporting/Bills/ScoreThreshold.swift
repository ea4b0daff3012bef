import Planning

/// A score at which a stage begins to ask another tier.
struct ScoreThreshold: Hashable {
  let score: Int64
  let stage: String
  let tier: String

  /// Every threshold of a plan, lowest first.
  static func all(of plan: RoutingPlan) -> [ScoreThreshold] {
    plan.stages.flatMap { stage in
      stage.tiers.compactMap { tier in
        tier.atLeast.map { ScoreThreshold(score: $0, stage: stage.name, tier: tier.name) }
      }
    }.sorted { $0.score < $1.score }
  }
}
