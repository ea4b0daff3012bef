import Runs
import Storage

/// Spends a run's budget: commits what calls can cost before they are sent, and what they did cost
/// afterwards, both in groups.
actor Spending {
  private let reservations: GroupCommit<Reservation, ReservationReply>
  private let settlements: GroupCommit<Settlement, SettlementReply>
  private var inFlight = 0
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
  func reserve(_ reservation: Reservation) async throws -> ReservationReply {
    while true {
      let reply = try await reservations.submit(reservation)
      switch reply {
      case .granted:
        inFlight += 1
        return reply
      case .leaseLost: return reply
      case .overBudget:
        if inFlight == 0 { return reply }
        await withCheckedContinuation { waitingForRoom.append($0) }
      }
    }
  }

  /// Settles a call that was granted.
  func settle(_ settlement: Settlement) async throws -> SettlementReply {
    defer {
      inFlight -= 1
      for waiting in waitingForRoom { waiting.resume() }
      waitingForRoom = []
    }
    return try await settlements.submit(settlement)
  }
}
