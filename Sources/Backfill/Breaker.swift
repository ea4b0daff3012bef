import Models

/// Pauses the calls to one provider while most of them fail for reasons of its own, rather than
/// using up the attempts of every task in turn.
///
/// Closed, it counts. Once more than half of the last calls have failed it opens: nothing is sent
/// for a while, then one call tries whether the provider is back, and the while doubles as long as
/// it is not. A provider that is gone for longer than an outage may last ends the run.
actor Breaker {
  /// What has to be said of the last outcome.
  enum Change: Sendable, Hashable {
    case paused(String)
    case resumed
    /// The outage lasts too long.
    case gaveUp(String)
  }

  /// How a call was let in. Every pass is followed by `note` or `withdraw`.
  enum Pass: Sendable, Hashable {
    case free
    /// The one that tries whether the provider is back.
    case probe
  }

  private struct Pause {
    let since: ContinuousClock.Instant
    var until: ContinuousClock.Instant
    var length: Duration
    var isProbing = false
  }

  /// Calls in a row of which none succeeded.
  private struct Streak {
    let since: ContinuousClock.Instant
    var failures = 0
    /// Until when the provider asked to be left alone, and for how long in all.
    var quietUntil: ContinuousClock.Instant
    var quiet = Duration.zero
  }

  private let outage: Duration
  private let clock: any Clock<Duration>
  private let now: @Sendable () -> ContinuousClock.Instant
  private var pause: Pause?
  /// Whether each of the last calls failed, the latest last.
  private var failures: [Bool] = []
  /// The calls in a row that failed or were refused; nil after one that succeeded.
  private var streak: Streak?

  /// Of how many of the last calls more than half have to fail.
  static let window = 20
  /// So many failures in a row are the provider's, and not those of the tasks that met them.
  static let suspicion = 5
  private static let firstPause = Duration.seconds(5)
  private static let longestPause = Duration.seconds(60)

  /// - Parameter outage: How long the provider may be gone.
  init(
    outage: Duration, clock: any Clock<Duration> = ContinuousClock(),
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    self.outage = outage
    self.clock = clock
    self.now = now
  }

  /// Whether a call that fails now says nothing of its own task.
  var blamesProvider: Bool {
    pause != nil
      || failures.count >= Self.suspicion && failures.suffix(Self.suspicion).allSatisfy { $0 }
  }

  /// Returns when a call may be made, or soon after `isOver` holds.
  func admit(unless isOver: () async -> Bool) async throws -> Pass {
    while let pause {
      let instant = now()
      if instant >= pause.until, !pause.isProbing {
        self.pause?.isProbing = true
        return .probe
      }
      if await isOver() { return .free }
      // In short steps, so that a run that is to stop does not sleep first.
      let rest = pause.isProbing ? .milliseconds(200) : instant.duration(to: pause.until)
      try await clock.sleep(for: min(max(rest, .milliseconds(1)), .milliseconds(200)))
    }
    return .free
  }

  /// A call that was let in was not made.
  func withdraw(_ pass: Pass) {
    if pass == .probe { pause?.isProbing = false }
  }

  /// Takes note of a call's outcome.
  func note(_ outcome: CallOutcome, _ pass: Pass) -> Change? {
    switch BreakerSign(outcome) {
    case .neutral:
      withdraw(pass)
      return nil
    case .refusal(let wait, let message):
      // It answers, and says to come later: that is the throttle's business, within bounds.
      if noteTrouble(asking: wait) { return .gaveUp(message) }
      return pass == .probe ? resume() : nil
    case .success:
      streak = nil
      if pass == .probe { return resume() }
      if pause == nil { count(false) }
      return nil
    case .failure(let message):
      if noteTrouble(asking: nil) { return .gaveUp(message) }
      if pass == .probe { return prolong() }
      guard pause == nil else { return nil }
      count(true)
      let failed = failures.filter { $0 }.count
      guard failures.count >= Self.window, failed * 2 > failures.count else { return nil }
      return open(
        "\(failed) of the last \(failures.count) calls failed, the last one with: \(message)")
    }
  }

  /// Takes note of a call that did not succeed, and gives whether none has for longer than an outage
  /// may last. Waits that the provider asked for are no part of it; and a few calls that time out, one
  /// after the other, are no word on a provider.
  ///
  /// - Parameter wait: What it asked for; nil where it failed.
  private func noteTrouble(asking wait: Duration?) -> Bool {
    let instant = now()
    var streak = streak ?? Streak(since: instant, quietUntil: instant)
    if let wait {
      let until = instant.advanced(by: wait)
      streak.quiet += max(.zero, max(streak.quietUntil, instant).duration(to: until))
      streak.quietUntil = max(streak.quietUntil, until)
    } else {
      streak.failures += 1
    }
    self.streak = streak
    return streak.since.duration(to: instant) >= outage + streak.quiet
      && (wait != nil || streak.failures >= Self.suspicion || pause != nil)
  }

  private func count(_ hasFailed: Bool) {
    failures.append(hasFailed)
    if failures.count > Self.window { failures.removeFirst() }
  }

  private func open(_ reason: String) -> Change {
    let length = min(Self.firstPause, outage / 4)
    pause = Pause(since: now(), until: now().advanced(by: length), length: length)
    return .paused(reason)
  }

  private func resume() -> Change? {
    pause = nil
    failures = []
    return .resumed
  }

  private func prolong() -> Change? {
    guard var pause else { return nil }
    let rest = outage - pause.since.duration(to: now())
    pause.length = min(pause.length * 2, Self.longestPause, max(rest, .milliseconds(10)))
    pause.until = now().advanced(by: pause.length)
    pause.isProbing = false
    self.pause = pause
    return nil
  }
}

/// What an outcome says of the provider's health.
private enum BreakerSign {
  /// Nothing: there was no call.
  case neutral
  case success
  case failure(String)
  /// It is there, and refuses for the rate.
  case refusal(asked: Duration, String)

  init(_ outcome: CallOutcome) {
    guard case .failed(let failure) = outcome else {
      self = .success
      return
    }
    self =
      switch failure.reason {
      // An image is fetched from elsewhere, and says nothing of the provider.
      case .cancelled, .invalidRequest, .imageRefused, .imageUnavailable: .neutral
      case .rateLimited: .refusal(asked: failure.retryAfter ?? .zero, failure.message)
      case .serverError, .unreachable, .timeout, .connectionLost, .unreadableReply:
        .failure(failure.message)
      case .rejected where failure.status == 408: .failure(failure.message)
      // It answers; that this is no answer to the task is the task's.
      case .rejected, .refusal, .truncated, .contentFilter, .noAnswer, .quotaExhausted,
        .unauthorized, .replyTooLarge:
        .success
      }
  }
}
