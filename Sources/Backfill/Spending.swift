import Runs
import Storage

/// Spends a run's budget: commits what calls can cost before they are sent, and what they did cost
/// afterwards, both in groups.
actor Spending {
  private let reservations: GroupCommit<Reservation, ReservationReply>
  private let settlements: GroupCommit<Settlement, SettlementReply>
  private let clock: any Clock<Duration>
  private var settled = 0

  /// How long to wait for calls of other workers to settle until asking again.
  private static let patience = Duration.milliseconds(500)

  /// - Parameter pause: How much time lies at least between two groups of reservations; it is twice
  ///   as much between settlements.
  init(
    largestGroup: Int = 500, pause: Duration = .zero,
    clock: any Clock<Duration> = ContinuousClock(),
    reserve: @escaping @Sendable ([Reservation]) async throws -> [ReservationReply],
    settle: @escaping @Sendable ([Settlement]) async throws -> [SettlementReply]
  ) {
    self.clock = clock
    reservations = GroupCommit(
      largest: largestGroup, pause: pause, clock: clock, commit: reserve)
    // A call waits for its reservation, and few wait for a settlement: repairs, later stages, and
    // everybody once the budget is nearly spent.
    settlements = GroupCommit(
      largest: largestGroup, pause: pause * 2, clock: clock, commit: settle)
  }

  /// Reserves what a call can cost at most. While it does not fit, waits for calls in flight, this
  /// worker's and those of others, to settle for less than they reserved; `overBudget` is final.
  ///
  /// - Parameter isOver: Whether the run is to stop: then nothing more is reserved, and nil is given.
  func reserve(
    _ reservation: Reservation, unless isOver: () async -> Bool = { false }
  ) async throws -> ReservationReply? {
    while await !isOver() {
      let before = settled
      let reply = try await reservations.submit(reservation)
      guard case .overBudget(let mayFitLater) = reply else { return reply }
      // What settled while this one was being refused may have made the room it needs.
      if settled != before { continue }
      guard mayFitLater else { return reply }
      try await waitForRoom(past: before)
    }
    return nil
  }

  /// Settles a call that was granted.
  func settle(_ settlement: Settlement) async throws -> SettlementReply {
    defer { settled += 1 }
    return try await settlements.submit(settlement)
  }

  /// Returns once a call of this worker has settled, or after a while: others settle unheard.
  private func waitForRoom(past before: Int) async throws {
    var rest = Self.patience
    while settled == before, rest > .zero {
      try await clock.sleep(for: .milliseconds(20))
      rest -= .milliseconds(20)
    }
  }
}
