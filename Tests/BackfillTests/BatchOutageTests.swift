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
}
