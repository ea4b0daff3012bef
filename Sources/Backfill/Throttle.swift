import Models

/// Holds every call to one provider back when the provider says that they are too many.
///
/// A refusal for the rate is about the provider, not about the task that met it: all calls wait for
/// as long as it asks, and fewer are let in at once afterwards. Each success lets in a little more,
/// as TCP does with its window: halved on congestion, grown by one for each round of successes.
actor Throttle {
  private let most: Double
  private let clock: any Clock<Duration>
  private let now: @Sendable () -> ContinuousClock.Instant
  private var allowed: Double
  private var inside = 0
  /// How often in a row the provider has refused without a word of how long to wait.
  private var strain = 0
  private var heldUntil: ContinuousClock.Instant?
  private var waiting: [CheckedContinuation<Void, Never>] = []

  /// How many calls wait for others to end.
  var waitingCount: Int { waiting.count }

  /// - Parameter most: Calls in flight at once when nothing holds them back.
  init(
    most: Int, clock: any Clock<Duration> = ContinuousClock(),
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    self.most = Double(most)
    self.clock = clock
    self.now = now
    allowed = Double(most)
  }

  /// Returns when a call may be made, or soon after `isOver` holds. Has to be followed by `leave`.
  func enter(unless isOver: () async -> Bool) async throws {
    while await !isOver() {
      if let heldUntil, now() < heldUntil {
        // In short steps, so that a run that is to stop does not sleep first.
        try await clock.sleep(for: min(now().duration(to: heldUntil), .milliseconds(200)))
      } else if Double(inside) < max(allowed.rounded(.down), 1) {
        break
      } else {
        await withCheckedContinuation { waiting.append($0) }
      }
    }
    inside += 1
  }

  /// A call is over, with what the provider said to it; nil where none was made.
  func leave(_ outcome: CallOutcome?) {
    inside -= 1
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
    if isHeld {
      heldUntil = max(heldUntil ?? until, until)
    } else {
      heldUntil = until
      allowed = max(1, allowed / 2)
    }
  }

  /// A provider that says how many requests are left is believed before it has to refuse.
  private func hold(_ limits: RateLimitState) {
    for allowance in [limits.requests, limits.tokens] {
      guard allowance.remaining == 0, let reset = allowance.reset, reset <= Judge.longestWait else {
        continue
      }
      heldUntil = max(heldUntil ?? now(), now().advanced(by: reset))
    }
  }

  private func wake() {
    for waiting in waiting { waiting.resume() }
    waiting = []
  }
}
