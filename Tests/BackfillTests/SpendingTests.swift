import Money
import Runs
import Testing

@testable import Backfill
@testable import Storage

@Suite("A budget is waited for only while calls in flight may still make room")
struct SpendingTests {
  /// A ledger with room for so many calls at once.
  private actor Ledger {
    private var room: Int
    private var inFlight = 0
    private(set) var refused = 0

    init(room: Int) {
      self.room = room
    }

    func reserve(_ reservations: [Reservation]) -> [ReservationReply] {
      reservations.map { _ in
        guard room > 0 else {
          refused += 1
          return .overBudget(mayFitLater: inFlight > 0)
        }
        room -= 1
        inFlight += 1
        return .granted(call: 1)
      }
    }

    /// What another worker settles, of which nobody here hears.
    func settleElsewhere() {
      room += 1
      inFlight -= 1
    }

    /// A call that another worker has in flight.
    func sendElsewhere() {
      room -= 1
      inFlight += 1
    }

    func settle(_ settlements: [Settlement], freeing: Bool) -> [SettlementReply] {
      inFlight -= settlements.count
      if freeing { room += settlements.count }
      return settlements.map { _ in .kept }
    }
  }

  private let task = RunTask(id: 1, subject: "a", stage: "s", tier: "s", score: 0, attempts: 0)

  private var reservation: Reservation {
    Reservation(
      task: task, model: "m", provider: "p", attempt: 1, most: .zero, declared: nil)
  }

  private var settlement: Settlement {
    Settlement(
      call: 1, task: task, billing: .billed(.zero, metered: nil), usage: nil, outcome: "answered",
      detail: nil, result: .released)
  }

  @Test("a call that does not fit waits for one in flight, and then fits")
  func room() async throws {
    let ledger = Ledger(room: 1)
    let spending = Spending(
      reserve: { await ledger.reserve($0) }, settle: { await ledger.settle($0, freeing: true) })
    #expect(try await spending.reserve(reservation) == .granted(call: 1))
    async let second = spending.reserve(reservation)
    while await ledger.refused == 0 { await Task.yield() }
    _ = try await spending.settle(settlement)
    #expect(try await second == .granted(call: 1))
  }

  @Test("with nothing in flight it is over")
  func over() async throws {
    let ledger = Ledger(room: 1)
    let spending = Spending(
      reserve: { await ledger.reserve($0) }, settle: { await ledger.settle($0, freeing: false) })
    #expect(try await spending.reserve(reservation) == .granted(call: 1))
    _ = try await spending.settle(settlement)
    #expect(try await spending.reserve(reservation) == .overBudget(mayFitLater: false))
  }

  @Test("a call that does not fit waits for those of other workers too")
  func others() async throws {
    let ledger = Ledger(room: 1)
    await ledger.sendElsewhere()
    let spending = Spending(
      reserve: { await ledger.reserve($0) }, settle: { await ledger.settle($0, freeing: true) })
    async let waiting = spending.reserve(reservation)
    while await ledger.refused == 0 { await Task.yield() }
    await ledger.settleElsewhere()
    #expect(try await waiting == .granted(call: 1))
  }

  @Test("whoever waits gives up when the run is to stop")
  func stopped() async throws {
    let ledger = Ledger(room: 1)
    await ledger.sendElsewhere()
    let spending = Spending(
      reserve: { await ledger.reserve($0) }, settle: { await ledger.settle($0, freeing: true) })
    #expect(
      try await spending.reserve(reservation, unless: { await ledger.refused > 0 }) == nil)
  }
}
