import MockModels
import Money
import Runs
import Testing

@testable import Backfill
@testable import Storage

@Suite("A batch that the provider says it does not know is not given up at once")
struct BatchDoubtTests {
  @Test("looked at again, it is found, and nothing is asked twice", arguments: BatchDatabase.all)
  func lagging(on kind: BatchDatabase) async throws {
    try await BatchScene.with(kind, rows: 10) {
      $0.batchFaults.hiddenLooks = 4
    } _: { scene in
      try await scene.worker().work()
      try await scene.expectPaidOnce(rows: 10)
      #expect(try await scene.created() == 1)
      #expect(scene.log.lines.count { $0.contains("does not know the batch") } == 4)
      #expect(!scene.log.lines.contains { $0.contains("another key") })
    }
  }

  @Test("so are results of which it has no file", arguments: BatchDatabase.all)
  func laggingFile(on kind: BatchDatabase) async throws {
    try await BatchScene.with(kind, rows: 10) {
      $0.batchFaults.hiddenDownloads = 3
    } _: { scene in
      try await scene.worker().work()
      try await scene.expectPaidOnce(rows: 10)
      #expect(scene.clock.elapsed >= .seconds(180))
    }
  }

  @Test("gone for five minutes it is gone, and may have been billed")
  func gone() async throws {
    try await BatchScene.with(.sqlite, rows: 10, limits: "{ batch_poll: 1m, attempts: 1 }") {
      $0.batchFaults.hiddenLooks = .max
    } _: { scene in
      try await scene.worker().work()
      #expect(try await scene.outcomes() == ["batch_gone": 10])
      #expect(try await scene.status().cost.uncertain > .zero)
      #expect(scene.clock.elapsed >= .seconds(300) && scene.clock.elapsed < .seconds(400))
    }
  }

  @Test("another key or address is named where it knows none of them")
  func elsewhere() async throws {
    try await BatchScene.with(.sqlite, rows: 10) {
      $0.batchDelay = .seconds(3600) ... .seconds(3600)
    } _: { scene in
      let first = try scene.worker()
      #expect(try await first.gather(scene.outlook()))
      try await scene.leave(first)

      let second = try scene.worker(address: scene.mock.url + "/elsewhere")
      for _ in 1...5 {
        let batch = try #require(try await scene.batches(of: second).first)
        #expect(batch.state == .created)
        #expect(try await second.advance(batch) == false)
        #expect(try await scene.database.openCalls(ofBatch: batch.name).count == 10)
      }
      #expect(scene.log.lines.count { $0.contains("is this another key or address") } == 5)
      try await scene.leave(second)

      // Whoever ends batches does not wait for what the provider does not know.
      let elapsed = scene.clock.elapsed
      try await scene.worker(isEnding: true, address: scene.mock.url + "/elsewhere").work()
      #expect(try await scene.outcomes() == ["batch_gone": 10])
      #expect(scene.clock.elapsed - elapsed < .seconds(10))
    }
  }
}
