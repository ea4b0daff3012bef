import Diagnostics
import Expressions
import JSON
import Money
import Planning
import Runs
import Testing

@testable import Storage

@Suite("Planning a run pins who is asked what")
struct RunPlanningTests {
  @Test("A task for each call that is certain or may become due", arguments: TestDatabase.all)
  func tasks(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 12, papers: [1: 3, 2: 1]) { fixture in
      let states = try await fixture.states()
      #expect(states["1 sort"] == "ready" && states["1 detail"] == "waiting")
      #expect(states["1 review"] == "waiting" && states["1 gap"] == nil)
      #expect(states["2 gap"] == nil && states["3 gap"] == "ready")
      // size < 10 fails whatever the answer.
      #expect(states["11 detail"] == nil && states["9 detail"] == "waiting")
      let status = try await fixture.status()
      #expect(status.stages.map(\.name) == fixture.plan.stages.map(\.name))
      #expect(status.tasks[.ready] == 12 + 10)
      #expect(status.run.state == .running && status.cost.billed == .zero)
      let pinned = try await fixture.database.read { session in
        try session.queryOne(
          "SELECT tier, score, facts FROM gearbox_tasks WHERE subject = $1 AND stage = 'detail'",
          [.text(RunFixture.subject(1))]
        ).map { (try $0.text(0), try $0.int(1), try JSONValue(parsing: try $0.text(2))) }
      }
      #expect(pinned?.0 == "rich" && pinned?.1 == 15 && pinned?.2 == ["size": 1])
    }
  }

  @Test("A digest has at most one unfinished run", arguments: TestDatabase.all)
  func oneUnfinished(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind) { fixture in
      let (database, plan) = (fixture.database, fixture.plan)
      let again = try await database.planRun(
        plan, budget: USD("7"), estimated: noEstimate, reroute: nil)
      #expect(again.id == fixture.run.id && again.budget == USD("7"))
      #expect(try await database.unfinishedRun(of: plan)?.id == fixture.run.id)
      try await database.finishRun(fixture.run.id, as: .budget)
      #expect(try await database.unfinishedRun(of: plan)?.state == .budget)
      let joined = try await database.joinRun(fixture.run.id, budget: USD("0.50"))
      #expect(joined.state == .running && joined.budget == USD("0.5") && joined.endedAt == nil)
      #expect(try await database.joinRun(fixture.run.id, budget: nil).budget == USD("0.5"))
      try await database.finishRun(fixture.run.id, as: .done)
      #expect(try await database.unfinishedRun(of: plan) == nil)
      #expect(try await database.run(id: fixture.run.id)?.endedAt != nil)
      let refused = try await storageError {
        try await database.joinRun(fixture.run.id, budget: nil)
      }
      #expect(refused.message.contains("done"))
      let next = try await database.planRun(
        plan, budget: nil, estimated: noEstimate, reroute: "mock")
      #expect(next.id > fixture.run.id && next.reroute == "mock" && next.budget == nil)
      #expect(try await database.latestRun()?.id == next.id)
      #expect(try await database.publishedVersions().first?.runs == 2)
      let sources = try await database.sources(ofRun: next.id)
      #expect(sources.first?.text == chainRules && sources.count == 3)
    }
  }

  @Test("A key that several rows share is refused, with an example", arguments: TestDatabase.all)
  func duplicates(_ kind: TestDatabase) async throws {
    let plan = try compile(rules(facts: "n: { column: owner_id, type: int }"))
    try await kind.withDatabase { database in
      try await database.write { session in
        try session.script(
          """
          CREATE TABLE items (id text, owner_id integer, answers text);
          INSERT INTO items VALUES ('x', 1, NULL), ('it''s', 2, NULL), ('it''s', 3, NULL);
          """)
      }
      _ = try await database.publish(plan)
      func planRun() async throws -> Run {
        try await database.planRun(plan, budget: nil, estimated: noEstimate, reroute: nil)
      }
      let shared = try await storageError { try await planRun() }
      #expect(shared.message.contains("duplicate key values"))
      #expect(shared.message.contains("'it's'") && shared.message.contains("2 rows"))
      #expect(try await database.latestRun() == nil)
      _ = try await database.write {
        try $0.execute("UPDATE items SET id = NULL WHERE owner_id = 3")
      }
      let missing = try await storageError { try await planRun() }
      #expect(missing.message.contains("1 rows have none"))
    }
  }

  @Test("Two runs that are started at once are one", arguments: TestDatabase.all)
  func startedAtOnce(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 50) { fixture in
      try await fixture.database.finishRun(fixture.run.id, as: .done)
      let ids = try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<4 {
          group.addTask {
            try await fixture.database.planRun(
              fixture.plan, budget: USD("1"), estimated: noEstimate, reroute: nil
            ).id
          }
        }
        return try await group.reduce(into: Set()) { $0.insert($1) }
      }
      #expect(ids.count == 1)
      let status = try await fixture.database.status(ofRun: ids.first ?? "")
      #expect(status?.stages.first { $0.name == "sort" }?.tasks.total == 50)
    }
  }

  @Test(
    "Subjects whose column cannot be written are refused before anything is spent",
    arguments: TestDatabase.all)
  func unwritable(_ kind: TestDatabase) async throws {
    let plan = try compile(rules(facts: "n: { column: owner_id, type: int }"))
    try await kind.withDatabase { database in
      try await database.write { session in
        try session.script(
          """
          CREATE TABLE rows (id integer, owner_id integer, answers text);
          CREATE VIEW items AS SELECT DISTINCT id, owner_id, answers FROM rows;
          """)
      }
      _ = try await database.publish(plan)
      let error = try await storageError {
        try await database.planRun(plan, budget: nil, estimated: noEstimate, reroute: nil)
      }
      #expect(error.message.contains("items"))
      #expect(try await database.latestRun() == nil)
    }
  }

  @Test("Answers that are kept decide with the rest", arguments: TestDatabase.all)
  func keptAnswers(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 4) { fixture in
      let sort = try await fixture.claim().filter { $0.stage == "sort" }
      try await fixture.answerAll(Array(sort.prefix(2)), ["fine": true])
      try await fixture.answerAll([sort[2]], ["fine": false, "note": "it's \"dark\""])
      let vectors = try await fixture.database.vectors(of: fixture.plan)
      #expect(
        Set(vectors) == Set(try await naiveVectors(fixture.database, fixture.plan)))
      let kept = vectors.compactMap { $0.kept[0] }
      #expect(Set(kept.map(\.values)) == [[true], [false]])
      #expect(kept.allSatisfy { $0.tier == "sort" && $0.atLeast == nil })
      // Answers of the mock are none of a real provider.
      let mocked = try await fixture.database.vectors(of: compile(chainRules, reroute: "mock"))
      #expect(mocked.allSatisfy { $0.kept.allSatisfy { $0 == nil } })

      try await fixture.database.finishRun(fixture.run.id, as: .done)
      _ = try await fixture.database.planRun(
        fixture.plan, budget: nil, estimated: noEstimate, reroute: nil)
      let next = try #require(try await fixture.database.unfinishedRun(of: fixture.plan))
      let tasks = try await fixture.database.claimTasks(
        run: next.id, worker: fixture.worker, limit: 100, leaseMilliseconds: 1000
      ).tasks.map { "\(Int($0.subject.suffix(12)) ?? 0) \($0.stage)" }
      #expect(
        tasks.sorted() == ["1 detail", "1 gap", "2 detail", "2 gap", "3 gap", "4 gap", "4 sort"])
    }
  }

  @Test("More subjects than fit into one batch are all planned", arguments: TestDatabase.all)
  func batches(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 12_001) { fixture in
      let status = try await fixture.status()
      #expect(status.stages.first { $0.name == "sort" }?.tasks.total == 12_001)
    }
  }

  @Test("Pinned facts come back as the values they were")
  func pinning() throws {
    let plan = try compile(chainRules)
    let time = try #require(Timestamp("2024-02-29T01:02:03.5Z"))
    let pinned = PinnedFacts(["papers": 3, "size": .double(1e300), "seen": .timestamp(time)])
    #expect(PinnedFacts(pinned.json, plan.facts) == pinned)
    let null = PinnedFacts(["seen": .null, "size": .double(-.infinity)])
    #expect(PinnedFacts(null.json, plan.facts) == null)
  }

  @Test("Ids of runs are short, and sort by time")
  func identifiers() {
    let ids = [1_700_000_000_000, 1_700_000_000_001, 1_900_000_000_000].map {
      RunIdentifier.make(milliseconds: $0)
    }
    #expect(ids == ids.sorted() && ids.allSatisfy { $0.count == 12 })
  }
}
