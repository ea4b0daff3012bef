package import Money

/// A model at a provider.
package struct ModelName: Sendable, Hashable {
  package let provider: String
  package let model: String

  package init(provider: String, model: String) {
    self.provider = provider
    self.model = model
  }
}

/// A call that was billed above what was reserved for it.
package struct ExceededCeiling: Sendable, Hashable {
  package let stage: String
  package let tier: String
  /// US dollars.
  package let reserved: USD
  /// US dollars.
  package let billed: USD

  package init(stage: String, tier: String, reserved: USD, billed: USD) {
    self.stage = stage
    self.tier = tier
    self.reserved = reserved
    self.billed = billed
  }
}

/// What became of a run's calls so far, for whoever goes on with it.
package struct CallHistory: Sendable, Hashable {
  /// Models that gave a text, of use or not.
  package var answeringModels: Set<ModelName>
  /// Tasks of which a call was refused for what it is.
  package var refusedTasks: Set<Int64>
  /// Of each tier the call that was billed the most in proportion to what was reserved for it, among
  /// those that were billed more.
  package var exceededCeilings: [ExceededCeiling]

  package init(
    answeringModels: Set<ModelName> = [], refusedTasks: Set<Int64> = [],
    exceededCeilings: [ExceededCeiling] = []
  ) {
    self.answeringModels = answeringModels
    self.refusedTasks = refusedTasks
    self.exceededCeilings = exceededCeilings
  }
}
