/// A model at a provider.
package struct ModelName: Sendable, Hashable {
  package let provider: String
  package let model: String

  package init(provider: String, model: String) {
    self.provider = provider
    self.model = model
  }
}

/// What became of a run's calls so far, for whoever goes on with it.
package struct CallHistory: Sendable, Hashable {
  /// Models that gave a text, of use or not.
  package var answeringModels: Set<ModelName>
  /// Tasks of which a call was refused for what it is.
  package var refusedTasks: Set<Int64>

  package init(answeringModels: Set<ModelName> = [], refusedTasks: Set<Int64> = []) {
    self.answeringModels = answeringModels
    self.refusedTasks = refusedTasks
  }
}
