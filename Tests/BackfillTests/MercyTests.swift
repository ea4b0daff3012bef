import Runs
import Testing

@testable import Backfill

@Suite("Who was out of touch itself takes nothing back at once")
struct MercyTests {
  private final class FakeTime: @unchecked Sendable {
    // Only the one test that owns it uses it.
    var passed = Duration.zero
    let start = ContinuousClock.now
    var now: ContinuousClock.Instant { start.advanced(by: passed) }
  }

  private let time = FakeTime()
  private let mercy: Mercy

  init() {
    let time = time
    mercy = Mercy(lease: .seconds(30), now: { time.now })
  }

  @Test("a worker that renews in time takes back what others left")
  func inTime() async {
    for _ in 0..<5 {
      time.passed += .seconds(29)
      #expect(await !mercy.isDue)
      await mercy.noteRenewal()
      #expect(await !mercy.isDue)
    }
  }

  @Test("one that could not spares the others, before it is back and for a lease after")
  func late() async {
    time.passed += .seconds(30)
    #expect(await mercy.isDue)
    await mercy.noteRenewal()
    time.passed += .seconds(10)
    await mercy.noteRenewal()
    time.passed += .seconds(19)
    #expect(await mercy.isDue)
    await mercy.noteRenewal()
    time.passed += .seconds(1)
    #expect(await !mercy.isDue)
  }
}
