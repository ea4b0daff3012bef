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

  @Test("requests per minute are spread over the minute")
  func requests() async throws {
    let clock = CountingClock()
    let pacer = Pacer(
      requestsPerMinute: 600, tokensPerMinute: nil, clock: clock, now: { clock.now })
    for _ in 0..<110 { try await pacer.admit(tokens: 1_000_000) }
    // Ten may go at once, the other hundred take ten seconds.
    #expect(abs(clock.slept / .seconds(1) - 10) < 0.01)
  }

  @Test("tokens per minute bound large calls, and one larger than all is let through in the end")
  func tokens() async throws {
    let clock = CountingClock()
    let pacer = Pacer(
      requestsPerMinute: nil, tokensPerMinute: 60_000, clock: clock, now: { clock.now })
    try await pacer.admit(tokens: 1_000)
    #expect(clock.slept == .zero)
    try await pacer.admit(tokens: 5_000)
    #expect(abs(clock.slept / .seconds(1) - 5) < 0.01)
  }
}
