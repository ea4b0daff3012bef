import Diagnostics
import Testing

@testable import Storage

@Suite("What the rules name and the database lacks is told at its place in the file")
struct SourceCheckTests {
  private static let schema = """
    CREATE TABLE items (id integer PRIMARY KEY, owner_id integer, taken timestamp, answers jsonb, n integer);
    CREATE TABLE papers (owner_id integer, kind text, day date);
    """

  @Test("Every fault at once, with the nearest name", arguments: TestDatabase.all)
  func faults(_ kind: TestDatabase) async throws {
    let text = """
      ruleset: items
      version: 1
      subjects:
        table: items
        key: idd
        group: owner
        where: nonsense > 1
        answers: n
      facts:
        a: { exists: paperz, by: owner_id }
        b: { count: papers, by: owner_idd }
        c: { count: papers, by: owner_id, where: "kindd = 1", within: { days: 1, of: takn, column: dai } }
        d: { column: takenn, type: timestamp }
        e: { present: answerz.a.b }
        f: { sql: "subject.nope", type: int }
      stages:
        first: { model: small, cost: 0.01, prompt: ask.v1, store: first }
      context:
        seen: { many: papers, by: owner_id, columns: [kind, tytle], order: dey DESC }
      """
    let plan = try compile(text)
    try await kind.withDatabase { database in
      try await database.write { try $0.script(Self.schema) }
      let found = try await database.checkSources(of: plan)
      let lines = found.map { "\($0.labels.first?.range.start.line ?? 0) \($0.code)" }
      #expect(
        lines == [
          "5 missing-column", "6 missing-column", "7 sql-fragment", "8 answers-column",
          "10 missing-table", "11 missing-column", "12 sql-fragment", "12 missing-column",
          "12 missing-column", "13 missing-column", "14 missing-column", "15 sql-fragment",
          "19 missing-column", "19 sql-fragment",
        ])
      #expect(found.first { $0.code == "missing-table" }?.help == ["did you mean 'papers'?"])
      #expect(
        found.first { $0.code == "missing-column" }?.message == "table 'items' has no column 'idd'")
      #expect(found.allSatisfy { $0.severity == .error && !$0.labels.isEmpty })
    }
  }

  @Test(
    "Columns that prompts quote are looked up, in sections and partials too",
    arguments: TestDatabase.all)
  func quotedColumns(_ kind: TestDatabase) async throws {
    let text = """
      ruleset: items
      version: 1
      subjects: { table: items, key: id, answers: answers }
      facts:
        papers: { count: papers, by: { owner_id: owner_id } }
      score: { papers: { each: 1, max: 5 } }
      stages:
        first: { model: small, cost: 0.01, prompt: quote.v1, store: first }
      """
    let prompt = """
      prompt: quote
      version: 1
      max_output_tokens: 10
      template: |
        {{subject.takn}} {{#subject}}{{n}} {{papers}} {{score}} {{nn}}{{/subject}}
        {{#subject}}{{> part}}{{/subject}}
      answer: { type: object, properties: { fine: { type: boolean } }, required: [fine] }
      """
    let plan = try compile(
      text, prompts: ["quote.v1": prompt], partials: ["part": "{{owner_id}} {{ownr_id}}\n"])
    try await kind.withDatabase { database in
      try await database.write { try $0.script(Self.schema) }
      let found = try await database.checkSources(of: plan)
      let told = found.map { fault in
        let places = fault.labels.map { label in
          let file = label.range.source.name.split(separator: "/").last ?? ""
          return "\(file):\(label.range.start.line):\(label.range.start.column)"
        }
        return "\(fault.code) \(places.joined(separator: " ")): \(fault.help.joined())"
      }
      #expect(
        told == [
          "missing-column part.mustache:1:16 quote.v1.yaml:6:19: did you mean 'owner_id'?",
          "missing-column quote.v1.yaml:5:5: did you mean 'taken'?",
          "missing-column quote.v1.yaml:5:61: it has id, owner_id, taken, answers, n",
        ])
    }
  }

  @Test("An empty database lacks everything", arguments: TestDatabase.all)
  func empty(_ kind: TestDatabase) async throws {
    let plan = try examplePlan()
    try await kind.withDatabase { database in
      let found = try await database.checkSources(of: plan)
      #expect(!found.isEmpty && found.allSatisfy { $0.code == "missing-table" })
      #expect(found.first?.help.first?.contains("no tables at all") ?? false)
      let error = try await storageError { try await database.vectors(of: plan) }
      #expect(error.kind == .missingTable("vehicle_images"))
      // And there are no runs, answers or versions in it, which is no fault.
      #expect(try await database.latestRun() == nil)
      #expect(try await database.status(ofRun: "x") == nil)
      #expect(try await database.sources(ofRun: "x").isEmpty)
    }
  }

  @Test("Reading leaves a database as it was", arguments: TestDatabase.all)
  func untouched(_ kind: TestDatabase) async throws {
    let plan = try compile(
      rules(facts: "n: { count: papers, by: owner_id }", score: "n: { each: 1 }"))
    try await kind.withDatabase { database in
      try await database.write { try $0.script(Self.schema) }
      _ = try await database.vectors(of: plan)
      _ = try await database.checkSources(of: plan)
      _ = try await database.subject(of: plan, key: "1")
      #expect(try await database.read { try $0.tableNames() } == ["items", "papers"])
    }
  }
}
