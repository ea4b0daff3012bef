import MockModels
import Money
import Runs
import Testing

@testable import Backfill
@testable import Storage

@Suite("Results that are not all there yet are waited for, and not asked again")
struct BatchResultsLateTests {
  @Test("where the files are named after the batch has ended", arguments: BatchDatabase.all)
  func nameless(on kind: BatchDatabase) async throws {
    try await BatchScene.with(kind, rows: 20) {
      $0.batchFaults.namelessLooks = 3
    } _: { scene in
      try await scene.worker().work()
      try await scene.expectPaidOnce(rows: 20)
      #expect(scene.log.lines.contains { $0.contains("counts more results than came") })
    }
  }

  @Test("where a download ends early: what came is settled at once", arguments: BatchDatabase.all)
  func half(on kind: BatchDatabase) async throws {
    try await BatchScene.with(kind, rows: 20) {
      $0.batchFaults.halfDownloads = 2
    } _: { scene in
      let work = try scene.worker()
      _ = try await work.gather(scene.outlook())
      let done = try await scene.status().tasks[.done]
      #expect(done > 0 && done < 20)
      #expect(try await scene.status().cost.uncertain == .zero)
      try await work.work()
      try await scene.expectPaidOnce(rows: 20)
    }
  }

  @Test("for five minutes, after which they may have been billed")
  func never() async throws {
    try await BatchScene.with(.sqlite, rows: 20, limits: "{ batch_poll: 1m, attempts: 1 }") {
      $0.batchFaults.halfDownloads = .max
    } _: { scene in
      try await scene.worker().work()
      let outcomes = try await scene.outcomes()
      #expect(Set(outcomes.keys) == ["answered", "no_result"])
      #expect(try await scene.status().cost.uncertain > .zero)
      #expect(scene.clock.elapsed >= .seconds(300) && scene.clock.elapsed < .seconds(400))
    }
  }

  @Test("a batch that failed with requests executed keeps their answers")
  func failed() async throws {
    try await BatchScene.with(.sqlite, rows: 20) {
      $0.batchFaults.endsFailed = true
    } _: { scene in
      let stop = Stop()
      try await scene.worker(stop: stop).work()
      try await scene.expectPaidOnce(rows: 20)
      #expect(await stop.reason == nil)
    }
  }
}
