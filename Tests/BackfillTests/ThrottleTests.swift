import Models
import Testing

@testable import Backfill

@Suite("A provider that says too many holds every call back, not one task")
struct ThrottleTests {
  private let answered = CallOutcome.answered(ModelReply(text: "{}", usage: nil))

  private func refused(_ wait: Duration) -> CallOutcome {
    .failed(CallFailure(.rateLimited, "too many", billing: .notBilled, retryAfter: wait))
  }

  @Test("after a refusal every call waits for as long as was asked")
  func holds() async throws {
    let clock = SteppingClock()
    let throttle = Throttle(most: 4, clock: clock, now: { clock.now })
    try await throttle.enter(unless: { false })
    await throttle.leave(refused(.seconds(3)))
    try await throttle.enter(unless: { false })
    #expect(clock.slept == .seconds(3))
  }

  @Test("a run that is to stop does not wait first")
  func stops() async throws {
    let clock = SteppingClock()
    let throttle = Throttle(most: 4, clock: clock, now: { clock.now })
    try await throttle.enter(unless: { false })
    await throttle.leave(refused(.seconds(300)))
    try await throttle.enter(unless: { true })
    #expect(clock.slept == .zero)
  }

  @Test("fewer calls are let in afterwards, and more with every success")
  func window() async throws {
    let clock = SteppingClock()
    let throttle = Throttle(most: 4, clock: clock, now: { clock.now })
    for _ in 0..<4 { try await throttle.enter(unless: { false }) }
    // Four that were sent together and are refused together say one thing, not four.
    for _ in 0..<4 { await throttle.leave(refused(.seconds(1))) }
    try await throttle.enter(unless: { false })
    try await throttle.enter(unless: { false })
    let third = Task { try await throttle.enter(unless: { false }) }
    try await Task.sleep(for: .milliseconds(50))
    #expect(await throttle.waitingCount == 1)
    await throttle.leave(answered)
    try await third.value
    #expect(await throttle.waitingCount == 0)
  }

  @Test("a provider that does not say for how long is left alone for longer each time")
  func strain() async throws {
    let clock = SteppingClock()
    let throttle = Throttle(most: 4, clock: clock, now: { clock.now })
    let silent = CallOutcome.failed(CallFailure(.rateLimited, "too many", billing: .notBilled))
    func wait(after outcome: CallOutcome) async throws -> Int64 {
      let before = clock.slept
      try await throttle.enter(unless: { false })
      await throttle.leave(outcome)
      try await throttle.enter(unless: { false })
      await throttle.leave(nil)
      return (clock.slept - before).components.seconds
    }
    for expected: Int64 in [1, 2, 4, 8, 16, 30, 30] {
      #expect(try await wait(after: silent) == expected)
    }
    #expect(try await wait(after: answered) == 0)
    #expect(try await wait(after: silent) == 1)
  }
}

/// A clock whose sleeps end at once and are added up.
private final class SteppingClock: Clock, @unchecked Sendable {
  // Only the throttle under test sleeps on it, and that is an actor.
  private(set) var slept = Duration.zero
  let start = ContinuousClock.now
  var now: ContinuousClock.Instant { start.advanced(by: slept) }
  var minimumResolution: Duration { .nanoseconds(1) }

  func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
    slept += now.duration(to: deadline)
  }
}
