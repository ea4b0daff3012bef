package import Diagnostics
package import Money

/// US dollars that an author wrote for one call.
package typealias DeclaredCost = USD

/// A share that an author assumed.
package typealias AssumedShare = Share

/// How far an answer is trusted, from 0 to 1, exactly as written.
package typealias Confidence = ExactDecimal

/// What bounds a run. Limits may change under a version; each run records those it ran with.
package struct Limits: Sendable {
  /// US dollars that a run never exceeds.
  package var budget: Located<USD>?
  /// Calls in flight at once.
  package var concurrency: Int
  package var requestsPerMinute: Int?
  package var tokensPerMinute: Int?
  /// Wire calls per task, all told.
  package var attempts: Int
  /// How long one call may take.
  package var timeout: Duration
  /// Tasks that a worker claims at once.
  package var claim: Int

  package static let standard = Limits(
    budget: nil, concurrency: 8, requestsPerMinute: nil, tokensPerMinute: nil, attempts: 3,
    timeout: .seconds(60), claim: 50)
}

/// The one call for everything that savings are measured against.
package struct Baseline: Sendable {
  package let model: LocatedText
  /// US dollars for a call.
  package let cost: Located<USD>
}
