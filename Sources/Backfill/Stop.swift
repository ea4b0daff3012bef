/// Why a run ends before its tasks do. The first reason stands.
package actor Stop {
  /// What a run stops for.
  package enum Reason: Sendable, Hashable {
    /// Somebody asked for it.
    case asked
    /// Somebody asked for it from elsewhere.
    case cancelled
    /// The next call did not fit into the budget.
    case budget
    /// No connection to the provider came about.
    case unreachable(String)
    /// The provider fails most calls, for longer than an outage may last.
    case failing(String)
    /// The provider refuses every call: the key, the quota or the model.
    case refused(String)
    /// The database stores none of the answers.
    case unstorable(String)
    /// Something failed that this worker cannot do without, such as the database. It throws that.
    case trouble
  }

  package private(set) var reason: Reason?
  /// Whether there is more to stop for than the budget: then what was reserved is not sent, and
  /// nothing is waited for that may take hours, as batches do.
  private(set) var isUrgent = false
  private var watchers: [@Sendable () async -> Void] = []

  package init() {}

  /// Asks the run to stop: no new calls, those in flight are settled.
  package func stop(_ reason: Reason) async {
    let becomesUrgent = reason != .budget && !isUrgent
    let isNews = self.reason == nil || becomesUrgent
    if becomesUrgent { isUrgent = true }
    if self.reason == nil { self.reason = reason }
    guard isNews else { return }
    for watcher in watchers { await watcher() }
  }

  /// Calls `watcher` once the run is to stop, or now where it already is; and once more where that
  /// becomes urgent later.
  func whenStopped(_ watcher: @escaping @Sendable () async -> Void) async {
    watchers.append(watcher)
    if reason != nil { await watcher() }
  }
}

extension Stop.Reason {
  /// What others did, in words; nil where it was not their doing.
  package var text: String? {
    switch self {
    case .asked, .cancelled, .budget, .trouble: nil
    case .unreachable(let why): "the provider cannot be reached: \(why)"
    case .failing(let why): "the provider fails: \(why)"
    case .refused(let why): "the provider refuses: \(why)"
    case .unstorable(let why): "the database refuses all answers: \(why)"
    }
  }
}
