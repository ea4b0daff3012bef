import Models

/// What is known of a provider's presence: whether it ever answered anything, be it an error, and
/// how many connections failed before it did.
actor Contact {
  enum State: Sendable, Hashable {
    case answered
    case noAnswerYet(failedConnections: Int)
  }

  private var states: [String: State] = [:]

  /// Takes note of an outcome, and gives what is known of the provider now.
  func note(_ outcome: CallOutcome, with provider: String) -> State {
    let before = states[provider] ?? .noAnswerYet(failedConnections: 0)
    let now: State
    switch (before, outcome) {
    case (.answered, _), (_, .answered): now = .answered
    case (.noAnswerYet(let failed), .failed(let failure)):
      if failure.reason == .unreachable {
        now = .noAnswerYet(failedConnections: failed + 1)
      } else if failure.reason == .cancelled || failure.status == 404 {
        // An address that knows no such model or path has not shown yet that it answers any.
        now = before
      } else {
        now = .answered
      }
    }
    states[provider] = now
    return now
  }
}
