import JSON
import Money
import Runs
import Testing

@testable import Storage

@Suite("The ledger is exact, and never exceeds the budget")
struct LedgerTests {
  @Test("Reservations that race for the budget never exceed it", arguments: TestDatabase.all)
  func budgetRace(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 60, budget: "0.1") { fixture in
      let granted = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<6 {
          group.addTask {
            let worker = Worker()
            var count = 0
            while true {
              let tasks = try await fixture.claim(5, as: worker)
              if tasks.isEmpty { return count }
              let replies = try await fixture.database.reserve(
                tasks.map { fixture.reservation($0, most: "0.003") }, run: fixture.run.id,
                worker: worker)
              count += replies.count { if case .granted = $0 { true } else { false } }
            }
          }
        }
        return try await group.reduce(0, +)
      }
      #expect(granted == 33)
      let status = try await fixture.status()
      #expect(status.cost.reserved == USD("0.099") && status.calls == 33)
      #expect(try await totals(fixture) == ["0", "0.099", "0"])
    }
  }

  @Test("What fits is granted, and the rest is told so", arguments: TestDatabase.all)
  func partly(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 3, budget: "0.05") { fixture in
      let tasks = try await fixture.claim(3)
      let wanted = zip(tasks, ["0.03", "0.03", "0.02"]).map { fixture.reservation($0, most: $1) }
      let replies = try await fixture.database.reserve(
        wanted, run: fixture.run.id, worker: fixture.worker)
      guard case .granted(let first) = replies[0], case .granted = replies[2] else {
        Issue.record("\(replies)")
        return
      }
      #expect(replies[1] == .overBudget(mayFitLater: true))
      // The budget is met to the last digit; what settles for less makes room.
      let report = try await fixture.settle([
        fixture.settlement(
          first, tasks[0], billed: "0.0299", fixture.answer(tasks[0], ["fine": true]))
      ])
      #expect(report.replies == [.kept])
      func tryAgain(_ most: String) async throws -> [ReservationReply] {
        try await fixture.database.reserve(
          [fixture.reservation(tasks[1], most: most)], run: fixture.run.id, worker: fixture.worker)
      }
      #expect(try await tryAgain("0.00010000001") == [.overBudget(mayFitLater: true)])
      #expect(try await tryAgain("0.0001") != [.overBudget(mayFitLater: true)])
      // A larger budget makes room, too.
      _ = try await fixture.database.joinRun(fixture.run.id, budget: USD("5"))
      #expect(try await tryAgain("4.9") != [.overBudget(mayFitLater: true)])
    }
  }

  @Test(
    "A crash between reserving and settling leaves the call uncertain and counted",
    arguments: TestDatabase.all)
  func crash(_ kind: TestDatabase) async throws {
    let plan = try compile(chainRules)
    try await kind.withURL { url in
      let before = try await Database.open(url, access: .create)
      try await before.write { session in
        try session.script(chainSchema)
        try session.execute("INSERT INTO items (id) VALUES ('\(RunFixture.subject(1))')")
      }
      _ = try await before.publish(plan)
      let run = try await before.planRun(
        plan, budget: USD("0.03"), estimated: noEstimate, reroute: nil)
      let crashed = RunFixture(database: before, plan: plan, run: run)
      let task = try #require(try await crashed.claim(1, lease: 20).first)
      let call = try await crashed.send([task])[0]
      await before.close()

      let after = try await Database.open(url)
      let fixture = RunFixture(database: after, plan: plan, run: run)
      try await Task.sleep(for: .milliseconds(40))
      let recovery = try await after.recoverRun(run.id)
      #expect(recovery == Recovery(tasks: 1, calls: 1, uncertain: USD("0.02")!))
      #expect(try await totals(fixture) == ["0", "0", "0.02"])
      let again = try #require(try await fixture.claim(1).first)
      #expect(again.id == task.id && again.attempts == 1)
      let replies = try await after.reserve(
        [fixture.reservation(again)], run: run.id, worker: fixture.worker)
      #expect(replies == [.overBudget(mayFitLater: false)])

      // The crashed process was not dead after all: nobody has settled the task, so its answer
      // is good, and what it cost is known.
      let late = try await fixture.settle(
        [crashed.settlement(call, task, billed: "0.004", crashed.answer(task, ["fine": false]))],
        as: crashed.worker)
      #expect(late.replies == [.kept])
      #expect(try await totals(fixture) == ["0.004", "0", "0"])
      #expect(try await fixture.states()["1 sort"] == "done")
      await after.close()
    }
  }

  @Test(
    "A late answer is kept, too, where the task has failed for want of attempts",
    arguments: TestDatabase.all)
  func lateAfterFailure(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 1) { fixture in
      let elsewhere = Worker(name: "elsewhere|1|1|1")
      let task = try #require(try await fixture.claim(1, as: elsewhere, lease: 20).first)
      let call = try await fixture.send([task], as: elsewhere)[0]
      try await Task.sleep(for: .milliseconds(40))
      let again = try #require(try await fixture.claim().first { $0.id == task.id })
      _ = try await fixture.database.failTasks(
        [TaskFailure(task: again, outcome: "attempts_exhausted", detail: nil)], run: fixture.run,
        worker: fixture.worker, plan: fixture.plan)
      #expect(try await fixture.states()["1 sort"] == "failed")
      #expect(try await fixture.states()["1 detail"] == "skipped")
      let late = try await fixture.settle(
        [fixture.settlement(call, task, fixture.answer(task, ["fine": true]))], as: elsewhere)
      #expect(late.replies == [.kept] && late.ready == 1)
      #expect(try await fixture.states()["1 sort"] == "done")
      #expect(try await fixture.states()["1 detail"] == "ready", "what waited for it goes on")
      #expect(try await fixture.column(1)?["sorted"] == ["fine": true])
    }
  }

  @Test("A run that is done takes no late answer for what has failed", arguments: TestDatabase.all)
  func lateAfterTheEnd(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 1) { fixture in
      let task = try #require(try await fixture.claim(1).first)
      let call = try await fixture.send([task])[0]
      _ = try await fixture.database.failTasks(
        [TaskFailure(task: task, outcome: "attempts_exhausted", detail: nil)], run: fixture.run,
        worker: fixture.worker, plan: fixture.plan)
      try await fixture.database.finishRun(fixture.run.id, as: .done)
      let late = try await fixture.settle(
        [fixture.settlement(call, task, fixture.answer(task, ["fine": true]))])
      #expect(late.replies == [.superseded])
      #expect(try await fixture.states()["1 sort"] == "failed")
      // Nor does whoever leaves it later set it going again.
      try await fixture.database.finishRun(fixture.run.id, as: .drained)
      #expect(try await fixture.status().run.state == .done)
    }
  }

  @Test("Every amount is kept to the last digit", arguments: TestDatabase.all)
  func digits(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 40) { fixture in
      let amount = "0.000000123456789012345678"
      let tasks = try await fixture.claim(40)
      try await fixture.answerAll(tasks, ["fine": true], billed: amount)
      let expected = try USD(amount)!.times(40)
      let status = try await fixture.status()
      #expect(status.cost.billed == expected && status.cost.reserved == .zero)
      #expect(status.stages.first { $0.name == "sort" }?.billed == expected)
      #expect(status.stages.first?.tiers.first?.calls == 40)
      #expect(try await totals(fixture) == [expected.description, "0", "0"])
    }
  }

  @Test("The ledger can be asked by what matters, and streams", arguments: TestDatabase.all)
  func asking(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 3) { fixture in
      #expect(try await calls(fixture.database).isEmpty)
      let tasks = try await fixture.claim()
      let ids = try await fixture.send(tasks)
      _ = try await fixture.settle([
        fixture.settlement(ids[0], tasks[0], fixture.answer(tasks[0], ["fine": true])),
        fixture.settlement(
          ids[1], tasks[1], billed: "0", .retry(afterMilliseconds: 60_000), outcome: "rate_limited",
          detail: "429 \0 it's \"too\" much"),
        Settlement(
          call: ids[2], task: tasks[2], billing: .uncertain, usage: nil, outcome: "timeout",
          detail: nil, result: .failed(text: nil)),
      ])
      let all = try await calls(fixture.database)
      #expect(all.map(\.id) == ids.sorted())
      let answered = try #require(all.first { $0.id == ids[0] })
      #expect(answered.state == .settled && answered.outcome == "answered")
      #expect(answered.usage == TokenUsage(input: 10, cachedInput: 2, output: 5))
      #expect(answered.billed == USD("0.001") && answered.reserved == USD("0.02"))
      #expect(answered.declared == USD("0.0001") && answered.settledAt != nil)
      #expect(answered.sentAt.hasSuffix("Z") && answered.attempt == 1)
      #expect(all.first { $0.id == ids[1] }?.detail == "429 \u{FFFD} it's \"too\" much")
      let uncertain = try #require(all.first { $0.id == ids[2] })
      #expect(uncertain.state == .uncertain && uncertain.billed == nil && uncertain.usage == nil)
      func count(_ change: (inout CallFilter) -> Void) async throws -> Int {
        var filter = CallFilter()
        change(&filter)
        return try await calls(fixture.database, filter).count
      }
      #expect(try await count { $0.stage = "sort" } == 3)
      #expect(try await count { $0.state = .sent } == 3)
      #expect(try await count { $0.outcome = "timeout" } == 1)
      #expect(try await count { ($0.run, $0.stage) = (fixture.run.id, "gap") } == 3)
      #expect(try await count { $0.run = "nobody's" } == 0)
      #expect(try await count { ($0.subject, $0.limit) = (RunFixture.subject(1), 5) } == 2)
      var latest = CallFilter()
      latest.limit = 2
      #expect(try await calls(fixture.database, latest).map(\.id) == Array(ids.sorted().suffix(2)))
      let status = try await fixture.status()
      #expect(status.failures == [FailureCount(outcome: "timeout", example: nil, tasks: 1)])
      #expect(status.cost.uncertain == USD("0.02") && status.cost.reserved == USD("0.06"))
    }
  }

  private func calls(_ database: Database, _ filter: CallFilter = CallFilter()) async throws
    -> [Call]
  {
    let collected = Collected()
    try await database.calls(matching: filter) { collected.add($0) }
    return collected.calls
  }

  /// Spent, reserved and uncertain, as the run's own row has them.
  private func totals(_ fixture: RunFixture) async throws -> [String] {
    try await fixture.database.write { session in
      let totals = try session.lockTotals(ofRun: fixture.run.id)
      return [totals.spent, totals.reserved, totals.uncertain].map(\.description)
    }
  }

  private final class Collected: Sendable {
    private let list = Lock<[Call]>([])
    var calls: [Call] { list.withLock { $0 } }
    func add(_ call: Call) { list.withLock { $0.append(call) } }
  }
}
