import MockModels
import Models
import Runs
import Testing

@testable import Backfill
@testable import Storage

@Suite("A batch that is given back is never created from its file")
struct BatchEndingTests {
  @Test(
    "killed between two groups of its lines, whether or not its file is still named",
    arguments: BatchDatabase.all, [true, false])
  func killed(on kind: BatchDatabase, withFile isFileKnown: Bool) async throws {
    try await BatchScene.with(kind, rows: 600) {
      $0.batchFaults.refusedCreations = 1
    } _: { scene in
      // The provider refuses the batch, and its worker dies once the first 500 lines are settled.
      try await scene.breakSettlement(ofCall: 550)
      let first = try scene.worker()
      await #expect(throws: StorageError.self) { try await first.work() }
      #expect(try await scene.status().tasks[.ready] == 500)
      try await scene.mendSettlement()
      try await scene.leave(first)
      if isFileKnown {
        // As an earlier version leaves it.
        try await scene.database.write { session in
          _ = try session.execute("UPDATE gearbox_batches SET file_id = 'file-mock-1'")
        }
      }
      try await scene.worker().work()
      try await scene.expectPaidOnce(rows: 600)
      #expect(try await scene.outcomes()["answered"] == 600)
    }
  }

  @Test("a worker that has lost it to another settles nothing", arguments: BatchDatabase.all)
  func takenOver(on kind: BatchDatabase) async throws {
    try await BatchScene.with(kind, rows: 3) { scene in
      let (first, second) = (try scene.worker(), try scene.worker())
      let batch = try await scene.plan(by: first)
      try await scene.leave(first)
      _ = try await scene.database.takeBatches(
        run: scene.run.id, worker: second.backfill.worker, leaseMilliseconds: 60_000)
      #expect(try await first.giveBack(batch, outcome: "not_sent", "late") == nil)
      #expect(try await first.lose(batch, "late") == nil)
      #expect(try await scene.database.openCalls(ofBatch: batch.name).count == 3)
      #expect(try await second.giveBack(batch, outcome: "not_sent", "") != nil)
      #expect(try await scene.database.openCalls(ofBatch: batch.name).isEmpty)
    }
  }

  @Test("its file is not looked for any more either", arguments: BatchDatabase.all)
  func planned(on kind: BatchDatabase) async throws {
    try await BatchScene.with(kind, rows: 600) { scene in
      let first = try scene.worker()
      let batch = try await scene.plan(by: first)
      // A file of its name is there, from before its worker was started anew.
      var file = try BatchFile(named: batch.name)
      try file.finish()
      _ = try await scene.provider.upload(file, named: batch.name)
      try await scene.breakSettlement(ofCall: 550)
      await #expect(throws: StorageError.self) {
        try await first.giveBack(batch, outcome: "not_sent", "")
      }
      try await scene.mendSettlement()
      try await scene.leave(first)
      try await scene.worker().work()
      try await scene.expectPaidOnce(rows: 600)
      #expect(try await scene.created() == 1)
    }
  }
}
