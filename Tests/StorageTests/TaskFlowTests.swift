import JSON
import Money
import Runs
import Testing

@testable import Storage

@Suite("Tasks go from waiting to settled, once")
struct TaskFlowTests {
  @Test(
    "An answer makes ready what it lets pass, and skips the rest of the chain",
    arguments: TestDatabase.all)
  func chain(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 3) { fixture in
      let sort = try await fixture.claim(3)
      try await fixture.answerAll([sort[0]], ["fine": true])
      let refused = try await fixture.answerAll([sort[1]], ["fine": false])
      #expect(refused.skipped == 2)
      let states = try await fixture.states()
      #expect(states["1 detail"] == "ready" && states["1 review"] == "waiting")
      #expect(states["2 detail"] == "skipped" && states["2 review"] == "skipped")
      #expect(states["3 detail"] == "waiting")
      // An answer without what the condition reads is no error where it asks with has().
      let detail = try await fixture.claim().filter { $0.stage == "detail" }
      let report = try await fixture.answerAll(detail, ["fine": true])
      #expect(report == SettlementReport(replies: [.kept], ready: 0, skipped: 1))
      #expect(try await fixture.states()["1 review"] == "skipped")
    }
  }

  @Test("What fails for good never answers, and the chain is told", arguments: TestDatabase.all)
  func failure(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 2) { fixture in
      let sort = try await fixture.claim(2)
      let call = try await fixture.send([sort[0]])[0]
      let report = try await fixture.settle([
        fixture.settlement(
          call, sort[0], .failed(text: "{\"fine\": \"ma\0ybe\"}"), outcome: "invalid_answer",
          detail: "/fine: not a boolean")
      ])
      #expect(report == SettlementReport(replies: [.kept], ready: 0, skipped: 2))
      let row = try await fixture.database.read { session in
        try session.queryOne(
          "SELECT outcome, detail, refused, worker FROM gearbox_tasks WHERE id = $1",
          [.int(sort[0].id)]
        ).map {
          [try $0.textOrNull(0), try $0.textOrNull(1), try $0.textOrNull(2), try $0.textOrNull(3)]
        }
      }
      #expect(
        row == ["invalid_answer", "/fine: not a boolean", "{\"fine\": \"ma\u{FFFD}ybe\"}", nil])
      // `detail` reads an answer that will never come, which is an error and means not asked.
      let skipped = try await fixture.database.read { session in
        try session.queryOne(
          "SELECT outcome, detail FROM gearbox_tasks WHERE stage = 'detail' AND state = 'skipped'"
        ).map { [try $0.textOrNull(0), try $0.textOrNull(1)] }
      }
      #expect(skipped?[0] == "answer_absent" && skipped?[1]?.isEmpty == false)

      let without = try await fixture.database.failTasks(
        [
          TaskFailure(task: sort[1], outcome: "no_image", detail: nil),
          TaskFailure(task: sort[0], outcome: "twice", detail: nil),
        ], run: fixture.run, worker: fixture.worker, plan: fixture.plan)
      #expect(without == SettlementReport(replies: [.kept, .superseded], ready: 0, skipped: 2))
      let status = try await fixture.status()
      #expect(status.failures.map(\.outcome).sorted() == ["invalid_answer", "no_image"])
      #expect(status.calls == 1 && status.tasks[.skipped] == 4)
    }
  }

  @Test(
    "A retry is not due before its time, and a released task at once", arguments: TestDatabase.all)
  func retry(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 3) { fixture in
      let tasks = try await fixture.claim(3)
      let calls = try await fixture.send(tasks)
      let report = try await fixture.settle([
        fixture.settlement(
          calls[0], tasks[0], billed: "0", .retry(afterMilliseconds: 60_000),
          outcome: "server_error"),
        fixture.settlement(calls[1], tasks[1], billed: "0", .released, outcome: "not_sent"),
        fixture.settlement(
          calls[2], tasks[2], billed: "0", .retry(afterMilliseconds: 1), outcome: "server_error"),
      ])
      #expect(report.replies == [.kept, .kept, .kept])
      try await Task.sleep(for: .milliseconds(20))
      let claim = try await fixture.database.claimTasks(
        run: fixture.run.id, worker: fixture.worker, limit: 10, leaseMilliseconds: 30_000)
      let due = claim.tasks.filter { $0.stage == "sort" }
      #expect(due.map(\.id) == [tasks[1].id, tasks[2].id])
      #expect(due.map(\.attempts) == [0, 1])
      #expect((1...60_000).contains(claim.moreInMilliseconds ?? 0))
      #expect(
        try await fixture.status().cost
          == RunCost(billed: .zero, reserved: .zero, uncertain: .zero))
    }
  }

  @Test("A repair keeps the lease and counts as an attempt", arguments: TestDatabase.all)
  func repair(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 1) { fixture in
      let task = try #require(try await fixture.claim(1).first)
      let first = try await fixture.send([task])[0]
      let report = try await fixture.settle([
        fixture.settlement(first, task, .repairing, outcome: "invalid_answer")
      ])
      #expect(report.replies == [.kept])
      #expect(try await fixture.states()["1 sort"] == "leased")
      let reply = try await fixture.database.reserve(
        [fixture.reservation(task, attempt: 2)], run: fixture.run.id, worker: fixture.worker)
      guard case .granted(let second) = reply[0] else {
        Issue.record("\(reply)")
        return
      }
      _ = try await fixture.settle([
        fixture.settlement(second, task, fixture.answer(task, ["fine": true]))
      ])
      #expect(try await fixture.column(1)?["processing_cost"]?.number?.text == "0.002")
      #expect(try await fixture.status().calls == 2)
    }
  }

  @Test(
    "The ledger settles what the lease no longer covers, and the task is left alone",
    arguments: TestDatabase.all)
  func fencing(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 3) { fixture in
      let slow = Worker()
      let held = try await fixture.claim(3, as: slow, lease: 20)
      let calls = try await fixture.send(held, as: slow)
      try await Task.sleep(for: .milliseconds(40))
      let again = try await fixture.claim(3)
      let newCalls = try await fixture.send(again)
      // The new holder settles the first; the slow worker comes late with all three.
      _ = try await fixture.settle([
        fixture.settlement(newCalls[0], again[0], fixture.answer(again[0], ["fine": true]))
      ])
      let late = try await fixture.settle(
        [
          fixture.settlement(calls[0], held[0], fixture.answer(held[0], ["fine": false])),
          fixture.settlement(calls[1], held[1], fixture.answer(held[1], ["fine": true])),
          fixture.settlement(
            calls[2], held[2], .failed(text: nil), outcome: "invalid_answer"),
        ], as: slow)
      #expect(late.replies == [.superseded, .kept, .superseded])
      let states = try await fixture.states()
      #expect(
        states["1 sort"] == "done" && states["2 sort"] == "done" && states["3 sort"] == "leased")
      #expect(try await fixture.column(1)?["sorted"]?["fine"] == true)
      // What was paid for the answer that came too late counts with the subject, too.
      #expect(try await fixture.column(1)?["processing_cost"]?.number?.text == "0.002")
      // The second's new holder finds it settled.
      let second = try await fixture.settle([
        fixture.settlement(newCalls[1], again[1], fixture.answer(again[1], ["fine": false]))
      ])
      #expect(second.replies == [.superseded])
      #expect(try await fixture.column(2)?["sorted"]?["fine"] == true)
      let cost = try await fixture.status().cost
      #expect(cost == RunCost(billed: USD("0.005")!, reserved: USD("0.02")!, uncertain: .zero))
      // Settling the same entry again changes nothing.
      _ = try await fixture.settle([
        fixture.settlement(
          newCalls[0], again[0], billed: "9", fixture.answer(again[0], ["fine": false]))
      ])
      #expect(try await fixture.status().cost == cost)
    }
  }

  @Test(
    "A task that waits for two answers is decided by whichever comes last",
    arguments: TestDatabase.all)
  func twoAnswers(_ kind: TestDatabase) async throws {
    let text = chainRules.replacing(
      "when: \"has(detail.grade) && detail.grade > 5\"", with: "when: sort.fine && gap.fine"
    )
    .replacing("  gap: {", with: "  gap: {").replacing(
      "when: score < 5, model", with: "when: score < 50, model")
    try await RunFixture.with(kind, subjects: 30, rules: text) { fixture in
      let tasks = try await fixture.claim(60)
      let calls = try await fixture.send(tasks)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for stage in ["sort", "gap"] {
          for half in 0..<3 {
            group.addTask {
              let own = zip(calls, tasks).filter { $0.1.stage == stage && Int($0.1.id) % 3 == half }
              _ = try await fixture.settle(
                own.map {
                  fixture.settlement($0.0, $0.1, fixture.answer($0.1, ["fine": true]))
                })
            }
          }
        }
        try await group.waitForAll()
      }
      let review = try await fixture.states().filter { $0.key.hasSuffix("review") }
      #expect(review.count == 30 && review.values.allSatisfy { $0 == "ready" })
    }
  }
}
