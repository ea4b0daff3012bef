import JSON
import Money
import Runs
import Testing

@testable import Storage

@Suite("Batches in the database")
struct BatchTests {
  @Test(arguments: TestDatabase.all)
  func `A batch reserves its calls and holds its tasks when its worker is gone`(
    kind: TestDatabase
  ) async throws {
    try await RunFixture.with(kind) { fixture in
      let tasks = try await fixture.claim()
      let gone = Worker(name: fixture.worker.name)
      let replies = try await fixture.plan(tasks, "b-1")
      #expect(replies.count == tasks.count)
      let reserved = try usd("0.02", times: tasks.count)
      #expect(try await fixture.cost().reserved == reserved)

      // The worker dies with all that it holds; the batch keeps what it has.
      try await fixture.database.write { session in
        _ = try session.takeBack(.workers([gone.name]), run: fixture.run.id)
        _ = try session.takeBack(.expired, run: fixture.run.id)
      }
      #expect(try await fixture.claim(as: Worker()).isEmpty)
      let open = try await fixture.database.openCalls(ofBatch: "b-1")
      #expect(open.map(\.task.id) == tasks.map(\.id))
      #expect(open.map(\.attempt) == tasks.map { _ in 1 })
      let cost = try await fixture.cost()
      #expect(cost.uncertain == .zero && cost.reserved == reserved)
    }
  }

  @Test(arguments: TestDatabase.all)
  func `What does not fit into the budget is ready again, and only that`(
    kind: TestDatabase
  ) async throws {
    try await RunFixture.with(kind, budget: "0.05") { fixture in
      let tasks = Array(try await fixture.claim().prefix(3))
      let replies = try await fixture.plan(tasks, "b-1")
      #expect(replies[2] == .overBudget(mayFitLater: true))
      #expect(
        try await fixture.database.openCalls(ofBatch: "b-1").map(\.task.id)
          == tasks.prefix(2).map(\.id))
      // It is still the worker's, who gives it back.
      try await fixture.database.releaseTasks(
        [tasks[2]], run: fixture.run.id, worker: fixture.worker)
      #expect(try await fixture.claim(as: Worker()).map(\.id).contains(tasks[2].id))
      #expect(try await fixture.batches().map(\.requests) == [2])
    }
  }

  @Test(arguments: TestDatabase.all)
  func `Planning again what was planned, and whose word was lost, reserves nothing twice`(
    kind: TestDatabase
  ) async throws {
    try await RunFixture.with(kind) { fixture in
      let tasks = try await fixture.claim()
      let replies = try await fixture.plan(tasks, "b-1")
      let again = try await fixture.plan(tasks, "b-2")
      #expect(again == tasks.map { _ in .leaseLost })
      let repeated = try await fixture.plan(tasks, "b-1", isRepeated: true)
      #expect(repeated == replies)
      #expect(try await fixture.batches().map(\.name) == ["b-1"])
      #expect(try await fixture.batches().map(\.requests) == [tasks.count])
      let reserved = try usd("0.02", times: tasks.count)
      #expect(try await fixture.cost().reserved == reserved)
    }
  }

  @Test(arguments: TestDatabase.all)
  func `Each line is settled once, however often its results are read`(
    kind: TestDatabase
  ) async throws {
    try await RunFixture.with(kind) { fixture in
      let tasks = try await fixture.claim()
      _ = try await fixture.plan(tasks, "b-1")
      let open = try await fixture.database.openCalls(ofBatch: "b-1")
      let holder = Worker(ofBatch: "b-1")
      func settle(_ calls: [BatchCall]) async throws -> [SettlementReply] {
        try await fixture.settle(
          calls.map {
            fixture.settlement($0.call, $0.task, fixture.answer($0.task, ["fine": true]))
          }, as: holder
        ).replies
      }
      // A part is settled, the process dies, and the next one reads all results again.
      _ = try await settle(Array(open.prefix(1)))
      let replies = try await settle(open)
      #expect(replies == [.superseded] + open.dropFirst().map { _ in .kept })
      let cost = try await fixture.cost()
      let billed = try usd("0.001", times: open.count)
      #expect(cost.billed == billed)
      #expect(cost.reserved == .zero)
      #expect(try await fixture.database.openCalls(ofBatch: "b-1").isEmpty)
    }
  }

  @Test(arguments: TestDatabase.all)
  func `One worker at a time looks after a batch, and every step is kept`(
    kind: TestDatabase
  ) async throws {
    try await RunFixture.with(kind) { fixture in
      _ = try await fixture.plan(try await fixture.claim(), "b-1")
      let other = Worker()
      #expect(try await fixture.batches(as: other).isEmpty)
      let planned = try #require(try await fixture.batches().first)
      #expect(planned.state == .planned)
      var created = planned
      (created.state, created.fileID, created.batchID) = (.created, "file-1", "batch_1")
      #expect(try await fixture.record(created, as: other) == false)
      #expect(try await fixture.record(created, as: fixture.worker))
      try await fixture.database.releaseBatches(run: fixture.run.id, worker: fixture.worker)
      #expect(try await fixture.batches(as: other) == [created])

      // Nothing more gets into it.
      let late = try await fixture.claim(1, as: other)
      #expect(try await fixture.plan(late, "b-1", as: other) == late.map { _ in .leaseLost })
      var settled = created
      (settled.state, settled.outputFile) = (.settled, "file-2")
      #expect(try await fixture.record(settled, as: other))
      #expect(try await fixture.batches(as: other).isEmpty)
    }
  }

  @Test(arguments: TestDatabase.all)
  func `Tokens wait at the provider for as long as their batch is open`(
    kind: TestDatabase
  ) async throws {
    try await RunFixture.with(kind) { fixture in
      let tasks = try await fixture.claim()
      _ = try await fixture.plan(Array(tasks.prefix(2)), "b-1")
      _ = try await fixture.plan(Array(tasks.suffix(1)), "b-2")
      let batch = try #require(try await fixture.batches().first)
      func waiting(at provider: String) async throws -> Int64 {
        try await fixture.database.enqueuedTokens(provider: provider, model: batch.model)
      }
      #expect(try await waiting(at: batch.provider) == 300)
      #expect(try await waiting(at: "elsewhere") == 0)
      var settled = batch
      settled.state = .settled
      #expect(try await fixture.record(settled, as: fixture.worker))
      #expect(try await waiting(at: batch.provider) == 100)
    }
  }

  @Test(arguments: TestDatabase.all)
  func `An answer to be repaired goes along with its task, also past a call that never left`(
    kind: TestDatabase
  ) async throws {
    try await RunFixture.with(kind, subjects: 1) { fixture in
      func send(
        _ name: String, _ result: Settlement.Result, _ outcome: String, _ detail: String
      ) async throws {
        let task = try #require(try await fixture.claim(1).first)
        _ = try await fixture.plan([task], name)
        let call = try #require(try await fixture.database.openCalls(ofBatch: name).first)
        let report = try await fixture.settle(
          [fixture.settlement(call.call, task, result, outcome: outcome, detail: detail)],
          as: Worker(ofBatch: name))
        #expect(report.replies == [.kept])
      }
      try await send("b-1", .repairLater(text: "{"), "not_json", "no JSON")
      try await send("b-2", .released, "batch_expired", "too late")
      let task = try #require(try await fixture.claim(1).first)
      #expect(task.repair == TaskRepair(text: "{", complaint: "no JSON"))
      #expect(task.attempts == 1)
    }
  }

  @Test(arguments: TestDatabase.all)
  func `What can go into batches is seen apart from all other work`(
    kind: TestDatabase
  ) async throws {
    try await RunFixture.with(kind) { fixture in
      let (database, run) = (fixture.database, fixture.run.id)
      // `sort` is the first stage, and the only one with nothing to wait for but `gap`.
      let sort = TaskFilter(stages: [0])
      var outlook = try await database.batchOutlook(
        run: run, stages: [0], worker: fixture.worker)
      #expect(outlook.ready == ["sort.sort": 3])
      #expect(outlook.isOtherWorkUnderWay && outlook.isAnythingOpen)
      let others = try await database.claimTasks(
        run: run, worker: fixture.worker, limit: 9, leaseMilliseconds: 30_000,
        filter: TaskFilter(stages: [1, 2, 3]))
      #expect(Set(others.tasks.map(\.stage)) == ["gap"])
      // Others of this worker's own have something that may make more ready.
      #expect(others.moreInMilliseconds == 1_000)
      let sorts = try await database.claimTasks(
        run: run, worker: fixture.worker, limit: 9, leaseMilliseconds: 30_000, filter: sort)
      _ = try await fixture.plan(sorts.tasks, "b-1")
      outlook = try await database.batchOutlook(
        run: run, stages: [0], worker: fixture.worker)
      #expect(outlook.ready == [:])
      #expect(outlook.isOtherWorkUnderWay && outlook.isAnythingOpen)
      _ = try await fixture.answerAll(others.tasks, [:])
      outlook = try await database.batchOutlook(
        run: run, stages: [0], worker: fixture.worker)
      #expect(!outlook.isOtherWorkUnderWay && outlook.isAnythingOpen)
    }
  }

  @Test(arguments: TestDatabase.all)
  func `A batch whose worker let its lease run out is another's`(kind: TestDatabase) async throws {
    try await RunFixture.with(kind) { fixture in
      _ = try await fixture.plan(try await fixture.claim(), "b-1", lease: -1)
      #expect(try await fixture.batches(as: Worker()).map(\.name) == ["b-1"])
    }
  }
}

private func usd(_ amount: String, times count: Int) throws -> USD {
  try #require(USD(amount)) * count
}

extension RunFixture {
  fileprivate func plan(
    _ tasks: [RunTask], _ name: String, lease: Int64 = 60_000, as worker: Worker? = nil,
    isRepeated: Bool = false
  ) async throws -> [ReservationReply] {
    try await database.fillBatch(
      named: name, tasks.map { BatchReservation(reservation($0), tokens: 100) }, run: run.id,
      worker: worker ?? self.worker, leaseMilliseconds: lease, isRepeated: isRepeated)
  }

  fileprivate func record(_ batch: Batch, as worker: Worker) async throws -> Bool {
    try await database.record(batch, worker: worker, leaseMilliseconds: 60_000)
  }

  fileprivate func batches(as worker: Worker? = nil) async throws -> [Batch] {
    try await database.takeBatches(
      run: run.id, worker: worker ?? self.worker, leaseMilliseconds: 60_000)
  }

  fileprivate func cost() async throws -> RunCost {
    try #require(try await database.status(ofRun: run.id)).cost
  }
}
