/// When a call left for its provider. It may have waited before: for a connection, or for its image.
package final class Departure: Sendable {
  private let instant = Lock<ContinuousClock.Instant?>(nil)

  package init() {}

  /// The call leaves now.
  func note() {
    instant.withLock { $0 = .now }
  }

  /// How long ago the call left; nil where it has not.
  package var elapsed: Duration? {
    instant.withLock { $0 }?.duration(to: .now)
  }
}
