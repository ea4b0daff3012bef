import Models
import Testing

@testable import Backfill

@Suite("Calls are paused while a provider fails most of them")
struct BreakerTests {
  /// A clock whose sleeps end at once and are added up.
  private final class FakeClock: Clock, @unchecked Sendable {
    // Only the breaker under test sleeps on it, one call at a time.
    private(set) var slept = Duration.zero
    let start = ContinuousClock.now
    var now: ContinuousClock.Instant { start.advanced(by: slept) }
    var minimumResolution: Duration { .nanoseconds(1) }

    func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
      slept += now.duration(to: deadline)
    }

    func advance(_ duration: Duration) { slept += duration }
  }

  private let clock = FakeClock()
  private let breaker: Breaker

  init() {
    let clock = clock
    breaker = Breaker(outage: .seconds(300), clock: clock, now: { clock.now })
  }

  private let answer = CallOutcome.answered(ModelReply(text: "{}", usage: nil))

  private func failure(
    _ reason: CallFailure.Reason = .serverError, retryAfter: Duration? = nil
  ) -> CallOutcome {
    .failed(CallFailure(reason, "HTTP 500", billing: .notBilled, retryAfter: retryAfter))
  }

  private func admit() async throws -> Breaker.Pass {
    try await breaker.admit(unless: { false })
  }

  /// Fails until the breaker opens.
  private func open() async throws {
    for _ in 0..<19 {
      #expect(try await admit() == .free)
      #expect(await breaker.note(failure(), .free) == nil)
    }
    #expect(
      await breaker.note(failure(), .free)
        == .paused("20 of the last 20 calls failed, the last one with: HTTP 500"))
  }

  @Test("half of the calls failing is not enough, more than half is")
  func threshold() async throws {
    for _ in 0..<10 {
      #expect(await breaker.note(failure(), .free) == nil)
      #expect(await breaker.note(answer, .free) == nil)
    }
    #expect(
      await breaker.note(failure(), .free) == nil, "ten of the last twenty: one fell out")
    #expect(
      await breaker.note(failure(), .free)
        == .paused("11 of the last 20 calls failed, the last one with: HTTP 500"))
  }

  @Test(
    "what is about a task, or about the rate, opens nothing",
    arguments: [
      CallFailure.Reason.refusal, .truncated, .rejected, .unauthorized, .rateLimited, .cancelled,
      .replyTooLarge,
    ])
  func harmless(_ reason: CallFailure.Reason) async throws {
    for _ in 0..<100 { #expect(await breaker.note(failure(reason), .free) == nil) }
    #expect(try await admit() == .free)
    #expect(clock.slept == .zero)
  }

  @Test(
    "everything that is the provider's opens it",
    arguments: [
      CallFailure.Reason.serverError, .unreachable, .timeout, .connectionLost, .unreadableReply,
    ])
  func provider(_ reason: CallFailure.Reason) async throws {
    for _ in 0..<19 { #expect(await breaker.note(failure(reason), .free) == nil) }
    #expect(await breaker.note(failure(reason), .free) != nil)
  }

  @Test("one call tries whether the provider is back; then all go on")
  func halfOpen() async throws {
    try await open()
    #expect(await breaker.blamesProvider)
    #expect(try await admit() == .probe)
    #expect(clock.slept >= .seconds(5))
    // Nobody else is let in while the probe is out; somebody who is to stop is not kept.
    #expect(try await breaker.admit(unless: { true }) == .free)
    #expect(await breaker.note(answer, .probe) == .resumed)
    #expect(try await admit() == .free)
    #expect(await !breaker.blamesProvider)
  }

  @Test("a probe that was not made lets another one go")
  func withdrawn() async throws {
    try await open()
    #expect(try await admit() == .probe)
    await breaker.withdraw(.probe)
    #expect(try await admit() == .probe)
  }

  @Test("it waits longer after each probe that fails, and gives up when the outage is too long")
  func givesUp() async throws {
    try await open()
    var waits: [Int64] = []
    var last: Breaker.Change?
    while last == nil, waits.count < 50 {
      let before = clock.slept
      #expect(try await admit() == .probe)
      waits.append((clock.slept - before).components.seconds)
      last = await breaker.note(failure(), .probe)
    }
    #expect(last == .gaveUp("HTTP 500"))
    #expect(waits == [5, 10, 20, 40, 60, 60, 60, 45])
  }

  @Test("failures in a row are the provider's before it opens")
  func suspicion() async throws {
    for _ in 0..<4 { _ = await breaker.note(failure(), .free) }
    #expect(await !breaker.blamesProvider)
    _ = await breaker.note(failure(), .free)
    #expect(await breaker.blamesProvider)
    _ = await breaker.note(answer, .free)
    #expect(await !breaker.blamesProvider)
  }

  @Test("a provider that only ever refuses for the rate is given up in the end")
  func rates() async throws {
    #expect(await breaker.note(failure(.rateLimited), .free) == nil)
    clock.advance(.seconds(299))
    #expect(await breaker.note(failure(.rateLimited), .free) == nil)
    clock.advance(.seconds(2))
    #expect(
      await breaker.note(failure(.rateLimited, retryAfter: .seconds(60)), .free) == nil,
      "it asked to be left alone for longer")
    #expect(await breaker.note(failure(.rateLimited), .free) == nil, "one that was under way")
    clock.advance(.seconds(60))
    #expect(
      await breaker.note(failure(.rateLimited), .free)
        == .gaveUp("HTTP 500"))
    _ = await breaker.note(answer, .free)
    #expect(await breaker.note(failure(.rateLimited), .free) == nil, "it has answered since")
  }

  @Test("waits that it asked for are no part of an outage, however many asked for the same")
  func askedWaits() async throws {
    for _ in 0..<8 {
      _ = await breaker.note(failure(.rateLimited, retryAfter: .seconds(400)), .free)
    }
    clock.advance(.seconds(400))
    #expect(
      await breaker.note(failure(.rateLimited, retryAfter: .seconds(5)), .free) == nil,
      "it was left alone for as long as it asked")
    clock.advance(.seconds(304))
    #expect(await breaker.note(failure(.rateLimited), .free) == nil)
    clock.advance(.seconds(1))
    #expect(await breaker.note(failure(.rateLimited), .free) == .gaveUp("HTTP 500"))
  }

  @Test("a last task or two that time out are no word on the provider")
  func lastTasks() async throws {
    for _ in 0..<4 {
      #expect(await breaker.note(failure(.timeout), .free) == nil)
      clock.advance(.seconds(300))
    }
    #expect(await breaker.note(failure(.timeout), .free) == .gaveUp("HTTP 500"))
  }
}
