import JSON
import Money
import Runs
import Testing

@testable import Storage

@Suite("What failed, or got lost on the way, can be tried again")
struct RetryTests {
  @Test(
    "Tasks that failed are ready again, and what was skipped for them waits",
    arguments: TestDatabase.all)
  func retryFailed(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 2, papers: [1: 1, 2: 1]) { fixture in
      let (database, run) = (fixture.database, fixture.run.id)
      let tasks = try await fixture.claim()
      let calls = try await fixture.send(tasks)
      _ = try await fixture.settle([
        fixture.settlement(
          calls[0], tasks[0], .failed(text: "{\"no"), outcome: "not_json", detail: "it ends"),
        fixture.settlement(calls[1], tasks[1], fixture.answer(tasks[1], ["fine": false])),
      ])
      #expect(
        try await fixture.states() == [
          "1 sort": "failed", "1 detail": "skipped", "1 review": "skipped",
          "2 sort": "done", "2 detail": "skipped", "2 review": "skipped",
        ])
      try await database.leaveRun(run, worker: fixture.worker, as: .done)
      #expect(try await database.unfinishedRun(of: fixture.plan) == nil)
      #expect(try await database.retriableRun(of: fixture.plan)?.id == run)

      #expect(try await database.retryFailed(run: run) == 1)
      #expect(
        try await fixture.states() == [
          "1 sort": "ready", "1 detail": "waiting", "1 review": "waiting",
          "2 sort": "done", "2 detail": "skipped", "2 review": "skipped",
        ])
      #expect(try await database.unfinishedRun(of: fixture.plan)?.state == .running)
      let again = try await fixture.claim()
      #expect(again.map(\.attempts) == [0])
      try await fixture.answerAll(again, ["fine": true])
      #expect(try await fixture.states()["1 detail"] == "ready")
      #expect(try await database.retryFailed(run: run) == 0)
    }
  }

  @Test(
    "What waits after a revert is decided, though no condition makes it wait",
    arguments: TestDatabase.all)
  func retryReverted(_ kind: TestDatabase) async throws {
    let rules = """
      ruleset: items
      version: 1
      subjects: { table: items, key: id, answers: answers }
      stages:
        sort: { model: small, cost: 0.0001, prompt: ask.v1, store: sorted }
        gap: { model: small, cost: 0.003, prompt: ask.v1, store: gap }
      """
    try await RunFixture.with(kind, subjects: 1, rules: rules) { fixture in
      let (database, run) = (fixture.database, fixture.run)
      let task = try #require(try await fixture.claim(1).first)
      let call = try #require(try await fixture.send([task]).first)
      _ = try await fixture.settle([
        fixture.settlement(call, task, .failed(text: nil), outcome: "not_json", detail: "it ends")
      ])
      _ = try await database.revertRun(run, of: fixture.plan)
      #expect(try await fixture.states() == ["1 sort": "failed", "1 gap": "skipped"])
      #expect(try await database.retryFailed(run: run.id) == 1)
      #expect(try await fixture.states() == ["1 sort": "ready", "1 gap": "waiting"])
      try await fixture.answerAll(try await fixture.claim(), ["fine": true])
      #expect(try await fixture.states() == ["1 sort": "done", "1 gap": "ready"])
    }
  }

  @Test("The text that failed is read with its call", arguments: TestDatabase.all)
  func deadLetters(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 2) { fixture in
      let tasks = try await fixture.claim(2)
      let calls = try await fixture.send(tasks)
      var failed = fixture.settlement(
        calls[0], tasks[0], .failed(text: "{\"no"), outcome: "not_json", detail: "it ends")
      failed.duration = .milliseconds(1234)
      _ = try await fixture.settle([
        failed, fixture.settlement(calls[1], tasks[1], fixture.answer(tasks[1], ["fine": true])),
      ])
      func ledger(_ change: (inout CallFilter) -> Void) async throws -> [Call] {
        var filter = CallFilter()
        change(&filter)
        nonisolated(unsafe) var found: [Call] = []
        try await fixture.database.calls(matching: filter) { found.append($0) }
        return found
      }
      let dead = try await ledger {
        $0.isFailed = true
        $0.withText = true
        $0.run = fixture.run.id
        $0.limit = 5
      }
      #expect(dead.map(\.id) == [calls[0]])
      #expect(dead.map(\.refusedText) == ["{\"no"])
      #expect(dead.map(\.milliseconds) == [1234])
      #expect(try await ledger { _ in }.map(\.refusedText) == [nil, nil])
      let outcomes = try await fixture.status().outcomes
      #expect(outcomes.map(\.outcome) == ["not_json", "answered"])
      #expect(outcomes.map(\.meanMilliseconds) == [1234, nil])
    }
  }

  @Test("A call that the provider put off counts as no attempt", arguments: TestDatabase.all)
  func postponed(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 1) { fixture in
      let task = try #require(try await fixture.claim(1).first)
      for _ in 0..<5 {
        let call = try await fixture.send([task])[0]
        _ = try await fixture.settle([
          fixture.settlement(
            call, task, billed: "0", .postponed(byMilliseconds: 0), outcome: "rate_limited")
        ])
        let again = try #require(try await fixture.claim(1).first)
        #expect(again.id == task.id && again.attempts == 0)
      }
      let call = try await fixture.send([task])[0]
      _ = try await fixture.settle([
        fixture.settlement(call, task, billed: "0", .postponed(byMilliseconds: 60_000))
      ])
      #expect(try await fixture.claim(1).first?.id != task.id)
      #expect(try await fixture.status().calls == 6)
    }
  }

  @Test("A reservation whose reply was lost is not entered twice", arguments: TestDatabase.all)
  func repeatedReservation(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 3, budget: "0.05") { fixture in
      let tasks = try await fixture.claim(3)
      let wanted = tasks.map { fixture.reservation($0, most: "0.02") }
      func reserve(_ part: ArraySlice<Reservation>) async throws -> [ReservationReply] {
        try await fixture.database.reserve(
          Array(part), run: fixture.run.id, worker: fixture.worker, isRepeated: true)
      }
      let first = try await reserve(wanted[..<1])
      let second = try await reserve(wanted[...])
      #expect(second[0] == first[0])
      #expect(second[2] == .overBudget(mayFitLater: true))
      #expect(try await reserve(wanted[..<2]) == Array(second[..<2]))
      let status = try await fixture.status()
      #expect(status.calls == 2 && status.cost.reserved == USD("0.04"))
    }
  }

  @Test("Claims that a worker never heard of are given back", arguments: TestDatabase.all)
  func unknownClaims(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 4) { fixture in
      let known = try await fixture.claim(2)
      let lost = try await fixture.claim(2)
      try await fixture.database.releaseUnknownTasks(
        sparing: known.map(\.id), run: fixture.run.id, worker: fixture.worker)
      #expect(try await fixture.claim(2).map(\.id) == lost.map(\.id))
    }
  }

  @Test("Others of the worker's own claims are left alone then", arguments: TestDatabase.all)
  func unknownClaimsOfOthers(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 1) { fixture in
      // One to sort and one for the gap, of different stages.
      #expect(try await fixture.claim().count == 2)
      try await fixture.database.releaseUnknownTasks(
        sparing: [], run: fixture.run.id, worker: fixture.worker, filter: TaskFilter(stages: [0]))
      let states = try await fixture.states()
      #expect(states["1 sort"] == "ready" && states["1 gap"] == "leased")
    }
  }

  @Test("A task that its worker holds twice is asked once", arguments: TestDatabase.all)
  func heldTwice(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 2) { fixture in
      let tasks = try await fixture.claim().filter { $0.stage == "sort" }
      func reserve(_ copies: RunTask...) async throws -> [ReservationReply] {
        try await fixture.database.reserve(
          copies.map { fixture.reservation($0) }, run: fixture.run.id, worker: fixture.worker)
      }
      let together = try await reserve(tasks[0], tasks[0])
      guard case .granted = together[0] else {
        Issue.record("\(together)")
        return
      }
      #expect(together[1] == .leaseLost)
      #expect(try await reserve(tasks[0]) == [.leaseLost])
      #expect(try await fixture.status().calls == 1)
    }
  }

  @Test(
    "A settlement whose reply was lost does not end a lease that began since",
    arguments: TestDatabase.all,
    [Settlement.Result.retry(afterMilliseconds: 0), .postponed(byMilliseconds: 0), .released])
  func repeatedSettlement(_ kind: TestDatabase, _ result: Settlement.Result) async throws {
    try await RunFixture.with(kind, subjects: 1) { fixture in
      let task = try #require(try await fixture.claim(1).first)
      let call = try #require(try await fixture.send([task]).first)
      func settle(_ billing: Settlement.Billing) async throws -> [SettlementReply] {
        try await fixture.settle([
          Settlement(
            call: call, task: task, billing: billing, usage: nil, outcome: "server_error",
            detail: nil, result: result)
        ]).replies
      }
      #expect(try await settle(.uncertain) == [.kept])
      #expect(try await fixture.claim(1).map(\.id) == [task.id])
      // Nor does one that says more of the call.
      for billing in [Settlement.Billing.uncertain, .billed(.zero, metered: nil)] {
        #expect(try await settle(billing) == [.superseded])
        #expect(try await fixture.states()["1 sort"] == "leased")
      }
      #expect(try await fixture.status().cost.uncertain == .zero)
    }
  }

  @Test("A subject that somebody else has locked is waited for, and then nothing is lost")
  func lockedSubject() async throws {
    guard TestDatabase.postgresURL != nil else { return }
    try await RunFixture.with(.postgres, subjects: 2) { fixture in
      let tasks = try await fixture.claim().filter { $0.stage == "sort" }
      let calls = try await fixture.send(tasks)
      let settlements = zip(calls, tasks).map {
        fixture.settlement($0, $1, fixture.answer($1, ["fine": true]))
      }
      let database = fixture.database
      func isLocked() async throws -> Bool {
        try await database.write { session in
          try session.query("SELECT id FROM items FOR UPDATE SKIP LOCKED").count < 2
        }
      }
      try await withThrowingTaskGroup { group in
        group.addTask {
          try await database.write { session in
            try session.execute("UPDATE items SET size = 1 WHERE CAST(id AS text) LIKE '%1'")
            _ = try session.query("SELECT pg_sleep(60)")
          }
        }
        while try await !isLocked() { try await Task.sleep(for: .milliseconds(10)) }
        let error = try await #require(throws: StorageError.self) {
          try await database.settle(
            settlements, run: fixture.run, worker: fixture.worker, plan: fixture.plan,
            lockTimeout: .milliseconds(50))
        }
        #expect(error.isLocked)
        // Meanwhile leases are renewed, as nothing of the attempt is left behind.
        #expect(
          try await database.renewLeases(
            run: fixture.run.id, worker: fixture.worker, leaseMilliseconds: 60_000) == 4)
        group.cancelAll()
        await #expect(throws: (any Error).self) { try await group.waitForAll() }
      }
      #expect(try await fixture.settle(settlements).replies == [.kept, .kept])
      #expect(try await fixture.status().cost.reserved == .zero)
    }
  }
}
