/// Keeps this worker's calls within requests and tokens per minute: two token buckets that hold at
/// most one second's worth, so that calls are spread evenly.
actor Pacer {
  private let clock: any Clock<Duration>
  private let now: @Sendable () -> ContinuousClock.Instant
  private var requests: Bucket?
  private var tokens: Bucket?

  init(
    requestsPerMinute: Int?, tokensPerMinute: Int?, clock: any Clock<Duration> = ContinuousClock(),
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    self.clock = clock
    self.now = now
    requests = requestsPerMinute.map { Bucket(perMinute: $0, at: now()) }
    tokens = tokensPerMinute.map { Bucket(perMinute: $0, at: now()) }
  }

  /// Returns when a call with so many tokens may be sent. A call larger than a bucket waits until
  /// the bucket has filled and is then let through.
  ///
  /// - Parameter isOver: Ends the wait early where it holds.
  /// - Throws: `CancellationError`.
  func admit(tokens count: Int, unless isOver: () async -> Bool = { false }) async throws {
    let instant = now()
    let wait = max(
      requests?.take(1, at: instant) ?? .zero, tokens?.take(count, at: instant) ?? .zero)
    // In short steps, so that a run that is to stop does not sleep first.
    var rest = wait
    while rest > .zero, await !isOver() {
      let step = min(rest, .milliseconds(200))
      try await clock.sleep(for: step)
      rest -= step
    }
  }

  /// A bucket may go into debt: whoever takes more than there is waits until it is paid.
  private struct Bucket {
    let perSecond: Double
    var level: Double
    var filledAt: ContinuousClock.Instant

    init(perMinute: Int, at instant: ContinuousClock.Instant) {
      perSecond = Double(perMinute) / 60
      level = max(perSecond, 1)
      filledAt = instant
    }

    mutating func take(_ count: Int, at instant: ContinuousClock.Instant) -> Duration {
      let elapsed = filledAt.duration(to: instant) / .seconds(1)
      level = min(level + elapsed * perSecond, max(perSecond, 1))
      filledAt = instant
      level -= Double(count)
      return level >= 0 ? .zero : .seconds(-level / perSecond)
    }
  }
}
