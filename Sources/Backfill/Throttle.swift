import Models

/// Holds every call to one provider back when the provider says that they are too many.
///
/// A refusal for the rate is about the provider, not about the task that met it: all calls wait for
/// as long as it asks, and fewer are let in at once afterwards. Each success lets in a little more,
/// as TCP does with its window: halved on congestion, grown by one for each round of successes.
///
/// There are two gates. Who has entered reserves what the call can cost and fetches what it carries
/// along, and that takes a while; who departs is handed to the client, which sends it. So that the wire
/// does not stand idle for that while, a few more may enter than may be on it: as many as ended
/// meanwhile, at the most of the last second. So few are reserved ahead where calls take long, and a
/// whole round of them where they are over in no time.
///
/// And so that it does not stand idle until the word of an ended call has come here, a few more may
/// depart than may be on the wire, as long as nothing holds calls back. They wait in the client, which
/// never has more on the wire than calls may be in flight, and sends the next as soon as one ends.
/// Once calls are held back, those that wait there are called off.
actor Throttle {
  private let most: Double
  private let mostLead: Int
  private let clock: any Clock<Duration>
  private let now: @Sendable () -> ContinuousClock.Instant
  private var allowed: Double
  /// Calls that have entered and not left.
  private var inside = 0
  /// Those of them that have departed.
  private var departures: [ObjectIdentifier: Departure] = [:]
  /// How many calls have ended on the wire.
  private var ended = 0
  /// How many may have entered beyond those that may be on the wire, and until when fewer that
  /// ended say nothing: groups of reservations take more and less time.
  private(set) var ahead = 0
  private var aheadUntil: ContinuousClock.Instant?
  /// How often in a row the provider has refused without a word of how long to wait.
  private var strain = 0
  private var heldUntil: ContinuousClock.Instant?
  /// Whether nothing may leave any more.
  private var isStopped = false
  private var waiting: [CheckedContinuation<Void, Never>] = []
  private var departing: [CheckedContinuation<Void, Never>] = []

  /// How many calls wait for others to end.
  var waitingCount: Int { waiting.count + departing.count }

  /// - Parameters:
  ///   - most: Calls in flight at once when nothing holds them back.
  ///   - lead: How many more may wait in the client, where it keeps to `most` itself.
  init(
    most: Int, lead: Int = 0, clock: any Clock<Duration> = ContinuousClock(),
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    self.most = Double(most)
    mostLead = lead
    self.clock = clock
    self.now = now
    allowed = Double(most)
  }

  /// Who has entered.
  struct Entry: Sendable {
    /// How many calls had ended by then.
    fileprivate let ended: Int
    fileprivate(set) var departure: Departure?
  }

  /// Returns when a call may be reserved, or soon after `isOver` holds. Has to be followed by `leave`.
  func enter(unless isOver: () async -> Bool) async throws -> Entry {
    while await !isOver() {
      if try await isHeld() { continue }
      if inside < room + lead + ahead { break }
      await withCheckedContinuation { waiting.append($0) }
    }
    inside += 1
    return Entry(ended: ended)
  }

  /// Returns when the call may be handed to the client with this departure, or nil soon after `isOver`
  /// holds. Where it is called off, it has to be asked again.
  func depart(_ entry: inout Entry, unless isOver: () async -> Bool) async throws -> Departure? {
    if let departure = entry.departure {
      takeBack(departure)
      entry.departure = nil
    } else {
      noteMissed(ended - entry.ended)
    }
    while await !isOver() {
      if isStopped { return nil }
      if try await isHeld() { continue }
      if departures.count < room + lead {
        let departure = Departure()
        departures[ObjectIdentifier(departure)] = departure
        entry.departure = departure
        return departure
      }
      await withCheckedContinuation { departing.append($0) }
    }
    return nil
  }

  /// A call is with the client no more.
  private func takeBack(_ departure: Departure) {
    departures[ObjectIdentifier(departure)] = nil
  }

  /// Keeps calls from being sent that wait in the client.
  private func callOff() {
    for departure in departures.values { departure.callOff() }
  }

  /// - Parameter missed: How many ended while one reserved: so many places on the wire would have
  ///   stood idle.
  private func noteMissed(_ missed: Int) {
    guard missed >= ahead || aheadUntil.map({ now() >= $0 }) ?? true else { return }
    ahead = min(missed, Int(most))
    aheadUntil = now().advanced(by: Self.memory)
    wake()
  }

  private static let memory = Duration.seconds(1)

  /// How many calls may be on the wire.
  private var room: Int { max(Int(allowed), 1) }

  /// How many more may have departed, and wait in the client. None once the provider has refused
  /// calls for the rate, until as many as ever are let in again: then the client would send too many.
  private var lead: Int { allowed < most ? 0 : mostLead }

  /// Whether all calls are held back; then a moment has passed.
  private func isHeld() async throws -> Bool {
    guard let heldUntil, now() < heldUntil else { return false }
    // In short steps, so that a run that is to stop does not sleep first.
    try await clock.sleep(for: min(now().duration(to: heldUntil), .milliseconds(200)))
    return true
  }

  /// A call is over, with what the provider said to it; nil where none was made.
  func leave(_ entry: Entry, _ outcome: CallOutcome?) {
    inside -= 1
    if let departure = entry.departure {
      takeBack(departure)
      ended += 1
    }
    switch outcome {
    case .answered(let reply):
      allowed = min(most, allowed + 1 / max(allowed, 1))
      strain = 0
      hold(reply.rateLimit)
    case .failed(let failure) where failure.reason == .rateLimited:
      slowDown(for: failure.retryAfter)
    case .failed(let failure) where failure.reason == .serverError:
      if let asked = failure.retryAfter { slowDown(for: asked) }
    case .failed, nil: break
    }
    wake()
  }

  /// Refusals that come while calls are held back already were sent before, and say nothing new.
  /// A provider that does not say how long it wants to be left alone is left alone for longer each
  /// time, half a minute at most.
  private func slowDown(for asked: Duration?) {
    let isHeld = heldUntil.map { now() < $0 } ?? false
    if asked == nil, !isHeld { strain = min(strain + 1, 6) }
    let wait = asked ?? min(.seconds(1 << max(0, strain - 1)), .seconds(30))
    let until = now().advanced(by: wait)
    if !isHeld { allowed = max(1, allowed / 2) }
    hold(until: until)
  }

  /// A provider that says how many requests are left is believed before it has to refuse.
  private func hold(_ limits: RateLimitState) {
    for allowance in [limits.requests, limits.tokens] {
      guard allowance.remaining == 0, let reset = allowance.reset, reset <= Judge.longestWait else {
        continue
      }
      hold(until: now().advanced(by: reset))
    }
  }

  private func hold(until instant: ContinuousClock.Instant) {
    heldUntil = max(heldUntil ?? instant, instant)
    callOff()
  }

  /// Keeps every call back, those that wait in the client among them, and lets everybody go who waits.
  func sendNothing() {
    isStopped = true
    callOff()
    wakeAll()
  }

  /// Lets everybody look again: once the run is to stop.
  func wakeAll() {
    for waiting in waiting + departing { waiting.resume() }
    (waiting, departing) = ([], [])
  }

  /// Wakes as many as there is room for.
  private func wake() {
    wake(&departing, room + lead - departures.count)
    wake(&waiting, room + lead + ahead - inside)
  }

  private func wake(_ sleepers: inout [CheckedContinuation<Void, Never>], _ count: Int) {
    let woken = sleepers.prefix(max(0, count))
    for sleeper in woken { sleeper.resume() }
    sleepers.removeFirst(woken.count)
  }
}
