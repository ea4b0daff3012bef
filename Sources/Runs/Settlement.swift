package import JSON
package import Money

/// What became of one call, and of its task with it.
package struct Settlement: Sendable {
  /// The call's entry in the ledger.
  package let call: Int64
  package let task: RunTask
  package let billing: Billing
  package let usage: TokenUsage?
  /// `answered`, or the name of what went wrong.
  package let outcome: String
  /// What went wrong, in words; nil for an answer.
  package let detail: String?
  package var result: Result
  /// How long the provider took; nil where that was not measured.
  package var duration: Duration?

  package init(
    call: Int64, task: RunTask, billing: Billing, usage: TokenUsage?, outcome: String,
    detail: String?, result: Result, duration: Duration? = nil
  ) {
    self.call = call
    self.task = task
    self.billing = billing
    self.usage = usage
    self.outcome = outcome
    self.detail = detail
    self.result = result
    self.duration = duration
  }

  /// A call of which nothing was executed, and which therefore costs nothing.
  package static func unbilled(
    _ call: Int64, of task: RunTask, outcome: String, detail: String, result: Result = .released
  ) -> Settlement {
    Settlement(
      call: call, task: task, billing: .billed(.zero, metered: nil), usage: nil, outcome: outcome,
      detail: detail, result: result)
  }

  /// What the call cost.
  package enum Billing: Sendable, Hashable {
    /// `amount` counts; `metered` is what the meter said, where there is one.
    case billed(USD, metered: USD?)
    /// It may have been billed: the reservation stays counted.
    case uncertain
  }

  /// What happens to the task.
  package enum Result: Sendable {
    case answered(NewAnswer)
    /// Another call is worth it, not before so many milliseconds.
    case retry(afterMilliseconds: Int64)
    /// Another call is worth it, not before so many milliseconds; this one does not count as an
    /// attempt. The provider was not ready for it and bills nothing.
    case postponed(byMilliseconds: Int64)
    /// The same worker asks again at once, and keeps its lease: the task stays as it is.
    case repairing
    /// The task is ready again, and its next call repairs this text.
    case repairLater(text: String)
    /// No call will be made for it again. `text` is the answer that was refused, if one came.
    case failed(text: String?)
    /// Ready again, and this call does not count as an attempt: it never left.
    case released
  }
}

/// A validated answer on its way to being kept.
package struct NewAnswer: Sendable {
  package let json: JSONValue
  /// The key of the subject's JSON column under which it is merged.
  package let store: String
  package let tier: String
  /// The tier's threshold; nil where the stage has none.
  package let atLeast: Int64?
  package let model: String
  package let provider: String
  /// The prompt's id.
  package let prompt: String
  /// `PlannedCall.question`.
  package let question: String
  package let confidence: ExactDecimal?
  /// Characters that JSON columns refuse, and that were replaced.
  package let replacedCharacters: Int

  package init(
    json: JSONValue, store: String, tier: String, atLeast: Int64?, model: String,
    provider: String, prompt: String, question: String, confidence: ExactDecimal?,
    replacedCharacters: Int
  ) {
    self.json = json
    self.store = store
    self.tier = tier
    self.atLeast = atLeast
    self.model = model
    self.provider = provider
    self.prompt = prompt
    self.question = question
    self.confidence = confidence
    self.replacedCharacters = replacedCharacters
  }
}
