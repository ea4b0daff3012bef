package import Money

/// One execution of a published plan, with a budget.
package struct Run: Sendable {
  package let id: String
  package let ruleSet: String
  package let version: Int64
  /// The digest of the plan.
  package let digest: String
  package var state: RunState
  /// US dollars that spent, reserved and uncertain together never exceed; nil is no bound.
  package var budget: USD?
  /// US dollars: the bill's low, expected and high when the run was planned.
  package let estimated: EstimatedCost
  /// The provider that every call goes to instead of its model's own.
  package let reroute: String?
  /// ISO 8601, UTC.
  package let startedAt: String
  package let endedAt: String?
  /// Why it stopped, in words, where there is more to say than its state does.
  package let reason: String?
  /// The command line that goes on with it.
  package let resume: String?
  /// Whether all its calls are made in batches, whatever its rules say.
  package let isBatch: Bool

  package init(
    id: String, ruleSet: String, version: Int64, digest: String, state: RunState, budget: USD?,
    estimated: EstimatedCost, reroute: String?, startedAt: String, endedAt: String? = nil,
    reason: String? = nil, resume: String? = nil, isBatch: Bool = false
  ) {
    self.id = id
    self.ruleSet = ruleSet
    self.version = version
    self.digest = digest
    self.state = state
    self.budget = budget
    self.estimated = estimated
    self.reroute = reroute
    self.startedAt = startedAt
    self.endedAt = endedAt
    self.reason = reason
    self.resume = resume
    self.isBatch = isBatch
  }
}

/// US dollars of a bill, as a run keeps them.
package struct EstimatedCost: Sendable, Hashable {
  package let low: USD
  package let expected: USD
  package let high: USD

  package init(low: USD, expected: USD, high: USD) {
    self.low = low
    self.expected = expected
    self.high = high
  }
}

/// How far a run is, and why it stands where it does.
package enum RunState: String, Sendable, CaseIterable {
  /// Somebody works on it, or did until they were interrupted without a word.
  case running
  /// Nothing is left to do.
  case done
  /// Stopped on request with nothing in flight.
  case drained
  /// Stopped because the next call did not fit into the budget.
  case budget
  /// Stopped because the provider could not be reached.
  case failed

  /// Whether `run` joins it rather than starting another.
  package var isUnfinished: Bool { self != .done }
}

extension Run {
  /// The reason of a run that was stopped from elsewhere.
  package static let cancelled = "cancelled"
  /// With what the reason begins of a run whose canary was beyond its thresholds.
  package static let canaryObjection = "the canary says no: "
}
