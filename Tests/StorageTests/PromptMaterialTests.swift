import JSON
import Planning
import Prompts
import Runs
import Testing

@testable import Storage

@Suite("Prompts are filled with what the rules quote, per subject")
struct PromptMaterialTests {
  private static let rules = """
    ruleset: shown
    version: 1
    subjects: { table: items, key: id, group: owner, image: url, where: owner > 0, answers: answers }
    facts:
      papers: { count: papers, by: { owner_id: owner } }
      many: { when: papers > 2 }
    score: { papers: { each: 1 } }
    stages:
      first: { model: small, cost: 0.01, prompt: ask.v1, store: first }
      second: { when: first.fine, model: small, cost: 0.01, prompt: show.v1, store: second }
    context:
      owner: { one: owners, by: { id: owner }, columns: [name, since, active] }
      papers_seen: { many: papers, by: { owner_id: owner }, columns: [title, total, day], order: "total DESC NULLS LAST -- dearest first", limit: 2 }
      unused: { many: papers, by: { owner_id: owner }, columns: [title] }
    """

  private static let prompt = """
    prompt: show
    version: 1
    detail: low
    max_output_tokens: 10
    template: |
      {{subject.title}} {{papers}} {{many}} {{score}} {{first.note}}
      {{#owner}}{{name}} {{since}}{{/owner}}
      {{#papers_seen}}{{title}} {{total}}{{/papers_seen}}
    answer:
      type: object
      properties: { fine: { type: boolean } }
      required: [fine]
    """

  private static let schema = """
    CREATE TABLE items (id integer PRIMARY KEY, owner integer, url text, title text, answers jsonb);
    CREATE TABLE owners (id integer, name text, since timestamp, active boolean);
    CREATE TABLE papers (owner_id integer, title text, total numeric(12,2), day date);
    INSERT INTO items VALUES (1, 1, 'http://x/1', 'it''s {{one}}', NULL), (2, 2, ' ', NULL, NULL),
      (3, 1, NULL, 'three', NULL), (4, 0, 'http://x/4', 'left out', NULL);
    INSERT INTO owners VALUES (1, 'Ann', '2024-01-02 03:04:05', true);
    INSERT INTO papers VALUES (1, 'a', 5.00, '2024-01-01'), (1, 'b', 7.25, NULL), (1, 'c', 6.00, NULL),
      (2, 'd', NULL, NULL), (3, 'e', 9.00, NULL);
    """

  @Test("Within a section over the subject its columns stand alone", arguments: TestDatabase.all)
  func subjectSection(_ kind: TestDatabase) async throws {
    let prompt = """
      prompt: show
      version: 1
      max_output_tokens: 10
      template: |
        {{#subject}}{{title}} {{papers}}{{#papers_seen}}{{> row}}{{/papers_seen}}{{/subject}}
      answer: { type: object, properties: { fine: { type: boolean } }, required: [fine] }
      """
    let plan = try compile(
      Self.rules, prompts: ["ask.v1": askPrompt, "show.v1": prompt],
      partials: ["row": "\n{{title}} {{owner}} {{url}}"])
    try await kind.withDatabase { database in
      try await database.write { try $0.script(Self.schema) }
      #expect(try await database.checkSources(of: plan).isEmpty)
      let task = RunTask(
        id: 0, subject: "1", stage: "second", tier: "second", score: 3, attempts: 0)
      let material = try await database.promptMaterial(of: plan, for: [task])["1"]
      let template = try #require(plan.stage(named: "second")?.tiers.first).call.prompt.template
      #expect(
        try template.render(try #require(material).values)
          == "it's {{one}} 3\nb 1 http://x/1\nc 1 http://x/1\n")
    }
  }

  @Test(arguments: TestDatabase.all)
  func material(_ kind: TestDatabase) async throws {
    let plan = try compile(
      Self.rules, prompts: ["ask.v1": askPrompt, "show.v1": Self.prompt])
    try await kind.withDatabase { database in
      try await database.write { try $0.script(Self.schema) }
      _ = try await database.publish(plan)
      let run = try await database.planRun(plan, budget: nil, estimated: noEstimate, reroute: nil)
      let fixture = RunFixture(database: database, plan: plan, run: run)
      let first = try await fixture.claim()
      try await fixture.answerAll(first, ["fine": true, "note": "seen"])
      let tasks = try await fixture.claim()
      // Facts are those of now, and the score is the one that was pinned.
      _ = try await database.write {
        try $0.execute("INSERT INTO papers VALUES (2, 'new', 1.5, NULL)")
      }
      // The others have no image, which the second stage sends.
      #expect(tasks.map(\.subject) == ["1"])
      func task(_ subject: String, score: Int64) -> RunTask {
        RunTask(
          id: 0, subject: subject, stage: "second", tier: "second", score: score, attempts: 0)
      }
      let asked =
        tasks + [
          task("2", score: 1), task("3", score: 3), task("4", score: 0), task("99", score: 0),
        ]
      let material = try await database.promptMaterial(of: plan, for: asked)
      #expect(material.keys.sorted() == ["1", "2", "3"])
      #expect(material["1"]?.image == "http://x/1")
      #expect(material["2"]?.image == nil && material["3"]?.image == nil)
      #expect(
        material["1"]?.values == [
          "subject": ["title": "it's {{one}}"], "papers": 3, "many": true, "score": 3,
          "first": ["fine": true, "note": "seen"],
          "owner": ["name": "Ann", "since": "2024-01-02T03:04:05Z", "active": true],
          "papers_seen": [
            ["title": "b", "total": 7.25, "day": nil], ["title": "c", "total": 6, "day": nil],
          ],
        ])
      #expect(
        material["2"]?.values == [
          "subject": ["title": nil], "papers": 2, "many": false, "score": 1,
          "first": ["fine": true, "note": "seen"],
          "papers_seen": [
            ["title": "new", "total": 1.5, "day": nil], ["title": "d", "total": nil, "day": nil],
          ],
        ])
      // A stage is given what its own prompts name, and no more.
      let bare = try await database.promptMaterial(of: plan, for: [first[0]])
      #expect(bare[first[0].subject]?.values == ["score": .number(JSONNumber(first[0].score))])
    }
  }
}
