package import Money

/// What the subjects that a run asked first came to, by tier.
package struct CanaryTier: Sendable, Hashable {
  package let stage: String
  package let tier: String
  /// Tasks for which a call was sent.
  package let tasks: Int
  /// Calls that brought a text.
  package let texts: Int
  /// Those of them whose text did not satisfy its schema.
  package let invalid: Int
  /// US dollars: billed, and the most that calls of unknown outcome can cost.
  package let cost: USD

  package init(
    stage: String, tier: String, tasks: Int, texts: Int, invalid: Int, cost: USD
  ) {
    self.stage = stage
    self.tier = tier
    self.tasks = tasks
    self.texts = texts
    self.invalid = invalid
    self.cost = cost
  }
}
