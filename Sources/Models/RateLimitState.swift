/// What a provider says, with an answer or a refusal, of the limits on this account. Every figure
/// may be missing.
package struct RateLimitState: Sendable, Hashable {
  /// One kind of limit: requests or tokens.
  package struct Allowance: Sendable, Hashable {
    /// How many there are when none is used.
    package var limit: Int?
    /// How many are left now.
    package var remaining: Int?
    /// How long until all are there again.
    package var reset: Duration?

    package init(limit: Int? = nil, remaining: Int? = nil, reset: Duration? = nil) {
      self.limit = limit
      self.remaining = remaining
      self.reset = reset
    }
  }

  package var requests: Allowance
  package var tokens: Allowance

  package init(requests: Allowance = Allowance(), tokens: Allowance = Allowance()) {
    self.requests = requests
    self.tokens = tokens
  }

  /// Whether the provider said anything at all.
  package var isKnown: Bool { self != RateLimitState() }
}
