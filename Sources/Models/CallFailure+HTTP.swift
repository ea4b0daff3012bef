import JSON

extension CallFailure {
  /// A call to which there was no response.
  init(_ error: HTTPError, key: Secret?) {
    let reason: Reason =
      switch error {
      case .invalidRequest: .invalidRequest
      case .connectionFailed: .unreachable
      case .failedAfterSending(.timeout, _), .failedAfterSending(.stalled, _): .timeout
      case .failedAfterSending(.tooLarge, _): .replyTooLarge
      case .failedAfterSending(.connectionLost, _), .failedAfterSending(.malformed, _):
        .connectionLost
      case .cancelled: .cancelled
      }
    self.init(
      reason, ProviderText.line(error.description, masking: key),
      billing: error.mayHaveBeenReceived ? .uncertain : .notBilled)
  }

  /// An error status, which no provider bills.
  init(
    status response: HTTPResponse, _ body: JSONValue?, key: Secret?, now: Int64,
    rateLimit: RateLimitState
  ) {
    let error = ProviderErrorBody(body ?? .null, key: key)
    let reason: Reason =
      switch response.status {
      case _ where error.isQuotaExhausted: .quotaExhausted
      // Payment required: no call will fare better.
      case 402: .quotaExhausted
      case 429: .rateLimited
      case 401, 403: .unauthorized
      case 500...: .serverError
      default: .rejected
      }
    let said = error.message ?? ProviderText.line(response.body, masking: key)
    self.init(
      reason, "HTTP \(response.status)" + (said.isEmpty ? "" : ": \(said)"), billing: .notBilled,
      status: response.status, providerCode: error.code,
      retryAfter: RetryAfter.duration(response.headers, now: now), rateLimit: rateLimit)
  }
}
