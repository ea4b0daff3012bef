package import Money

/// What the subjects that a run asked first came to, by tier.
package struct CanaryTier: Sendable, Hashable {
  package let stage: String
  package let tier: String
  /// Tasks for which a call was sent.
  package let tasks: Int
  /// Calls that brought something from the model, or were billed.
  package let replies: Int
  /// Those of them that brought no valid answer: one that does not satisfy its schema or is cut off, a
  /// refusal, or nothing of use.
  package let invalid: Int
  /// US dollars: billed, and the most that calls of unknown outcome can cost.
  package let cost: USD

  package init(
    stage: String, tier: String, tasks: Int, replies: Int, invalid: Int, cost: USD
  ) {
    self.stage = stage
    self.tier = tier
    self.tasks = tasks
    self.replies = replies
    self.invalid = invalid
    self.cost = cost
  }
}
