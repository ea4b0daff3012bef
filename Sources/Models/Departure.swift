/// When a call leaves for its provider. Until then it waits for a connection, and can be called off.
package final class Departure: Sendable {
  private enum State {
    case waiting
    case left(ContinuousClock.Instant)
    case calledOff
  }

  private let state = Lock(State.waiting)

  package init() {}

  /// Keeps the call from leaving, where it has not left.
  package func callOff() {
    state.withLock { state in
      if case .waiting = state { state = .calledOff }
    }
  }

  /// The call leaves now; false where it was called off and must not.
  func leave() -> Bool {
    state.withLock { state in
      if case .calledOff = state { return false }
      state = .left(.now)
      return true
    }
  }

  /// Whether the call was kept from leaving.
  package var isCalledOff: Bool {
    state.withLock { if case .calledOff = $0 { true } else { false } }
  }

  /// How long ago the call left; nil where it has not.
  package var elapsed: Duration? {
    state.withLock { if case .left(let instant) = $0 { instant.duration(to: .now) } else { nil } }
  }
}
