package import Expressions

/// One (subject, stage) of a run.
package struct RunTask: Sendable {
  package let id: Int64
  package let subject: String
  package let stage: String
  /// The name of the tier that the pinned score reached when the run was planned.
  package let tier: String
  /// Pinned when the run was planned.
  package let score: Int64
  /// Calls that were made for it so far.
  package let attempts: Int
  /// What its next call has to repair; nil where it asks afresh.
  package let repair: TaskRepair?

  package init(
    id: Int64, subject: String, stage: String, tier: String, score: Int64, attempts: Int,
    repair: TaskRepair? = nil
  ) {
    self.id = id
    self.subject = subject
    self.stage = stage
    self.tier = tier
    self.score = score
    self.attempts = attempts
    self.repair = repair
  }
}

/// An answer that did not satisfy its schema, and is put to the model once more with the complaint.
package struct TaskRepair: Sendable, Hashable {
  package let text: String
  package let complaint: String

  /// Nil where one of them is not there.
  package init?(text: String?, complaint: String?) {
    guard let text, let complaint else { return nil }
    self.text = text
    self.complaint = complaint
  }
}

/// How far a task is.
package enum TaskState: String, Sendable, CaseIterable {
  /// Waits for the answer of an earlier stage.
  case waiting
  /// Can be claimed.
  case ready
  /// A worker has it until its lease ends.
  case leased
  /// Its answer is kept.
  case done
  /// It failed for good.
  case failed
  /// The answer it waited for decided against it.
  case skipped
}

/// What of a subject is pinned when a run is planned, beside its score: the facts that any
/// condition reads which has to wait for an answer.
package struct PinnedFacts: Sendable, Hashable {
  package let values: [String: Value]

  package init(_ values: [String: Value]) {
    self.values = values
  }
}

/// How many tasks of a run are in each state.
package struct TaskCounts: Sendable, Hashable {
  package var counts: [TaskState: Int]

  package init(_ counts: [TaskState: Int] = [:]) {
    self.counts = counts
  }

  package subscript(_ state: TaskState) -> Int {
    get { counts[state] ?? 0 }
    set { counts[state] = newValue }
  }

  package var total: Int { counts.values.reduce(0, +) }

  /// Tasks about which nothing more will happen.
  package var settled: Int { self[.done] + self[.failed] + self[.skipped] }

  package var open: Int { total - settled }
}
