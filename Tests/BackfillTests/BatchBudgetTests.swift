import Money
import Runs
import Testing

@testable import Backfill
@testable import Storage

@Suite("Filling a batch ends where the budget does", .timeLimit(.minutes(1)))
struct BatchBudgetTests {
  /// Nobody listens there.
  private let deadImage = "http://127.0.0.1:9/note.png"

  @Test("also for lines whose image cannot be had", arguments: BatchDatabase.all)
  func deadImages(on kind: BatchDatabase) async throws {
    try await BatchScene.with(kind, rows: 5, budget: "0.001", image: deadImage) { scene in
      let stop = Stop()
      try await scene.worker(stop: stop).work()
      #expect(await stop.reason == .budget)
      #expect(try await scene.status().tasks[.ready] == 5)
    }
  }

  @Test("and waits while a batch in flight has all of it", arguments: BatchDatabase.all)
  func reserved(on kind: BatchDatabase) async throws {
    // One line costs 0.005 at half the price.
    try await BatchScene.with(kind, rows: 5, budget: "0.0051", image: deadImage) { scene in
      _ = try await scene.plan(1, by: scene.worker(), most: #require(USD("0.005")))
      let work = try scene.worker()
      #expect(try await work.gather(scene.outlook()) == false)
      let group = BatchGroup(provider: "local", model: "small")
      #expect(await work.memory.isBlocked(group))
      #expect(await work.backfill.stop.reason == nil)
      #expect(try await scene.status().tasks[.ready] == 4)
    }
  }
}
