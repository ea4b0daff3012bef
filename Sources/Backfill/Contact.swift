import Models

/// What is known of a provider's presence.
actor Contact {
  struct State: Sendable, Hashable {
    /// Whether it ever answered anything, be it an error.
    var wasReached = false
    /// Whether a model of it ever gave a text.
    var hasAnswered = false
    /// Calls before the first answer that found no connection, or were rejected.
    var refusals = 0
  }

  private var states: [String: State] = [:]

  /// Takes note of an outcome, and gives what is known of the provider now.
  func note(_ outcome: CallOutcome, with provider: String) -> State {
    var state = states[provider] ?? State()
    switch outcome {
    case .answered:
      state.wasReached = true
      state.hasAnswered = true
    case .failed(let failure):
      if failure.status != nil { state.wasReached = true }
      if failure.text != nil { state.hasAnswered = true }
      if failure.reason == .unreachable || failure.reason == .rejected { state.refusals += 1 }
    }
    states[provider] = state
    return state
  }
}
