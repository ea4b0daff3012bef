import MockModels
import Money
import Runs
import Testing

@testable import Backfill
@testable import Storage

@Suite("A provider that fails on batches ends the run", .timeLimit(.minutes(1)))
struct BatchOutageTests {
  @Test("also where only one batch fails, and another goes on", arguments: BatchDatabase.all)
  func oneFails(on kind: BatchDatabase) async throws {
    try await BatchScene.with(
      kind, rows: 20, limits: "{ batch_poll: 10s, outage: 120s }",
      providerKeys: "max_batch_requests: 10"
    ) {
      $0.batchFaults.goodUploads = 1
      $0.batchDelay = .seconds(3600) ... .seconds(3600)
    } _: { scene in
      let stop = Stop()
      try await scene.worker(stop: stop).work()
      guard case .failing(let why) = await stop.reason else {
        Issue.record("it ended for \(String(describing: await stop.reason))")
        return
      }
      #expect(why.hasPrefix("HTTP 500"))
      #expect(scene.clock.elapsed >= .seconds(120) && scene.clock.elapsed < .seconds(200))
      // What did not leave is kept for the next run, which uploads it.
      #expect(try await scene.created() == 1)
    }
  }

  @Test("a batch of which nothing but refusals came is not repeated at once")
  func busyOnce() async throws {
    try await BatchScene.with(.sqlite, rows: 10) {
      $0.batchFaults.busyBatches = 1
    } _: { scene in
      let work = try scene.worker()
      // The fifth in a row without any answer is waited for longest: 16 s.
      for _ in 1...4 { _ = await work.memory.noteFruitless() }
      _ = try await work.gather(scene.outlook())
      #expect(try await scene.outcomes() == ["rate_limited": 10])
      let due = try await scene.outlook().nextDue ?? 0
      #expect(due > 8_000 && due <= 16_000)
      #expect(await work.backfill.stop.reason == nil)
    }
  }

  @Test(
    "and where all batches come to that, the run ends, whichever file says so",
    arguments: BatchDatabase.all, [false, true])
  func busy(on kind: BatchDatabase, amongAnswers: Bool) async throws {
    try await BatchScene.with(kind, rows: 10, limits: "{ batch_poll: 10s, outage: 100ms }") {
      $0.batchFaults.busyBatches = .max
      $0.batchFaults.mixesFiles = amongAnswers
    } _: { scene in
      let stop = Stop()
      try await scene.worker(stop: stop).work()
      #expect(
        await stop.reason
          == .failing("HTTP 429: Rate limit reached (mock). Please try again later."))
      // After three at the earliest; how much of the clock they take depends on the machine.
      let created = try await scene.created()
      #expect(created >= 3 && created < 8)
      #expect(try await scene.status().tasks[.ready] == 10)
      #expect(try await scene.status().cost.billed == .zero)
    }
  }
}
