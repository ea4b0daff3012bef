/// Keeps the calls to one provider within requests and tokens per minute, which all workers of a run
/// share: whatever is sent was taken out of the run's buckets before.
///
/// What is taken goes for several calls at once, those that wait and a quarter of a second's worth
/// more, so that not every call costs a round trip. What a worker has taken and not used when it ends
/// is lost: the run is slower by that, never faster.
actor Pacer {
  /// What is taken: requests and tokens. Gives for how long the last of them may not be used.
  typealias Take =
    @Sendable (_ requests: Int, _ tokens: Int) async throws -> (
      requests: Duration, tokens: Duration
    )

  /// What was taken beyond need, and from when to when it may be used.
  private struct Spare {
    var requests = 0
    var tokens = 0
    var from: ContinuousClock.Instant
    var until: ContinuousClock.Instant
  }

  private let requestsPerMinute: Int?
  private let tokensPerMinute: Int?
  private let clock: any Clock<Duration>
  private let now: @Sendable () -> ContinuousClock.Instant
  private let take: Take
  private var spare: Spare?
  private var grants: GroupCommit<Int, ContinuousClock.Instant>?

  init(
    requestsPerMinute: Int?, tokensPerMinute: Int?, clock: any Clock<Duration> = ContinuousClock(),
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }, take: @escaping Take
  ) {
    self.requestsPerMinute = requestsPerMinute
    self.tokensPerMinute = tokensPerMinute
    self.clock = clock
    self.now = now
    self.take = take
  }

  /// Returns when a call with so many tokens may be sent. A call larger than a bucket waits until
  /// the bucket has filled and is then let through.
  ///
  /// - Parameter isOver: Ends the wait early where it holds.
  /// - Throws: `CancellationError`, or what taking throws.
  func admit(tokens count: Int, unless isOver: () async -> Bool = { false }) async throws {
    guard requestsPerMinute != nil || tokensPerMinute != nil, await !isOver() else { return }
    let start = try await line.submit(max(0, count))
    // In short steps, so that a run that is to stop does not sleep first.
    while now() < start, await !isOver() {
      try await clock.sleep(for: min(now().duration(to: start), .milliseconds(200)))
    }
  }

  /// One at a time asks for all that wait, at most for a second's worth of requests.
  private var line: GroupCommit<Int, ContinuousClock.Instant> {
    if let grants { return grants }
    let most = max(1, min(requestsPerMinute ?? 30_000, 30_000) / 60)
    let made = GroupCommit<Int, ContinuousClock.Instant>(largest: most) { [weak self] group in
      // Gone only where nobody waits any more.
      guard let self else { throw CancellationError() }
      return try await self.grant(group)
    }
    grants = made
    return made
  }

  /// When each of some calls, with their tokens, may be sent.
  private func grant(_ group: [Int]) async throws -> [ContinuousClock.Instant] {
    let tokens = group.reduce(0) { $0 + min($1, 1_000_000_000) }
    if let start = useSpare(group.count, tokens) { return group.map { _ in start } }
    let extra = extra(for: group.count, tokens)
    let asked = now()
    let waits = try await take(group.count + extra.requests, tokens + extra.tokens)
    let ready = max(waits.requests, waits.tokens)
    spare = Spare(
      requests: extra.requests, tokens: extra.tokens, from: asked.advanced(by: ready),
      until: asked.advanced(by: ready + .seconds(1)))
    // The last of what was taken is free at the end of the wait, what stands before it earlier.
    var behind = (requests: group.count + extra.requests, tokens: tokens + extra.tokens)
    return group.map { count in
      behind.requests -= 1
      behind.tokens -= min(count, 1_000_000_000)
      let wait = max(
        waits.requests - Self.time(of: behind.requests, requestsPerMinute),
        waits.tokens - Self.time(of: behind.tokens, tokensPerMinute), .zero)
      return asked.advanced(by: wait)
    }
  }

  private func useSpare(_ requests: Int, _ tokens: Int) -> ContinuousClock.Instant? {
    guard let held = spare, now() < held.until else { return nil }
    guard requestsPerMinute == nil || held.requests >= requests,
      tokensPerMinute == nil || held.tokens >= tokens
    else { return nil }
    spare?.requests -= requests
    spare?.tokens -= tokens
    return max(held.from, now())
  }

  /// A quarter of a second's worth, of whichever limit is the closer one.
  private func extra(for requests: Int, _ tokens: Int) -> (requests: Int, tokens: Int) {
    let each = max(1, tokens / max(1, requests))
    var count = requestsPerMinute.map { $0 / 240 } ?? 1_000
    if let tokensPerMinute { count = min(count, tokensPerMinute / 240 / each) }
    return (count, tokensPerMinute == nil ? 0 : count * each)
  }

  private static func time(of count: Int, _ perMinute: Int?) -> Duration {
    guard let perMinute, perMinute > 0 else { return .zero }
    return .seconds(60) * (Double(count) / Double(perMinute))
  }
}
