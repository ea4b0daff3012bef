import Runs
import Storage

/// Spends a run's budget: commits what calls can cost before they are sent, and what they did cost
/// afterwards, both in groups.
actor Spending {
  private let reservations: GroupCommit<Reservation, ReservationReply>
  private let settlements: GroupCommit<Settlement, SettlementReply>
  /// Calls that were granted and are not settled yet.
  private var inFlight = 0
  /// Reservations that are being asked for.
  private var asking = 0
  private var settled = 0
  private var waitingForRoom: [CheckedContinuation<Void, Never>] = []

  init(
    largestGroup: Int = 500,
    reserve: @escaping @Sendable ([Reservation]) async throws -> [ReservationReply],
    settle: @escaping @Sendable ([Settlement]) async throws -> [SettlementReply]
  ) {
    reservations = GroupCommit(largest: largestGroup, commit: reserve)
    settlements = GroupCommit(largest: largestGroup, commit: settle)
  }

  /// Reserves what a call can cost at most. While it does not fit, waits for calls in flight to
  /// settle for less than they reserved; `overBudget` is final once none is in flight.
  ///
  /// - Parameter isOver: Whether the run is to stop: then nothing more is reserved, and nil is given.
  func reserve(
    _ reservation: Reservation, unless isOver: () async -> Bool = { false }
  ) async throws -> ReservationReply? {
    while await !isOver() {
      let before = settled
      asking += 1
      let reply: ReservationReply
      do {
        reply = try await reservations.submit(reservation)
      } catch {
        asking -= 1
        wakeAtTheEnd()
        throw error
      }
      asking -= 1
      switch reply {
      case .granted:
        inFlight += 1
        return reply
      case .leaseLost:
        wakeAtTheEnd()
        return reply
      case .overBudget:
        // What settled while this one was being refused may have made the room it needs.
        if settled != before { continue }
        // A neighbour that is still being asked for may be granted, and settle for less.
        if inFlight == 0, asking == 0 {
          wakeAtTheEnd()
          return reply
        }
        await withCheckedContinuation { waitingForRoom.append($0) }
      }
    }
    return nil
  }

  /// Settles a call that was granted.
  func settle(_ settlement: Settlement) async throws -> SettlementReply {
    defer {
      inFlight -= 1
      settled += 1
      wake()
    }
    return try await settlements.submit(settlement)
  }

  /// With nothing in flight and nothing being asked for, no settling will come to wake anyone.
  private func wakeAtTheEnd() {
    if inFlight == 0, asking == 0 { wake() }
  }

  private func wake() {
    for waiting in waitingForRoom { waiting.resume() }
    waitingForRoom = []
  }
}
