import Foundation
import JSON
import Money
import Runs
import Testing

@testable import Storage

@Suite("Workers share a run")
struct RunSharingTests {
  private let alive: Int64 = 600_000

  private func state(_ fixture: RunFixture) async throws -> RunState? {
    try await fixture.database.run(id: fixture.run.id)?.state
  }

  @Test("The last worker to leave says in what state the run is", arguments: TestDatabase.all)
  func last(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 2) { fixture in
      let (database, run) = (fixture.database, fixture.run.id)
      let (first, second) = (Worker(), Worker())
      for worker in [first, second] {
        try await database.enterRun(run, worker: worker, aliveMilliseconds: alive)
      }
      #expect(try await database.workers(ofRun: run).count == 2)
      try await database.leaveRun(run, worker: first, as: .budget)
      #expect(try await state(fixture) == .running)
      try await database.leaveRun(run, worker: second, as: .failed, reason: "it is gone")
      #expect(try await state(fixture) == .failed)
      #expect(try await database.run(id: run)?.reason == "it is gone")
      // Whoever comes back sets it going, and takes the reason away.
      try await database.enterRun(run, worker: first, aliveMilliseconds: alive)
      #expect(try await state(fixture) == .running)
      #expect(try await database.run(id: run)?.reason == nil)
      try await database.leaveRun(run, worker: first, as: nil)
      #expect(try await state(fixture) == .running)
    }
  }

  @Test("Two that leave at once: one of them is the last", arguments: TestDatabase.all)
  func atOnce(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 1) { fixture in
      let (database, run) = (fixture.database, fixture.run.id)
      for _ in 0..<10 {
        let workers = (0..<4).map { _ in Worker() }
        for worker in workers {
          try await database.enterRun(run, worker: worker, aliveMilliseconds: alive)
        }
        try await withThrowingTaskGroup { group in
          for worker in workers {
            group.addTask { try await database.leaveRun(run, worker: worker, as: .drained) }
          }
          try await group.waitForAll()
        }
        #expect(try await state(fixture) == .drained)
      }
    }
  }

  @Test("A run is done only where nothing is open", arguments: TestDatabase.all)
  func done(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 1) { fixture in
      let (database, run) = (fixture.database, fixture.run.id)
      try await database.enterRun(run, worker: fixture.worker, aliveMilliseconds: alive)
      try await database.leaveRun(run, worker: fixture.worker, as: .done)
      #expect(try await state(fixture) == .running)
      while case let tasks = try await fixture.claim(), !tasks.isEmpty {
        try await fixture.answerAll(tasks, ["fine": false])
      }
      try await database.leaveRun(run, worker: fixture.worker, as: .done)
      #expect(try await state(fixture) == .done)
      // Done it stays, whoever looks in.
      try await database.enterRun(run, worker: Worker(), aliveMilliseconds: alive)
      #expect(try await state(fixture) == .done)
    }
  }

  @Test(
    "Cancelling asks those who work now, and not those who come later",
    arguments: TestDatabase.all)
  func cancel(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 1) { fixture in
      let (database, run) = (fixture.database, fixture.run.id)
      let (first, second) = (Worker(), Worker())
      try await database.enterRun(run, worker: first, aliveMilliseconds: alive)
      #expect(try await !database.isAskedToStop(first, run: run))
      #expect(try await database.cancelRun(run) == 1)
      #expect(try await database.isAskedToStop(first, run: run))
      // Being heard of again does not take the request back.
      try await database.renewWorker(first, run: run, leaseMilliseconds: alive)
      #expect(try await database.isAskedToStop(first, run: run))
      try await database.enterRun(run, worker: second, aliveMilliseconds: alive)
      #expect(try await !database.isAskedToStop(second, run: run))
      #expect(try await database.workers(ofRun: run).map(\.isAskedToStop) == [true, false])
      try await database.leaveRun(run, worker: first, as: .drained, reason: "cancelled")
      #expect(try await state(fixture) == .running)
    }
  }

  @Test(
    "A worker that was out of touch as all were asked hears of it when it is back",
    arguments: TestDatabase.all)
  func cancelUnheard(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 1) { fixture in
      let (database, run) = (fixture.database, fixture.run.id)
      let elsewhere = Worker(name: "elsewhere|1|1|1")
      try await database.enterRun(run, worker: elsewhere, aliveMilliseconds: 20)
      try await Task.sleep(for: .milliseconds(40))
      #expect(try await database.cancelRun(run) == 0)
      try await database.renewWorker(elsewhere, run: run, leaseMilliseconds: alive)
      #expect(try await database.isAskedToStop(elsewhere, run: run))
      // Whoever joins afterwards sets the run going again, and is not meant.
      _ = try await database.joinRun(run, budget: nil)
      try await database.enterRun(run, worker: fixture.worker, aliveMilliseconds: alive)
      #expect(try await !database.isAskedToStop(fixture.worker, run: run))
    }
  }

  @Test(
    "Leases that have run out are left to their owners where they are spared",
    arguments: TestDatabase.all)
  func spared(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 1) { fixture in
      let (database, run) = (fixture.database, fixture.run.id)
      let other = Worker(name: "elsewhere|1|1|1")
      let held = try await fixture.claim(100, as: other, lease: 10)
      try await Task.sleep(for: .milliseconds(30))
      let spared = try await database.claimTasks(
        run: run, worker: fixture.worker, limit: 100, leaseMilliseconds: alive, sparesOthers: true)
      #expect(spared.tasks.isEmpty)
      #expect(spared.moreInMilliseconds ?? 0 >= 1_000, "it is not asked for without a pause")
      let calls = try await fixture.send(held, as: other)
      #expect(calls.count == held.count)
    }
  }

  @Test("Killed workers of this host keep no run from being left", arguments: TestDatabase.all)
  func killed(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 1) { fixture in
      let (database, run) = (fixture.database, fixture.run.id)
      for worker in [try await deadWorker(), fixture.worker] {
        try await database.enterRun(run, worker: worker, aliveMilliseconds: alive)
      }
      try await database.leaveRun(run, worker: fixture.worker, as: .drained)
      #expect(try await state(fixture) == .drained)
    }
  }

  @Test(
    "Who plans a run second leaves its budget, unless one is given", arguments: TestDatabase.all)
  func plannedTwice(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 1, budget: "5") { fixture in
      func plan(_ budget: String, replaces: Bool) async throws -> USD? {
        let run = try await fixture.database.planRun(
          fixture.plan, budget: USD(budget), replacesBudget: replaces, estimated: noEstimate,
          reroute: nil)
        #expect(run.id == fixture.run.id)
        return run.budget
      }
      let (left, replaced) = (
        try await plan("18", replaces: false), try await plan("18", replaces: true)
      )
      #expect(left == USD("5") && replaced == USD("18"))
    }
  }

  @Test("A run at which nobody works is drained at once", arguments: TestDatabase.all)
  func cancelNobody(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 1) { fixture in
      let (database, run) = (fixture.database, fixture.run.id)
      // One that was killed on this host counts as nobody.
      try await database.enterRun(run, worker: try await deadWorker(), aliveMilliseconds: alive)
      #expect(try await fixture.status().workers.isEmpty, "it is seen to be gone")
      #expect(try await database.cancelRun(run) == 0)
      #expect(try await state(fixture) == .drained)
      #expect(try await database.run(id: run)?.reason == "cancelled")
    }
  }

  @Test(
    "A worker that is not heard of loses what it holds to whoever renews next",
    arguments: TestDatabase.all)
  func lost(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 2, budget: "1") { fixture in
      let (database, run) = (fixture.database, fixture.run.id)
      let elsewhere = Worker(name: "elsewhere|1|1|1")
      try await database.enterRun(run, worker: elsewhere, aliveMilliseconds: 20)
      let held = try await fixture.claim(2, as: elsewhere)
      _ = try await fixture.send([held[0]], most: "0.25", as: elsewhere)
      // It gave the task back and died before it could say what became of the call.
      try await database.releaseTasks([held[0]], run: run, worker: elsewhere)
      try await Task.sleep(for: .milliseconds(40))
      try await database.renewWorker(fixture.worker, run: run, leaseMilliseconds: alive)
      let recovery = try await database.recoverRun(run, sparing: fixture.worker)
      #expect(recovery == Recovery(tasks: 1, calls: 1, uncertain: USD("0.25")!))
      #expect(try await fixture.status().workers.count == 1)
      #expect(try await fixture.claim(100).count == 4)
    }
  }

  @Test("Why a worker makes no calls is seen in the status", arguments: TestDatabase.all)
  func paused(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 1) { fixture in
      let (database, run) = (fixture.database, fixture.run.id)
      try await database.enterRun(run, worker: fixture.worker, aliveMilliseconds: alive)
      try await database.notePause("it fails", of: fixture.worker, run: run)
      let worker = try #require(try await fixture.status().workers.first)
      #expect(worker.paused == "it fails")
      #expect(worker.name.hasSuffix(":\(ProcessInfo.processInfo.processIdentifier)"))
      try await database.notePause(nil, of: fixture.worker, run: run)
      #expect(try await fixture.status().workers.map(\.paused) == [nil])
    }
  }

  @Test("What all workers take of the rates is spread over the minute", arguments: TestDatabase.all)
  func rates(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 1) { fixture in
      let began = ContinuousClock.now
      let waits = try await withThrowingTaskGroup(of: (requests: Int64, tokens: Int64).self) {
        group in
        for _ in 0..<20 {
          group.addTask {
            try await fixture.database.takeRate(
              run: fixture.run.id, provider: "p", requests: 5, tokens: 1_000,
              requestsPerMinute: 60, tokensPerMinute: 600_000)
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      // A hundred requests at one a second, of which one was there: the last goes after 99 s, less
      // what the test itself took; and each lot of five after the lot before it.
      let requests = waits.map(\.requests).sorted()
      let taken = Int64(began.duration(to: .now) / .microseconds(1)) + 100_000
      #expect((99_000_000 - taken...99_000_000).contains(requests.last ?? 0))
      #expect(zip(requests, requests.dropFirst()).allSatisfy { $1 - $0 > 5_000_000 - taken })
      // 20,000 tokens at 10,000 a second, of which 10,000 were there.
      let tokens = waits.map(\.tokens).max() ?? 0
      #expect(tokens <= 1_000_000)
      let other = try await fixture.database.takeRate(
        run: fixture.run.id, provider: "q", requests: 1, tokens: 1, requestsPerMinute: 60,
        tokensPerMinute: nil)
      #expect(other == (0, 0))
    }
  }

  @Test(
    "While some subjects are asked first, only theirs can be claimed",
    arguments: TestDatabase.all)
  func canary(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 10) { fixture in
      let (database, run) = (fixture.database, fixture.run.id)
      #expect(try await database.chooseCanary(3, run: run) == 3)
      let tasks = try await fixture.claim()
      // Spread over all: the first, and one out of each third.
      #expect(
        Set(tasks.map(\.subject)) == Set([1, 4, 7].map { RunFixture.subject($0) }))
      try await fixture.answerAll(tasks.filter { $0.stage == "sort" }, ["fine": true])
      try await fixture.answerAll(tasks.filter { $0.stage == "gap" }, ["fine": true])
      let found = try await database.canary(ofRun: run)
      #expect(found.map(\.stage) == ["sort", "gap"])
      #expect(found.map(\.tasks) == [3, 3] && found.map(\.replies) == [3, 3])
      #expect(found.map(\.cost) == [USD("0.003")!, USD("0.003")!])
      let next = try await fixture.claim()
      #expect(next.map(\.stage) == ["detail", "detail", "detail"])
      try await fixture.answerAll(next, ["grade": 1])
      let claim = try await database.claimTasks(
        run: run, worker: fixture.worker, limit: 10, leaseMilliseconds: alive)
      #expect(claim.tasks.isEmpty && claim.moreInMilliseconds == nil)
      // Others wait for what follows, as long as there is somebody whom they can wait for.
      func waits(_ worker: Worker) async throws -> Bool {
        let claim = try await database.claimTasks(
          run: run, worker: worker, limit: 10, leaseMilliseconds: alive)
        #expect(claim.tasks.isEmpty && (claim.moreInMilliseconds != nil) == claim.waitsForCanary)
        return claim.waitsForCanary
      }
      let (pilot, other, third) = (Worker(), Worker(), Worker())
      for worker in [pilot, other, third] {
        try await database.enterRun(run, worker: worker, aliveMilliseconds: alive)
      }
      #expect(try await waits(other))
      for worker in [other, third] {
        try await database.notePause(Claim.canaryPause, of: worker, run: run)
      }
      #expect(try await waits(third))
      let flown = try await database.claimTasks(
        run: run, worker: pilot, limit: 10, leaseMilliseconds: alive, fliesCanary: true)
      #expect(flown.tasks.isEmpty && flown.moreInMilliseconds == nil)
      try await database.leaveRun(run, worker: pilot, as: nil)
      #expect(try await !waits(other))
      #expect(try await !waits(third), "they do not wait for each other")
      try await database.endAbandonedCanary(ofRun: run)
      #expect(try await !waits(other), "somebody is there")
      for worker in [other, third] {
        try await database.leaveRun(run, worker: worker, as: nil)
      }
      try await database.endAbandonedCanary(ofRun: run)
      #expect(try await fixture.claim().count == 14)
      #expect(try await database.chooseCanary(3, run: run) == 0)
    }
  }

  @Test(
    "What the first subjects were billed for without a valid answer counts against them",
    arguments: TestDatabase.all)
  func canaryWithoutAnswers(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 8, papers: [1: 1, 2: 1, 3: 1, 4: 1]) { fixture in
      let (database, run) = (fixture.database, fixture.run.id)
      _ = try await database.chooseCanary(8, run: run)
      let tasks = try await fixture.claim().filter { $0.stage == "sort" }
      let calls = try await fixture.send(tasks)
      let came: [(outcome: String, billed: String, counts: Bool)] = [
        ("truncated", "0.001", true), ("refusal", "0.001", true), ("no_answer", "0", true),
        ("reply_too_large", "0.001", true), ("server_error", "0", false),
        ("rate_limited", "0", false), ("image_refused", "0", false),
      ]
      var settlements = zip(zip(calls, tasks), came).map { call, came in
        fixture.settlement(
          call.0, call.1, billed: came.billed, .failed(text: nil), outcome: came.outcome)
      }
      settlements.append(
        fixture.settlement(calls[7], tasks[7], fixture.answer(tasks[7], ["fine": true])))
      _ = try await fixture.settle(settlements)
      let found = try await database.canary(ofRun: run)
      #expect(found.map(\.invalid) == [4] && found.map(\.replies) == [5])
    }
  }

  @Test("A clock that is put back makes nobody wait for it", arguments: TestDatabase.all)
  func clockPutBack(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 1) { fixture in
      let (database, run) = (fixture.database, fixture.run.id)
      func take() async throws -> Int64 {
        try await database.takeRate(
          run: run, provider: "p", requests: 90, tokens: 0, requestsPerMinute: 60,
          tokensPerMinute: nil
        ).requests
      }
      #expect(try await take() <= 89_000_000)
      // As if an hour had been taken back since.
      _ = try await database.write {
        try $0.execute(
          """
          UPDATE gearbox_rates SET requests_until = requests_until + 3600000000,
            tokens_until = tokens_until + 3600000000, taken_at = taken_at + 3600000000
          """)
      }
      // What was booked is paid off all the same.
      let wait = try await take()
      #expect((120_000_000...179_000_000).contains(wait))
      #expect((150_000_000...269_000_000).contains(try await take()))
    }
  }
}
