import Foundation

/// A clock on which every sleep is over at once, and has taken its time.
final class LeapingClock: Clock, @unchecked Sendable {
  // Unchecked: `slept` is touched under the lock alone.
  private let lock = NSLock()
  private var slept = Duration.zero
  private let start = ContinuousClock.now

  /// How long everybody has slept by now.
  var elapsed: Duration { lock.withLock { slept } }
  var now: ContinuousClock.Instant { start.advanced(by: elapsed) }
  var minimumResolution: Duration { .nanoseconds(1) }

  func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
    try Task.checkCancellation()
    lock.withLock { slept = max(slept, start.duration(to: deadline)) }
    await Task.yield()
  }
}
