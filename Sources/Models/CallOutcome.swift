/// What became of one call on the wire.
package enum CallOutcome: Sendable, Hashable {
  /// The model gave a text. Whether it satisfies the schema is the caller's to find out.
  case answered(ModelReply)
  case failed(CallFailure)

  /// What is known of the bill. A reply without usage is uncertain: the caller bills its ceiling.
  package var billing: Billing {
    switch self {
    case .answered(let reply): reply.usage.map(Billing.billed) ?? .uncertain
    case .failed(let failure): failure.billing
    }
  }

  /// Whether it was the caller who ended the call.
  package var isCancelled: Bool {
    if case .failed(let failure) = self { failure.reason == .cancelled } else { false }
  }

  /// What the provider said of its limits.
  package var rateLimit: RateLimitState {
    switch self {
    case .answered(let reply): reply.rateLimit
    case .failed(let failure): failure.rateLimit
    }
  }
}

/// A model's answer as it came.
package struct ModelReply: Sendable, Hashable {
  package let text: String
  /// `nil` where the provider says nothing, or nothing that can be.
  package let usage: Usage?
  /// The model that the provider says answered, often more exact than the one asked for.
  package let model: String?
  /// The provider's word for why the text ends where it does.
  package let finishReason: String?
  package let rateLimit: RateLimitState

  package init(
    text: String, usage: Usage?, model: String? = nil, finishReason: String? = nil,
    rateLimit: RateLimitState = RateLimitState()
  ) {
    self.text = text
    self.usage = usage
    self.model = model
    self.finishReason = finishReason
    self.rateLimit = rateLimit
  }
}
