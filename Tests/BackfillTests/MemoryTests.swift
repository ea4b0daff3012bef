import Testing

@testable import Backfill

@Suite("A worker remembers what it holds, and what it has seen of batches")
struct MemoryTests {
  @Test("a task that was claimed anew stays held when its former claim is left")
  func holdings() async {
    let holdings = Holdings()
    await holdings.add([1, 2])
    await holdings.add([1])
    await holdings.remove(1)
    #expect(await holdings.tasks == [1, 2])
    await holdings.remove(1)
    await holdings.remove(1)
    #expect(await holdings.tasks == [2])
    await holdings.add([1])
    await holdings.remove(1)
    #expect(await holdings.tasks == [2])
  }

  @Test("how long a batch is out of sight counts from the first look, and anew after each creation")
  func looks() async throws {
    let clock = LeapingClock()
    let memory = BatchMemory(clock)
    #expect(await memory.timeSinceLook(for: "a") == nil)
    #expect(await memory.lookedInVain(for: "a") == .zero)
    try await clock.sleep(for: .seconds(40))
    #expect(await memory.timeSinceLook(for: "a") == .seconds(40))
    try await clock.sleep(for: .seconds(20))
    #expect(await memory.lookedInVain(for: "a") == .seconds(60))
    #expect(await memory.timeSinceLook(for: "b") == nil)
    await memory.doubtCreation(of: "a")
    #expect(await memory.timeSinceLook(for: "a") == nil)
  }

  @Test("what does not fit is tried ever less often, and soon again once something moved")
  func blocks() async throws {
    let clock = LeapingClock()
    let memory = BatchMemory(clock)
    let group = BatchGroup(provider: "p", model: "m")
    func waits(_ count: Int) async throws -> [Duration] {
      var waits: [Duration] = []
      for _ in 1...count {
        let since = clock.elapsed
        // That it is said twice makes it no longer.
        for _ in 1...2 { await memory.block(group, atMost: .seconds(60)) }
        while await memory.isBlocked(group) { try await clock.sleep(for: .seconds(1)) }
        waits.append(clock.elapsed - since)
      }
      return waits
    }
    #expect(try await waits(6) == [5, 10, 20, 40, 60, 60].map { .seconds($0) })
    await memory.unblock()
    #expect(try await waits(1) == [.seconds(5)])
  }

  @Test("an outage is timed from its first failure, calls and waits included, for each batch")
  func outage() async throws {
    let clock = LeapingClock()
    let memory = BatchMemory(clock)
    #expect(await memory.noteFailure(of: "a") == .zero)
    try await clock.sleep(for: .seconds(90))
    #expect(await memory.noteFailure(of: "a") == .seconds(90))
    #expect(await memory.noteFailure(of: "b") == .zero)
    await memory.noteContact(over: "b")
    #expect(await memory.isFailing("a"))
    #expect(await !memory.isFailing("b"))
    try await clock.sleep(for: .seconds(10))
    #expect(await memory.noteFailure(of: "a") == .seconds(100))
    await memory.noteContact(over: "a")
    #expect(await !memory.isFailing("a"))
    #expect(await memory.noteFailure(of: "a") == .zero)
  }
}
