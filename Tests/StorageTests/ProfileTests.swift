import Diagnostics
import Expressions
import JSON
import Money
import Planning
import Runs
import Simulation
import Testing

@testable import Storage

@Suite("A profile groups the subjects by all that decides")
struct ProfileTests {
  @Test(
    "The example scores as its rules say, and the bill is the one foreseen",
    arguments: TestDatabase.all)
  func example(_ kind: TestDatabase) async throws {
    let plan = try examplePlan()
    try await kind.withDatabase { database in
      _ = try await database.importDirectory("\(checkout)/examples/vehicle-images")
      let vectors = try await database.vectors(of: plan)
      #expect(vectors.reduce(0) { $0 + $1.count } == 2734)
      var bands: [String: Int] = [:]
      for vector in vectors {
        guard case .points(let score) = plan.decide(vector.knowledge).score else { continue }
        let band = score >= 60 ? "60" : score >= 30 ? "30" : score >= 10 ? "10" : "0"
        bands[band, default: 0] += vector.count
      }
      #expect(bands == ["60": 34, "30": 100, "10": 2400, "0": 200])
      #expect(Set(vectors) == Set(try await naiveVectors(database, plan)))
      #expect(try await database.checkSources(of: plan).isEmpty)
    }
  }

  @Test(
    "Rules without a group, without facts and over no rows have one too",
    arguments: TestDatabase.all)
  func corners(_ kind: TestDatabase) async throws {
    let ungrouped = try compile(
      rules(facts: "n: { count: papers, by: owner_id }", score: "n: { each: 1 }", group: nil))
    let bare = try compile(
      rules(facts: "n: { count: papers, by: owner_id }")
        .replacing("facts:\n  n: { count: papers, by: owner_id }", with: ""))
    try await kind.withDatabase { database in
      try await database.write { session in
        try session.script(
          """
          CREATE TABLE items (id integer PRIMARY KEY, owner_id integer, answers text);
          CREATE TABLE papers (owner_id integer);
          """)
      }
      #expect(try await database.vectors(of: ungrouped).isEmpty)
      #expect(try await database.subjects(of: bare) == 0)
      try await database.write { session in
        try session.script(
          "INSERT INTO items VALUES (1, 1), (2, 1), (3, NULL); INSERT INTO papers VALUES (1), (1);"
            .replacing("(1, 1), (2, 1), (3, NULL)", with: "(1, 1, ''), (2, 1, ''), (3, NULL, '')"))
      }
      let counts = try await database.vectors(of: ungrouped).map { ($0.facts, $0.count) }
      #expect(counts.count == 2)
      #expect(counts.contains { $0.0 == [2] && $0.1 == 2 })
      #expect(counts.contains { $0.0 == [0] && $0.1 == 1 })
      #expect(try await database.subjects(of: bare) == 3)
    }
  }

  @Test(
    "Names with quotes, capitals and spaces are names like any other", arguments: TestDatabase.all)
  func hostileNames(_ kind: TestDatabase) async throws {
    let text = """
      ruleset: odd
      version: 1
      subjects:
        table: 'My "Items"; --'
        key: 'The Key'
        group: 'Owner''s'
        image: 'Im"age'
        answers: 'JSON column'
      facts:
        n: { count: 'Sub''ject', by: { "o w": "Owner's" } }
        m: { exists: subject, by: { x: The Key } }
        p: { present: JSON column.a }
        c: { column: SELECT, type: string }
      score: { n: { each: 1 }, m: 5, p: 7 }
      stages:
        first: { when: c == 'x', model: small, cost: 0.01, prompt: ask.v1, store: first }
      """
      .replacing("when: c == 'x'", with: "when: \"c == null || c == 'x'\"")
    let plan = try compile(text)
    try await kind.withDatabase { database in
      try await database.write { session in
        try session.script(
          """
          CREATE TABLE "My ""Items""; --" ("The Key" text PRIMARY KEY, "Owner's" integer,
            "Im""age" text, "JSON column" text, "SELECT" text);
          CREATE TABLE "Sub'ject" ("o w" integer);
          CREATE TABLE subject (x text);
          INSERT INTO "My ""Items""; --" VALUES ('it''s "1"', 1, ' ', '{"a": 1}', 'x'),
            ('$1', 2, 'http://x', NULL, NULL);
          INSERT INTO "Sub'ject" VALUES (1), (1);
          INSERT INTO subject VALUES ('$1');
          """)
      }
      #expect(try await database.checkSources(of: plan).isEmpty)
      let vectors = try await database.vectors(of: plan)
      let expected = [
        FactVector(
          facts: [2, false, true, "x"], hasImage: false, kept: [nil], count: 1),
        FactVector(facts: [0, true, false, .null], hasImage: true, kept: [nil], count: 1),
      ]
      #expect(Set(vectors) == Set(expected))
      guard case .found(let known) = try await database.subject(of: plan, key: "it's \"1\"") else {
        Issue.record("the subject is there")
        return
      }
      #expect(known.facts == [2, false, true, "x"])
      _ = try await database.publish(plan)
      let run = try await database.planRun(plan, budget: nil, estimated: noEstimate, reroute: nil)
      let fixture = RunFixture(database: database, plan: plan, run: run)
      let tasks = try await fixture.claim()
      #expect(Set(tasks.map(\.subject)) == ["it's \"1\"", "$1"])
      let material = try await database.promptMaterial(of: plan, for: tasks)
      #expect(material["$1"]?.image == "http://x" && material["it's \"1\""]?.image == nil)
      let report = try await fixture.answerAll(tasks, ["fine": true])
      #expect(report.replies == [.kept, .kept])
      let values = try await database.read { session in
        try session.query("SELECT \"JSON column\" FROM \"My \"\"Items\"\"; --\"")
          .map { try JSONValue(parsing: try $0.text(0)) }
      }
      #expect(values.allSatisfy { $0["first"]?["fine"] == true })
      #expect(values.contains { $0["a"] == 1 })
    }
  }
}

@Suite("Subjects that cannot take an answer are known before anything is paid")
struct UnfitAnswersTests {
  @Test("what is no object is counted, and not asked", arguments: TestDatabase.all)
  func counted(_ kind: TestDatabase) async throws {
    let odd: [Int: String] = [1: "[1]", 2: "\"text\"", 3: "null", 4: "{}", 5: "true"]
    try await RunFixture.with(kind, subjects: 6, answers: odd) { fixture in
      let vectors = try await fixture.database.vectors(of: fixture.plan)
      let unfit = vectors.filter { !$0.takesAnswers }.reduce(0) { $0 + $1.count }
      #expect(unfit == 3)
      #expect(vectors.reduce(0) { $0 + $1.count } == 6)
      // Only the three that can take an answer were planned.
      #expect(Set(try await fixture.claim(20).map(\.subject)).count == 3)
    }
  }
}
