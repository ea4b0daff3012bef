import JSON
import Money
import Planning
import Runs
import Testing

@testable import Storage

@Suite("Settling keeps an answer with all that belongs to it")
struct SettlementTests {
  @Test(
    "The subject's column receives the answer and what is known of it", arguments: TestDatabase.all,
    ["jsonb", "json", "text"])
  func merge(_ kind: TestDatabase, _ column: String) async throws {
    let before = #"{"theirs": {"n": 1.50, "deep": [1, "it's \"x\""]}, "sorted": "old", "tier": 9}"#
    try await RunFixture.with(
      kind, subjects: 2, answers: [1: before], papers: [1: 3], column: column
    ) { fixture in
      let sort = try await fixture.claim().filter { $0.stage == "sort" }
      let note = "it's \"quoted\" \\ \u{1F600} \u{0}" + String(repeating: "long ", count: 20_000)
      let report = try await fixture.answerAll(
        sort, ["fine": true, "note": .string(note)], billed: "0.00010")
      #expect(report.replies == [.kept, .kept] && report.ready == 2 && report.skipped == 0)
      let value = try #require(try await fixture.column(1))
      #expect(value["theirs"] == ["n": 1.5, "deep": [1, "it's \"x\""]])
      #expect(value["sorted"]?["fine"] == true)
      #expect(value["sorted"]?["note"]?.string == note.replacing("\0", with: "\u{FFFD}"))
      #expect(value["context_score"] == 15 && value["processing_cost"]?.number?.text == "0.0001")
      #expect(value["tier"] == "sort" && value["model"] == "small" && value["confidence"] == nil)
      #expect(value["ruleset"] == "items" && value["ruleset_version"] == 1)
      #expect(value["scanned_at"]?.string?.hasSuffix("Z") ?? false)
      if column != "jsonb" { #expect(value["theirs"]?["n"]?.number?.text == "1.50") }

      let detail = try await fixture.claim().filter { $0.stage == "detail" }
      #expect(Set(detail.map(\.tier)) == ["rich", "poor"])
      try await fixture.answerAll(detail, ["fine": true, "grade": 9], billed: "0.005")
      let later = try #require(try await fixture.column(1))
      #expect(later["tier"] == "rich" && later["confidence"]?.number?.text == "0.95")
      #expect(later["processing_cost"]?.number?.text == "0.0051")
      #expect(later["sorted"]?["fine"] == true && later["detailed"]?["grade"] == 9)
      #expect(try await fixture.column(2)?["model"] == "large")
      #expect(try await fixture.states()["1 review"] == "ready")
    }
  }

  @Test(
    "Two answers for one subject in one group do not overwrite each other",
    arguments: TestDatabase.all)
  func folding(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 1) { fixture in
      let tasks = try await fixture.claim()
      #expect(tasks.map(\.stage) == ["sort", "gap"])
      try await fixture.answerAll(tasks.reversed(), ["fine": true], billed: "0.25")
      let value = try #require(try await fixture.column(1))
      #expect(value["sorted"]?["fine"] == true && value["gap"]?["fine"] == true)
      #expect(value["processing_cost"]?.number?.text == "0.5")
      // `gap` comes after `sort` in the order of the stages.
      #expect(value["tier"] == "gap")
    }
  }

  @Test("Concurrent groups over the same subjects lose nothing", arguments: TestDatabase.all)
  func concurrentMerges(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 40) { fixture in
      let tasks = try await fixture.claim(80)
      let calls = try await fixture.send(tasks)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for part in 0..<8 {
          group.addTask {
            let own = zip(calls, tasks).filter { $0.0 % 8 == Int64(part) }.shuffled()
            let report = try await fixture.settle(
              own.map {
                fixture.settlement($0.0, $0.1, fixture.answer($0.1, ["fine": true, "grade": 6]))
              })
            #expect(report.replies.allSatisfy { $0 == .kept })
          }
        }
        try await group.waitForAll()
      }
      for number in 1...40 {
        let value = try #require(try await fixture.column(number))
        #expect(value["sorted"] != nil && value["gap"] != nil)
        #expect(value["processing_cost"]?.number?.text == "0.002")
      }
      #expect(try await fixture.status().cost.billed == USD("0.08"))
    }
  }

  @Test(
    "A column that holds no object stays as it is, and its task alone fails",
    arguments: TestDatabase.all)
  func unfitColumns(_ kind: TestDatabase) async throws {
    let odd: [Int: String] = [1: "[1, 2]", 2: "\"text\"", 3: "null", 5: "7"]
    try await RunFixture.with(kind, subjects: 6) { fixture in
      let sort = try await fixture.claim(6)
      // After the run was planned: what is odd before is not asked at all.
      for (number, json) in odd { try await fixture.setColumn(number, json) }
      _ = try await fixture.database.write {
        try $0.execute(
          "DELETE FROM items WHERE CAST(id AS text) = $1", [.text(RunFixture.subject(6))])
      }
      let report = try await fixture.answerAll(sort, ["fine": true], billed: "0.001")
      let outcomes = report.replies.map { reply -> String in
        if case .refused(let outcome, _) = reply { outcome } else { "\(reply)" }
      }
      #expect(
        outcomes == [
          "answers_column_unfit", "answers_column_unfit", "kept", "kept", "answers_column_unfit",
          "subject_gone",
        ])
      #expect(try await fixture.column(1) == [1, 2])
      #expect(try await fixture.column(5) == 7)
      #expect(try await fixture.column(3)?["sorted"]?["fine"] == true)
      let status = try await fixture.status()
      #expect(status.cost.billed == USD("0.006") && status.tasks[.failed] == 4)
      // Their answers will never come.
      #expect(try await fixture.states()["1 detail"] == "skipped")
      #expect(report.ready == 2 && report.skipped == 8)
      // What was paid for can be read all the same.
      #expect(try await fixture.refusedText(of: 1)?.contains("fine") == true)
      #expect(status.failures.map(\.tasks) == [3, 1])
    }
  }

  @Test("An answer that the database refuses fails alone", arguments: TestDatabase.all)
  func refusedValue(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 20) { fixture in
      try await fixture.database.write { session in
        switch session.dialect {
        case .postgres:
          try session.script(
            "ALTER TABLE items ADD CHECK (answers #>> '{sorted,note}' IS DISTINCT FROM 'bad')")
        case .sqlite:
          try session.script(
            """
            CREATE TRIGGER guard BEFORE UPDATE ON items
            WHEN NEW.answers ->> '$.sorted.note' = 'bad'
            BEGIN SELECT RAISE(ABORT, 'no such note'); END
            """)
        }
      }
      let sort = try await fixture.claim(20)
      let calls = try await fixture.send(sort)
      let report = try await fixture.settle(
        zip(calls, sort).enumerated().map { index, pair in
          let note = [3, 11].contains(index) ? "bad" : "good"
          return fixture.settlement(
            pair.0, pair.1, fixture.answer(pair.1, ["fine": true, "note": .string(note)]))
        })
      for (index, reply) in report.replies.enumerated() {
        if case .refused(let outcome, let detail) = reply {
          #expect([3, 11].contains(index) && outcome == "refused_by_database" && !detail.isEmpty)
        } else {
          #expect(![3, 11].contains(index) && reply == .kept)
        }
      }
      let status = try await fixture.status()
      #expect(status.cost.billed == USD("0.02"))
      #expect(status.tasks[.done] == 18 && status.tasks[.failed] == 2)
      #expect(
        try await fixture.database.vectors(of: fixture.plan).reduce(0) {
          $0 + ($1.kept[0] == nil ? 0 : $1.count)
        } == 18)
    }
  }

  @Test(
    "An answer whose numbers would fill megabytes fails alone, and the others are decided",
    arguments: TestDatabase.all)
  func longNumbers(_ kind: TestDatabase) async throws {
    try await RunFixture.with(kind, subjects: 4, papers: [1: 1, 2: 1, 3: 1, 4: 1]) { fixture in
      let sort = try await fixture.claim().filter { $0.stage == "sort" }
      let calls = try await fixture.send(sort)
      let notes = try ["1e131000", "1e-131000", "1e399", "123.5e-2"].map {
        try JSONValue(parsing: "[" + Array(repeating: $0, count: 150).joined(separator: ",") + "]")
      }
      let report = try await fixture.settle(
        zip(zip(calls, sort), notes).map { call, notes in
          fixture.settlement(call.0, call.1, fixture.answer(call.1, ["fine": true, "note": notes]))
        })
      let refused = SettlementReply.refused(
        outcome: "number_too_long", detail: "a number of the answer has more than 400 digits")
      #expect(report.replies == [refused, refused, .kept, .kept])
      #expect(report.ready == 2)
      #expect(try await fixture.refusedText(of: 1)?.contains("1e131000") == true)
      let states = try await fixture.states()
      #expect(states["1 sort"] == "failed" && states["3 detail"] == "ready")
      #expect(try await fixture.status().cost.billed == USD("0.004"))
    }
  }

  @Test("A later answer is the latest, and the former one is history", arguments: TestDatabase.all)
  func history(_ kind: TestDatabase) async throws {
    let again = chainRules + "\nreprocess: [always]"
    try await RunFixture.with(kind, subjects: 1, rules: again) { fixture in
      let first = try await fixture.claim(1)
      try await fixture.answerAll(first, ["fine": false, "grade": 1])
      try await fixture.database.finishRun(fixture.run.id, as: .done)
      let run = try await fixture.database.planRun(
        fixture.plan, budget: nil, estimated: noEstimate, reroute: nil)
      let second = RunFixture(database: fixture.database, plan: fixture.plan, run: run)
      let tasks = try await second.claim(1)
      #expect(tasks.map(\.stage) == ["sort"])
      try await second.answerAll(tasks, ["fine": true, "grade": 2])
      let answers = try await fixture.database.read { session in
        try session.query(
          "SELECT is_latest, answer, run FROM gearbox_answers ORDER BY id"
        ).map { (try $0.bool(0), try JSONValue(parsing: try $0.text(1)), try $0.text(2)) }
      }
      #expect(answers.map(\.0) == [false, true])
      #expect(answers.map(\.1["grade"]) == [1, 2])
      #expect(answers.map(\.2) == [fixture.run.id, run.id])
      #expect(try await fixture.column(1)?["sorted"]?["grade"] == 2)
      #expect(try await fixture.column(1)?["processing_cost"]?.number?.text == "0.002")
    }
  }
}
