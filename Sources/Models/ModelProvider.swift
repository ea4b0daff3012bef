/// Whoever answers questions to models. One call goes out at most once: retries, and what they may
/// cost, are the caller's.
package protocol ModelProvider: Sendable {
  /// The request with all that it has to carry along, such as its image. To ask for it before
  /// `complete` spares whoever may call that off from fetching it again.
  ///
  /// - Throws: Why it cannot be had, unbilled.
  func inlined(_ request: ModelRequest) async throws(CallFailure) -> ModelRequest

  /// Asks once. Failures are outcomes, so that each comes with its bill; cancelling the task ends
  /// the call with the reason `cancelled`.
  ///
  /// - Parameter departure: Learns when the call leaves, and keeps it from leaving where it was called
  ///   off; then the call ends with the reason `cancelled`, too. Nil where it cannot be called off.
  func complete(_ request: ModelRequest, noting departure: Departure?) async -> CallOutcome
}

extension ModelProvider {
  /// As it is: a request carries nothing along.
  package func inlined(_ request: ModelRequest) async throws(CallFailure) -> ModelRequest {
    request
  }

  /// Asks once, whatever becomes of others.
  package func complete(_ request: ModelRequest) async -> CallOutcome {
    await complete(request, noting: nil)
  }
}
