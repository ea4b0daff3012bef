package import Money

/// One request on the wire to a model, as the append-only ledger has it.
package struct Call: Sendable {
  package let id: Int64
  package let run: String
  package let subject: String
  package let stage: String
  package let tier: String
  package let score: Int64
  package let model: String
  package let provider: String
  /// From 1.
  package let attempt: Int
  package let state: CallState
  /// US dollars: the most that the call could cost when it was sent.
  package let reserved: USD
  /// US dollars as declared in the rules, if they were.
  package let declared: USD?
  /// US dollars by the meter, where there is one and it reported usage.
  package let metered: USD?
  /// US dollars that count; nil until that is known.
  package let billed: USD?
  package let usage: TokenUsage?
  /// `answered`, or the name of what went wrong.
  package let outcome: String?
  /// What went wrong, in words.
  package let detail: String?
  /// ISO 8601, UTC.
  package let sentAt: String
  package let settledAt: String?
  /// How long the provider took; nil where that is not known.
  package let milliseconds: Int64?
  /// The text that failed, where it was kept and asked for.
  package let refusedText: String?

  package init(
    id: Int64, run: String, subject: String, stage: String, tier: String, score: Int64,
    model: String, provider: String, attempt: Int, state: CallState, reserved: USD,
    declared: USD?, metered: USD?, billed: USD?, usage: TokenUsage?, outcome: String?,
    detail: String?, sentAt: String, settledAt: String?, milliseconds: Int64? = nil,
    refusedText: String? = nil
  ) {
    self.id = id
    self.run = run
    self.subject = subject
    self.stage = stage
    self.tier = tier
    self.score = score
    self.model = model
    self.provider = provider
    self.attempt = attempt
    self.state = state
    self.reserved = reserved
    self.declared = declared
    self.metered = metered
    self.billed = billed
    self.usage = usage
    self.outcome = outcome
    self.detail = detail
    self.sentAt = sentAt
    self.settledAt = settledAt
    self.milliseconds = milliseconds
    self.refusedText = refusedText
  }
}

/// How far a call is on its way from reservation to bill.
package enum CallState: String, Sendable, CaseIterable {
  /// Committed before its bytes left; what it can cost at most is reserved.
  case sent
  /// Its outcome is known, and so is what it cost.
  case settled
  /// It may have been billed, and nobody knows; what it can cost at most stays counted.
  case uncertain
}

/// Tokens as a provider reported them.
package struct TokenUsage: Sendable, Hashable {
  /// All input, the cached part included.
  package let input: Int
  package let cachedInput: Int
  package let output: Int

  package init(input: Int, cachedInput: Int, output: Int) {
    self.input = input
    self.cachedInput = cachedInput
    self.output = output
  }
}
