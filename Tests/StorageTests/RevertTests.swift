import JSON
import Money
import Runs
import Testing

@testable import Storage

@Suite("The answers of a run can be taken back")
struct RevertTests {
  private func runAll(_ fixture: RunFixture, grade: Int) async throws {
    while case let tasks = try await fixture.claim(), !tasks.isEmpty {
      try await fixture.answerAll(
        tasks, ["fine": true, "grade": JSONValue.number(JSONNumber(grade))])
    }
    try await fixture.database.leaveRun(fixture.run.id, worker: fixture.worker, as: .done)
  }

  private func latest(_ fixture: RunFixture) async throws -> [String: Int64] {
    try await fixture.database.read { session in
      let rows = try session.query(
        "SELECT run, count(*) FROM gearbox_answers WHERE is_latest GROUP BY run")
      return try Dictionary(uniqueKeysWithValues: rows.map { (try $0.text(0), try $0.int(1)) })
    }
  }

  @Test("The column is as it was, and so are the answers that count", arguments: TestDatabase.all)
  func twoRuns(_ kind: TestDatabase) async throws {
    let before = #"{"theirs": 1, "sorted": "old", "tier": 9}"#
    let rules = chainRules + "\nreprocess: [always]"
    try await RunFixture.with(
      kind, subjects: 3, answers: [1: before, 3: "{}"], papers: [1: 3], rules: rules
    ) { fixture in
      let database = fixture.database
      try await runAll(fixture, grade: 3)
      let after = try await fixture.column(1)
      #expect(after?["sorted"]?["grade"] == 3)
      let next = RunFixture(
        database: database, plan: fixture.plan,
        run: try await database.planRun(
          fixture.plan, budget: nil, estimated: noEstimate, reroute: nil))
      try await runAll(next, grade: 4)
      #expect(try await next.column(1)?["sorted"]?["grade"] == 4)
      let answered = try #require(try await latest(fixture)[next.run.id])

      // The older one is replaced everywhere: nothing of it can be taken back.
      #expect(try await database.revertRun(fixture.run, of: fixture.plan) == Reversal())
      let second = try await database.revertRun(next.run, of: fixture.plan)
      #expect(second.answers == Int(answered) && second.restored == Int(answered))
      #expect(second.subjects == 3 && second.left == 0)
      #expect(try await fixture.column(1) == after)
      #expect(try await latest(fixture) == [fixture.run.id: answered])

      let first = try await database.revertRun(fixture.run, of: fixture.plan)
      #expect(first.answers == Int(answered) && first.restored == 0)
      #expect(try await fixture.column(1) == JSONValue(parsing: before))
      #expect(try await fixture.column(2) == nil, "NULL, as before, and no empty object")
      #expect(try await fixture.column(3) == [:])
      #expect(try await latest(fixture).isEmpty)
      // Once is enough.
      #expect(try await database.revertRun(fixture.run, of: fixture.plan) == Reversal())
      #expect(try await fixture.database.run(id: fixture.run.id)?.reason == "reverted")
    }
  }

  @Test("A run that somebody works at is left alone", arguments: TestDatabase.all)
  func busy(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 1) { fixture in
      try await fixture.database.enterRun(
        fixture.run.id, worker: fixture.worker, aliveMilliseconds: 30_000)
      let error = try await storageError {
        try await fixture.database.revertRun(fixture.run, of: fixture.plan)
      }
      #expect(error.kind == .busy)
    }
  }

  @Test("A stopped run that is reverted can be run afresh", arguments: TestDatabase.all)
  func afresh(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 3) { fixture in
      let tasks = try await fixture.claim(1)
      try await fixture.answerAll(tasks, ["fine": true])
      #expect(try await fixture.database.revertRun(fixture.run, of: fixture.plan).answers == 1)
      #expect(try await fixture.database.unfinishedRun(of: fixture.plan) == nil)
      let next = try await fixture.database.planRun(
        fixture.plan, budget: nil, estimated: noEstimate, reroute: nil)
      #expect(next.id != fixture.run.id)
      #expect(try await fixture.database.status(ofRun: next.id)?.tasks[.ready] == 6)
    }
  }
}
