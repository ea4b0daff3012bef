import Testing

@testable import Backfill

@Suite("Retries wait longer each time, and the pace is kept")
struct PaceTests {
  @Test(
    "the wait doubles up to a bound, with jitter between half and all of it",
    arguments: [(1, 500), (2, 1_000), (3, 2_000), (4, 4_000), (8, 60_000), (99, 60_000)])
  func backoff(_ attempt: Int, _ milliseconds: Int) {
    let least = Backoff(random: { 0 }).wait(afterAttempt: attempt, serverAsks: nil)
    let most = Backoff(random: { 1 }).wait(afterAttempt: attempt, serverAsks: nil)
    #expect(least == .milliseconds(milliseconds / 2))
    #expect(most == .milliseconds(milliseconds))
  }

  @Test("what the server asks for is waited where it is longer")
  func server() {
    let backoff = Backoff(random: { 0 })
    #expect(backoff.wait(afterAttempt: 1, serverAsks: .seconds(7)) == .seconds(7))
    #expect(backoff.wait(afterAttempt: 8, serverAsks: .seconds(7)) == .seconds(30))
  }

  @Test("milliseconds are rounded up, so that nothing is tried too early")
  func rounding() {
    #expect(Duration.microseconds(1).milliseconds == 1)
    #expect(Duration.milliseconds(5).milliseconds == 5)
    #expect(Duration.zero.milliseconds == 0)
  }

  /// A clock whose sleeps end at once and are added up.
  private final class CountingClock: Clock, @unchecked Sendable {
    // Only the pacer under test sleeps on it, one call at a time.
    private(set) var slept = Duration.zero
    var now: ContinuousClock.Instant { start.advanced(by: slept) }
    let start = ContinuousClock.now
    var minimumResolution: Duration { .nanoseconds(1) }

    func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
      slept += now.duration(to: deadline)
    }
  }

  /// Buckets as the database keeps them, by a clock of the test.
  private actor Buckets {
    private let clock: CountingClock
    private let perMinute: (requests: Int?, tokens: Int?)
    private var until: (requests: Duration, tokens: Duration) = (.seconds(-1), .seconds(-1))
    private(set) var trips = 0

    init(_ clock: CountingClock, requests: Int?, tokens: Int?) {
      self.clock = clock
      perMinute = (requests, tokens)
    }

    func take(_ requests: Int, _ tokens: Int) -> (requests: Duration, tokens: Duration) {
      trips += 1
      return (
        Self.take(requests, perMinute.requests, &until.requests, clock.slept),
        Self.take(tokens, perMinute.tokens, &until.tokens, clock.slept)
      )
    }

    private static func take(
      _ count: Int, _ perMinute: Int?, _ until: inout Duration, _ now: Duration
    ) -> Duration {
      guard let perMinute else { return .zero }
      until = max(until, now - .seconds(1)) + .seconds(60) * count / perMinute
      return max(.zero, until - now)
    }
  }

  private func pacer(
    _ clock: CountingClock, _ buckets: Buckets, requests: Int?, tokens: Int?
  ) -> Pacer {
    Pacer(
      requestsPerMinute: requests, tokensPerMinute: tokens, clock: clock, now: { clock.now }
    ) { await buckets.take($0, $1) }
  }

  @Test("requests per minute are spread over the minute, and not every one costs a round trip")
  func requests() async throws {
    let clock = CountingClock()
    let buckets = Buckets(clock, requests: 6_000, tokens: nil)
    let pacer = pacer(clock, buckets, requests: 6_000, tokens: nil)
    for _ in 0..<1_100 { try await pacer.admit(tokens: 1_000_000) }
    // A hundred may go at once, the other thousand take ten seconds; what one round trip brings
    // beyond need is less than half a second's worth.
    #expect(abs(clock.slept / .seconds(1) - 10) < 0.5)
    #expect(await buckets.trips < 60)
  }

  @Test("tokens per minute bound large calls, and one larger than all is let through in the end")
  func tokens() async throws {
    let clock = CountingClock()
    let buckets = Buckets(clock, requests: nil, tokens: 60_000)
    let pacer = pacer(clock, buckets, requests: nil, tokens: 60_000)
    try await pacer.admit(tokens: 1_000)
    #expect(clock.slept == .zero)
    try await pacer.admit(tokens: 5_000)
    #expect(abs(clock.slept / .seconds(1) - 5) < 0.01)
  }

  @Test("a run without limits never asks for its rates")
  func unlimited() async throws {
    let clock = CountingClock()
    let buckets = Buckets(clock, requests: nil, tokens: nil)
    let pacer = pacer(clock, buckets, requests: nil, tokens: nil)
    for _ in 0..<100 { try await pacer.admit(tokens: 1_000_000) }
    #expect(await buckets.trips == 0)
    #expect(clock.slept == .zero)
  }

  @Test("two workers that take from the same buckets are as fast together as one alone")
  func shared() async throws {
    let clock = CountingClock()
    let buckets = Buckets(clock, requests: 600, tokens: nil)
    let pacers = (0..<2).map { _ in pacer(clock, buckets, requests: 600, tokens: nil) }
    for call in 0..<110 { try await pacers[call % 2].admit(tokens: 1) }
    // Each may hold a quarter of a second's worth at the end that it does not use.
    #expect((9.5...10.6).contains(clock.slept / .seconds(1)))
  }

  @Test("once a run is to stop nothing is taken, and nobody waits")
  func over() async throws {
    let clock = CountingClock()
    let buckets = Buckets(clock, requests: 60, tokens: nil)
    let pacer = pacer(clock, buckets, requests: 60, tokens: nil)
    for _ in 0..<100 { try await pacer.admit(tokens: 1, unless: { true }) }
    #expect(await buckets.trips == 0 && clock.slept == .zero)
  }
}
