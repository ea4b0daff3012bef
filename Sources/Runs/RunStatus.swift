package import Money

/// How far a run is, and what it has spent.
package struct RunStatus: Sendable {
  package let run: Run
  package let tasks: TaskCounts
  package let cost: RunCost
  /// Calls that were sent.
  package let calls: Int
  /// In the order of the plan.
  package let stages: [StageStatus]
  /// Tasks that failed for good, or were skipped because a condition erred, by what went wrong,
  /// most first.
  package let failures: [FailureCount]
  /// Calls by stage, model and outcome, in the order of the plan.
  package let outcomes: [OutcomeStatus]
  /// Those who work at it now.
  package let workers: [WorkerStatus]
  /// Those that were planned first before the others.
  package let batches: [BatchStatus]

  package init(
    run: Run, tasks: TaskCounts, cost: RunCost, calls: Int, stages: [StageStatus],
    failures: [FailureCount], outcomes: [OutcomeStatus] = [], workers: [WorkerStatus] = [],
    batches: [BatchStatus] = []
  ) {
    self.run = run
    self.tasks = tasks
    self.cost = cost
    self.calls = calls
    self.stages = stages
    self.failures = failures
    self.outcomes = outcomes
    self.workers = workers
    self.batches = batches
  }
}

/// US dollars of a run.
package struct RunCost: Sendable, Hashable {
  /// What settled calls were billed.
  package let billed: USD
  /// The most that calls in flight can cost.
  package let reserved: USD
  /// The most that calls can cost of which nobody knows whether they were billed.
  package let uncertain: USD

  package init(billed: USD, reserved: USD, uncertain: USD) {
    self.billed = billed
    self.reserved = reserved
    self.uncertain = uncertain
  }
}

/// How far one stage of a run is.
package struct StageStatus: Sendable {
  package let name: String
  package let tasks: TaskCounts
  package let calls: Int
  /// US dollars.
  package let billed: USD
  package let tiers: [TierStatus]

  package init(name: String, tasks: TaskCounts, calls: Int, billed: USD, tiers: [TierStatus]) {
    self.name = name
    self.tasks = tasks
    self.calls = calls
    self.billed = billed
    self.tiers = tiers
  }
}

/// The calls that one tier of a stage has made.
package struct TierStatus: Sendable {
  package let name: String
  package let model: String
  package let calls: Int
  /// US dollars.
  package let billed: USD

  package init(name: String, model: String, calls: Int, billed: USD) {
    self.name = name
    self.model = model
    self.calls = calls
    self.billed = billed
  }
}

/// Tasks that failed for good with the same outcome.
package struct FailureCount: Sendable, Hashable {
  package let outcome: String
  /// An example of what went wrong, in words.
  package let example: String?
  package let tasks: Int

  package init(outcome: String, example: String?, tasks: Int) {
    self.outcome = outcome
    self.example = example
    self.tasks = tasks
  }
}

/// The calls of one stage to one model that ended alike.
package struct OutcomeStatus: Sendable, Hashable {
  package let stage: String
  package let model: String
  /// `answered`, or the name of what went wrong; nil for calls in flight.
  package let outcome: String?
  package let calls: Int
  /// Milliseconds that the provider took in the mean, rounded; nil where none was measured.
  package let meanMilliseconds: Int64?
  /// Milliseconds that the longest took.
  package let maxMilliseconds: Int64?

  package init(
    stage: String, model: String, outcome: String?, calls: Int, meanMilliseconds: Int64?,
    maxMilliseconds: Int64?
  ) {
    self.stage = stage
    self.model = model
    self.outcome = outcome
    self.calls = calls
    self.meanMilliseconds = meanMilliseconds
    self.maxMilliseconds = maxMilliseconds
  }
}

/// Somebody who works at a run.
package struct WorkerStatus: Sendable, Hashable {
  /// `host:process`.
  package let name: String
  /// ISO 8601, UTC.
  package let joinedAt: String
  /// Whether it was asked to stop, and settles what it has in flight.
  package let isAskedToStop: Bool
  /// Why it makes no calls at the moment, in words; nil where it does.
  package let paused: String?

  package init(name: String, joinedAt: String, isAskedToStop: Bool, paused: String?) {
    self.name = name
    self.joinedAt = joinedAt
    self.isAskedToStop = isAskedToStop
    self.paused = paused
  }
}
