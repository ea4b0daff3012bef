import Testing

@testable import Backfill

@Suite("A run that is to stop says so to whoever has to know")
struct StopTests {
  private actor Counter {
    private(set) var count = 0
    func add() { count += 1 }
  }

  @Test("once, and once more where there is more to stop for than the budget")
  func watchers() async {
    let (stop, told) = (Stop(), Counter())
    await stop.whenStopped { await told.add() }
    #expect(await told.count == 0)
    await stop.stop(.budget)
    await stop.stop(.budget)
    #expect(await told.count == 1)
    #expect(await !stop.isUrgent)
    await stop.stop(.asked)
    await stop.stop(.cancelled)
    #expect(await told.count == 2)
    #expect(await stop.isUrgent)
    // Why it ended is what came first.
    #expect(await stop.reason == .budget)
  }

  @Test("at once to whoever asks later")
  func late() async {
    let (stop, told) = (Stop(), Counter())
    await stop.stop(.asked)
    await stop.whenStopped { await told.add() }
    #expect(await told.count == 1)
    await stop.stop(.cancelled)
    #expect(await told.count == 1)
  }
}
