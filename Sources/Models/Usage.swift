/// The tokens that a provider says it bills for one call.
package struct Usage: Sendable, Hashable {
  /// All tokens of the input, the cached ones among them.
  package let inputTokens: Int
  /// Those of the input that the provider had at hand already, and bills for less.
  package let cachedInputTokens: Int
  package let outputTokens: Int

  /// No context window comes near it; a count above is a fault of the server, not a bill.
  package static let maxTokens = 100_000_000

  /// `nil` where the figures cannot be: negative, absurdly large, or more cached than sent.
  package init?(inputTokens: Int, cachedInputTokens: Int = 0, outputTokens: Int) {
    let possible = 0...Self.maxTokens
    guard possible.contains(inputTokens), possible.contains(outputTokens),
      (0...inputTokens).contains(cachedInputTokens)
    else { return nil }
    self.inputTokens = inputTokens
    self.cachedInputTokens = cachedInputTokens
    self.outputTokens = outputTokens
  }
}

/// What is known of the bill for one call on the wire.
package enum Billing: Sendable, Hashable {
  /// The provider answered and said what it used.
  case billed(Usage)
  /// No connection came about, or the provider answered with an error status.
  case notBilled
  /// The call may have been billed, and by how much is not known.
  case uncertain
}
