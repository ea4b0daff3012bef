package import Money

/// Calls that are handed to a provider together.
package struct Batch: Sendable, Hashable {
  /// What the provider knows its file and it by.
  package let name: String
  package let provider: String
  package let model: String
  package var state: BatchState
  /// Lines of its file.
  package let requests: Int
  /// Lines that the provider is done with, as far as it has said.
  package var done: Int
  /// The provider's id of the uploaded file; nil before it is uploaded, and again once it will never be
  /// created from it.
  package var fileID: String?
  /// The provider's id of the batch.
  package var batchID: String?
  /// The provider's ids of the files of results.
  package var outputFile: String?
  package var errorFile: String?

  package init(
    name: String, provider: String, model: String, state: BatchState, requests: Int, done: Int = 0,
    fileID: String? = nil, batchID: String? = nil, outputFile: String? = nil,
    errorFile: String? = nil
  ) {
    self.name = name
    self.provider = provider
    self.model = model
    self.state = state
    self.requests = requests
    self.done = done
    self.fileID = fileID
    self.batchID = batchID
    self.outputFile = outputFile
    self.errorFile = errorFile
  }
}

/// What is known to have happened to a batch; each step is recorded once it is done.
package enum BatchState: String, Sendable, CaseIterable {
  /// Its calls are reserved, and may have been uploaded.
  case planned
  /// Its file is with the provider, which may have been told to work it off.
  case uploaded
  /// The provider works it off.
  case created
  /// The provider is done with it; some results may be settled.
  case ended
  /// Every one of its calls is settled.
  case settled

  package var isOpen: Bool { self != .settled }
}

/// A call of a batch of which nothing is known yet.
package struct BatchCall: Sendable {
  /// Its entry in the ledger.
  package let call: Int64
  package let task: RunTask
  /// Counted from 1.
  package let attempt: Int
  /// US dollars: the most that it can cost, as reserved.
  package let most: USD

  package init(call: Int64, task: RunTask, attempt: Int, most: USD) {
    self.call = call
    self.task = task
    self.attempt = attempt
    self.most = most
  }

  /// What the line of the batch's file is known by, and its result.
  package var lineID: String { Self.lineID(task: task.id, attempt: attempt) }

  /// What the line of a task's attempt is known by: unique within a batch.
  package static func lineID(task: Int64, attempt: Int) -> String { "t\(task)-a\(attempt)" }
}

/// A batch as a person sees it.
package struct BatchStatus: Sendable, Hashable {
  package let name: String
  package let provider: String
  package let model: String
  package let state: BatchState
  /// Lines of its file.
  package let requests: Int
  /// Lines that are answered or failed: settled here, or done as the provider says.
  package let done: Int
  /// Calls of it that are not settled.
  package let open: Int
  /// ISO 8601, UTC.
  package let plannedAt: String
  /// How long ago that was, in seconds.
  package let ageSeconds: Int64
  /// The provider's id of it, where it has one yet.
  package let batchID: String?

  package init(
    name: String, provider: String, model: String, state: BatchState, requests: Int, done: Int,
    open: Int, plannedAt: String, ageSeconds: Int64, batchID: String?
  ) {
    self.name = name
    self.provider = provider
    self.model = model
    self.state = state
    self.requests = requests
    self.done = done
    self.open = open
    self.plannedAt = plannedAt
    self.ageSeconds = ageSeconds
    self.batchID = batchID
  }
}
