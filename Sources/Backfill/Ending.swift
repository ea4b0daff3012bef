import Runs

/// How the work of a run ended.
package enum Ending: Sendable, Hashable {
  /// Nothing is left; so many tasks failed for good.
  case done(failed: Int)
  /// Nothing is left for this worker; others hold tasks still.
  case othersWorkOn
  /// Stopped on request.
  case drained
  /// Stopped on request from elsewhere.
  case cancelled
  /// The next call did not fit into the budget.
  case budget
  /// No connection to the provider came about.
  case unreachable(String)
  /// The provider failed most calls for longer than an outage may last.
  case failing(String)
  /// The provider refuses every call.
  case refused(String)
  /// The database stores none of the answers.
  case unstorable(String)

  var state: RunState? {
    switch self {
    case .done: .done
    case .othersWorkOn: nil
    case .drained, .cancelled: .drained
    case .budget: .budget
    case .unreachable, .failing, .refused, .unstorable: .failed
    }
  }

  /// Why, in words, where the state does not say it.
  var reason: String? {
    switch self {
    case .done, .othersWorkOn, .drained, .budget: nil
    case .cancelled: Run.cancelled
    case .unreachable(let why): "the provider cannot be reached: \(why)"
    case .failing(let why): "the provider fails: \(why)"
    case .refused(let why): "the provider refuses: \(why)"
    case .unstorable(let why): "the database refuses all answers: \(why)"
    }
  }
}
