/// Whoever answers questions to models. One call goes out at most once: retries, and what they may
/// cost, are the caller's.
package protocol ModelProvider: Sendable {
  /// Asks once. Failures are outcomes, so that each comes with its bill; cancelling the task ends
  /// the call with the reason `cancelled`.
  func complete(_ request: ModelRequest) async -> CallOutcome
}
