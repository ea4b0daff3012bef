/// A provider that takes many requests at once, as a file, and answers within a day at a lower
/// price.
///
/// Nothing is sent twice by itself: what was sent and whose reply was lost is found again by its
/// name. Failures say whether the same may fare better later.
package protocol BatchProvider: Sendable {
  /// One line of a batch's input, its end included, with its image where that goes inline.
  ///
  /// - Parameter id: comes back with the result; unlike any other in the batch.
  func line(_ request: ModelRequest, id: String) async throws(CallFailure) -> [UInt8]

  /// Uploads the lines of a batch, finished, under a name.
  ///
  /// - Returns: the file's id.
  func upload(_ file: BatchFile, named name: String) async throws(CallFailure) -> String

  /// The id of the file of that name; nil where none was uploaded.
  func file(named name: String) async throws(CallFailure) -> String?

  /// Has an uploaded file worked off, under a name.
  func create(from file: String, named name: String) async throws(CallFailure) -> ProviderBatch

  /// The batch of that name; nil where none was created.
  func batch(named name: String) async throws(CallFailure) -> ProviderBatch?

  /// How far a batch is.
  func batch(_ id: String) async throws(CallFailure) -> ProviderBatch

  /// What a file of results says, line by line, in whatever order.
  ///
  /// - Parameter maxBytes: A larger file is refused.
  func results(in file: String, maxBytes: Int) async throws(CallFailure) -> BatchResults

  /// Asks for a batch to end. What was executed by then is billed, and has its results.
  func cancel(_ id: String) async throws(CallFailure)
}

/// A batch as its provider describes it.
package struct ProviderBatch: Sendable, Hashable {
  /// How far the provider is with it.
  package enum State: Sendable, Hashable {
    /// Not ended yet.
    case open
    /// Ended; every request has a result, if only that it was not executed.
    case completed
    /// Ended before every request was executed: time ran out, or somebody cancelled it.
    case cutOff
    /// Refused as a whole: nothing was executed.
    case refused(BatchRefusal)
  }

  package let id: String
  package let state: State
  /// The files of results; nil where there are none.
  package let outputFile: String?
  package let errorFile: String?
  /// Requests that it is done with, and those of them that were answered; nil where it does not say.
  package let done: Int?
  package let answered: Int?

  package init(
    id: String, state: State, outputFile: String?, errorFile: String?, done: Int? = nil,
    answered: Int? = nil
  ) {
    self.id = id
    self.state = state
    self.outputFile = outputFile
    self.errorFile = errorFile
    self.done = done
    self.answered = answered
  }
}

/// Why a batch was refused as a whole.
package struct BatchRefusal: Sendable, Hashable {
  /// For a person: bounded, one line.
  package let message: String
  /// Whether too much is enqueued already: the same may be taken later.
  package let isQueueFull: Bool

  package init(message: String, isQueueFull: Bool) {
    self.message = message
    self.isQueueFull = isQueueFull
  }
}

/// What became of one request of a batch.
package struct BatchResult: Sendable, Hashable {
  /// Whether the request was executed, and what came of it.
  package enum Outcome: Sendable, Hashable {
    case executed(CallOutcome)
    /// It never was: the time ran out, or the batch was cancelled. Nothing is billed.
    case notExecuted(code: String, message: String)
  }

  /// The request's.
  package let id: String
  package let outcome: Outcome

  package init(id: String, outcome: Outcome) {
    self.id = id
    self.outcome = outcome
  }
}
