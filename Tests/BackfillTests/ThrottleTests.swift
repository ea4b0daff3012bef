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
    await throttle.leave(try await throttle.sent(), refused(.seconds(3)))
    _ = try await throttle.enter(unless: { false })
    #expect(clock.slept == .seconds(3))
  }

  @Test("a run that is to stop does not wait first")
  func stops() async throws {
    let clock = SteppingClock()
    let throttle = Throttle(most: 4, clock: clock, now: { clock.now })
    await throttle.leave(try await throttle.sent(), refused(.seconds(300)))
    var entry = try await throttle.enter(unless: { true })
    let isSent = try await throttle.sends(&entry, unless: { true })
    #expect(!isSent)
    #expect(clock.slept == .zero)
  }

  @Test("what is reserved as a refusal comes waits, too")
  func holdsReserved() async throws {
    let clock = SteppingClock()
    let throttle = Throttle(most: 4, clock: clock, now: { clock.now })
    let first = try await throttle.sent()
    var reserved = try await throttle.enter(unless: { false })
    await throttle.leave(first, refused(.seconds(3)))
    #expect(try await throttle.sends(&reserved, unless: { false }))
    #expect(clock.slept == .seconds(3))
  }

  @Test("fewer calls are let in afterwards, and more with every success")
  func window() async throws {
    let clock = SteppingClock()
    let throttle = Throttle(most: 4, clock: clock, now: { clock.now })
    var sent: [Throttle.Entry] = []
    for _ in 0..<4 { sent.append(try await throttle.sent()) }
    // Four that were sent together and are refused together say one thing, not four.
    for entry in sent { await throttle.leave(entry, refused(.seconds(1))) }
    sent = [try await throttle.sent(), try await throttle.sent()]
    let third = Task { try await throttle.sent() }
    while await throttle.waitingCount == 0 { await Task.yield() }
    await throttle.leave(sent[0], answered)
    _ = try await third.value
    #expect(await throttle.waitingCount == 0)
  }

  @Test(
    "never are more with the client than may be on the wire and wait for it, however long reserving takes",
    arguments: [(1, 0), (4, 0), (4, 2), (16, 2)])
  func wire(most: Int, lead: Int) async throws {
    let throttle = Throttle(most: most, lead: lead)
    let wire = Wire()
    try await withThrowingTaskGroup { group in
      for _ in 0..<most * 3 {
        group.addTask {
          for _ in 0..<40 {
            var entry = try await throttle.enter(unless: { false })
            try await Task.sleep(for: .milliseconds(1))
            #expect(try await throttle.sends(&entry, unless: { false }))
            await wire.begin()
            try await Task.sleep(for: .milliseconds(1))
            await wire.end()
            await throttle.leave(entry, answered)
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(await wire.most <= most + lead)
    #expect(await wire.total == most * 3 * 40)
    #expect(await throttle.waitingCount == 0)
  }

  @Test(
    "a call enters and reserves while another is on the wire, once reserving was seen to take time")
  func ahead() async throws {
    let clock = SteppingClock()
    let throttle = Throttle(most: 2, clock: clock, now: { clock.now })
    var slow = try await throttle.enter(unless: { false })
    // One ended while this one reserved: that was a place on the wire that stood idle.
    await throttle.leave(try await throttle.sent(), answered)
    #expect(try await throttle.sends(&slow, unless: { false }))
    let other = try await throttle.sent()
    let third = try await throttle.enter(unless: { false })
    let departed = Task {
      var third = third
      let isSent = try await throttle.sends(&third, unless: { false })
      #expect(isSent)
      return third
    }
    while await throttle.waitingCount == 0 { await Task.yield() }
    await throttle.leave(other, answered)
    await throttle.leave(try await departed.value, answered)
    await throttle.leave(slow, answered)
  }

  @Test("once the provider refuses calls, none waits in the client until all are let in again")
  func lead() async throws {
    let clock = SteppingClock()
    let throttle = Throttle(most: 8, lead: 1, clock: clock, now: { clock.now })
    var sent: [Throttle.Entry] = []
    for _ in 0..<9 { sent.append(try await throttle.sent()) }
    for entry in sent { await throttle.leave(entry, refused(.seconds(1))) }

    sent = []
    for _ in 0..<4 { sent.append(try await throttle.sent()) }
    let fifth = Task { try await throttle.sent() }
    while await throttle.waitingCount == 0 { await Task.yield() }
    for entry in sent { await throttle.leave(entry, answered) }
    await throttle.leave(try await fifth.value, answered)

    // 4 grows to 8 by one for each round.
    for _ in 0..<40 { await throttle.leave(try await throttle.sent(), answered) }
    for _ in 0..<9 { _ = try await throttle.sent() }
    #expect(await throttle.waitingCount == 0)
  }

  @Test("what waits in the client as calls are held back is called off, and sent after the hold")
  func calledOffForHold() async throws {
    let clock = SteppingClock()
    let throttle = Throttle(most: 4, lead: 2, clock: clock, now: { clock.now })
    let first = try await throttle.sent()
    let (entry, departure) = try await throttle.handedOver()
    var waiting = entry
    #expect(!departure.isCalledOff)
    await throttle.leave(first, refused(.seconds(3)))
    #expect(departure.isCalledOff)
    let again = try #require(try await throttle.depart(&waiting, unless: { false }))
    #expect(clock.slept == .seconds(3))
    #expect(!again.isCalledOff)
    // It was called off and not missed.
    #expect(await throttle.ahead == 0)
  }

  @Test("what waits in the client as the provider says that no requests are left is called off")
  func calledOffForAllowance() async throws {
    let clock = SteppingClock()
    let throttle = Throttle(most: 4, lead: 2, clock: clock, now: { clock.now })
    let first = try await throttle.sent()
    let (_, departure) = try await throttle.handedOver()
    let limits = RateLimitState(requests: .init(remaining: 0, reset: .seconds(2)))
    await throttle.leave(first, .answered(ModelReply(text: "{}", usage: nil, rateLimit: limits)))
    #expect(departure.isCalledOff)
  }

  @Test(
    "a run that is to stop calls off what waits in the client, unless its budget is all it lacks",
    arguments: [true, false])
  func calledOffForStop(sendsNothing: Bool) async throws {
    let throttle = Throttle(most: 1, lead: 1)
    let first = try await throttle.sent()
    let (entry, departure) = try await throttle.handedOver()
    var waiting = entry
    if sendsNothing { await throttle.sendNothing() } else { await throttle.wakeAll() }
    #expect(departure.isCalledOff == sendsNothing)
    await throttle.leave(first, answered)
    // It came as the word of the stop was on its way.
    let isSent = try await throttle.sends(&waiting, unless: { false })
    #expect(isSent == !sendsNothing)
  }

  @Test("those that depart together at the beginning let nobody enter ahead")
  func beginning() async throws {
    let throttle = Throttle(most: 8)
    var entries: [Throttle.Entry] = []
    for _ in 0..<8 { entries.append(try await throttle.enter(unless: { false })) }
    for index in entries.indices {
      #expect(try await throttle.sends(&entries[index], unless: { false }))
    }
    #expect(await throttle.ahead == 0)
  }

  @Test("how many enter ahead is the most that was seen, until that is a while ago")
  func memory() async throws {
    let clock = SteppingClock()
    let throttle = Throttle(most: 4, clock: clock, now: { clock.now })
    var slow = try await throttle.enter(unless: { false })
    for _ in 0..<3 { await throttle.leave(try await throttle.sent(), answered) }
    #expect(await throttle.ahead == 0)
    #expect(try await throttle.sends(&slow, unless: { false }))
    #expect(await throttle.ahead == 3)
    await throttle.leave(slow, answered)

    await throttle.leave(try await throttle.sent(), answered)
    #expect(await throttle.ahead == 3)
    try await clock.sleep(for: .seconds(2))
    await throttle.leave(try await throttle.sent(), answered)
    #expect(await throttle.ahead == 0)
  }

  @Test("a run that is to stop lets everybody go who waits")
  func wakes() async throws {
    let throttle = Throttle(most: 1)
    let stop = Stop()
    let first = try await throttle.sent()
    let others = (0..<5).map { _ in
      Task { try await throttle.enter(unless: { await stop.reason != nil }) }
    }
    while await throttle.waitingCount < 5 { await Task.yield() }
    await stop.stop(.asked)
    await throttle.wakeAll()
    for other in others { await throttle.leave(try await other.value, nil) }
    await throttle.leave(first, answered)
    #expect(await throttle.waitingCount == 0)
  }

  @Test("a provider that does not say for how long is left alone for longer each time")
  func strain() async throws {
    let clock = SteppingClock()
    let throttle = Throttle(most: 4, clock: clock, now: { clock.now })
    let silent = CallOutcome.failed(CallFailure(.rateLimited, "too many", billing: .notBilled))
    func wait(after outcome: CallOutcome) async throws -> Int64 {
      let before = clock.slept
      await throttle.leave(try await throttle.sent(), outcome)
      await throttle.leave(try await throttle.enter(unless: { false }), nil)
      return (clock.slept - before).components.seconds
    }
    for expected: Int64 in [1, 2, 4, 8, 16, 30, 30] {
      #expect(try await wait(after: silent) == expected)
    }
    #expect(try await wait(after: answered) == 0)
    #expect(try await wait(after: silent) == 1)
  }
}

extension Throttle {
  /// A call that is on the wire.
  fileprivate func sent() async throws -> Entry { try await handedOver().0 }

  /// A call that the client has, and its departure.
  fileprivate func handedOver() async throws -> (Entry, Departure) {
    var entry = try await enter(unless: { false })
    let departure = try await depart(&entry, unless: { false })
    return (entry, try #require(departure))
  }

  /// Whether the call may be handed to the client.
  fileprivate func sends(_ entry: inout Entry, unless isOver: () async -> Bool) async throws -> Bool
  {
    try await depart(&entry, unless: isOver) != nil
  }
}

/// Counts what is on it.
private actor Wire {
  private var now = 0
  private(set) var most = 0
  private(set) var total = 0

  func begin() {
    now += 1
    total += 1
    most = max(most, now)
  }

  func end() { now -= 1 }
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
