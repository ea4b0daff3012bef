/// Why a call gave no answer, what it may have cost, and whether to try again.
package struct CallFailure: Error, Sendable, Hashable {
  /// The kinds of failure; the names are kept in the ledger and do not change.
  package enum Reason: String, Sendable, Hashable {
    // The model was asked and gave no usable answer.
    case refusal
    case truncated
    case contentFilter = "content_filter"
    case noAnswer = "no_answer"
    case unreadableReply = "unreadable_reply"
    // The provider refused the request.
    case rateLimited = "rate_limited"
    case quotaExhausted = "insufficient_quota"
    case unauthorized
    case rejected
    case serverError = "server_error"
    // There was no complete response.
    case unreachable
    case timeout
    case connectionLost = "connection_lost"
    case replyTooLarge = "reply_too_large"
    case cancelled
    // There was no request.
    case invalidRequest = "invalid_request"
    /// The image may not be fetched, or is none that a model can be shown.
    case imageRefused = "image_refused"
    /// The image could not be fetched.
    case imageUnavailable = "image_unavailable"
  }

  package let reason: Reason
  /// For a person: bounded, one line, without the key.
  package let message: String
  package let billing: Billing
  /// The HTTP status, where there was a response.
  package var status: Int?
  /// The provider's own name for its error, from `error.code` or else `error.type`.
  package var providerCode: String?
  /// How long the provider asks to wait before another call; never negative, a day at most.
  package var retryAfter: Duration?
  package var rateLimit: RateLimitState
  /// What the model said all the same: a refusal, or the beginning of an answer.
  package var text: String?
  /// The model that the provider says was asked.
  package var model: String?

  package init(
    _ reason: Reason, _ message: String, billing: Billing, status: Int? = nil,
    providerCode: String? = nil, retryAfter: Duration? = nil,
    rateLimit: RateLimitState = RateLimitState(), text: String? = nil, model: String? = nil
  ) {
    self.reason = reason
    self.message = message
    self.billing = billing
    self.status = status
    self.providerCode = providerCode
    self.retryAfter = retryAfter
    self.rateLimit = rateLimit
    self.text = text
    self.model = model
  }

  /// Whether the same request may fare better later: transport errors, 408, 409, 429 and 5xx,
  /// except an exhausted quota, which no waiting refills. What the model itself said is final.
  package var isRetryable: Bool {
    switch reason {
    case .unreachable, .timeout, .connectionLost, .rateLimited, .serverError, .imageUnavailable:
      true
    case .rejected: status == 408 || status == 409
    case .refusal, .truncated, .contentFilter, .noAnswer, .unreadableReply, .quotaExhausted,
      .unauthorized, .replyTooLarge, .cancelled, .invalidRequest, .imageRefused:
      false
    }
  }
}
