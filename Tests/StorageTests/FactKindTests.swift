import Expressions
import Planning
import Testing

@testable import Storage

/// A fact, the rows that it is asked of, and its value for the subject `a`.
struct FactCase: CustomTestStringConvertible, Sendable {
  let fact: String
  let value: Value
  var testDescription: String { fact }

  init(_ fact: String, _ value: Value) {
    self.fact = fact
    self.value = value
  }
}

@Suite("A fact has the same value in both databases, however its rows are reached", .serialized)
struct FactKindTests {
  static let schema = """
    CREATE TABLE items (id text PRIMARY KEY, owner_id integer, kind text, taken timestamp,
      size double precision, price numeric(12,2), flag boolean, empty text, answers jsonb, raw text);
    CREATE TABLE papers (owner_id integer, kind text, day date, note text);
    CREATE TABLE marks (item text, owner integer, seen timestamp);
    INSERT INTO items VALUES
      ('a', 1, 'car', '2024-03-10 12:00:00', 1.5, 3.00, true, NULL,
       '{"report": {"date": null, "n": 0, "0": 1, "né": {"x": false}}, "list": [1]}',
       '{"deep": {"er": 1}}'),
      ('b', 1, 'van', NULL, NULL, NULL, NULL, NULL, NULL, 'no json'),
      ('c', NULL, 'car', '2024-03-10', 2, 4, false, NULL, '[]', '');
    INSERT INTO papers VALUES
      (1, 'car', '2024-03-09', 'x'), (1, 'car', '2024-06-08', NULL), (1, 'van', NULL, 'y'),
      (2, 'car', '2024-03-10', 'z'), (NULL, 'car', '2024-03-10', 'n');
    INSERT INTO marks VALUES
      ('a', 1, '2024-03-09 12:00:00'), ('a', 1, '2024-03-11 12:00:00'),
      ('a', 1, '2024-03-11 12:00:01'), ('b', 1, '2024-03-10 12:00:00'), ('a', NULL, NULL);
    """

  /// 2024-03-10T12:00:00Z
  static let noon = Timestamp(seconds: 1_710_072_000).map { Value.timestamp($0) } ?? .null

  static let cases = [
    FactCase("{ exists: papers, by: owner_id }", true),
    FactCase("{ exists: papers, by: { owner_id: owner_id }, where: \"kind = 'bus'\" }", false),
    FactCase("{ count: papers, by: owner_id }", 3),
    FactCase("{ count: papers, by: owner_id, where: \"note IS NOT NULL -- all but one\" }", 2),
    FactCase("{ count: papers, by: { owner_id: owner_id, kind: kind } }", 2),
    FactCase("{ count: marks, by: { item: id } }", 4),
    FactCase("{ count: marks, by: { item: id, owner: owner_id } }", 3),
    FactCase("{ count: marks, by: { item: id }, within: { days: 1, of: taken, column: seen } }", 2),
    FactCase("{ count: marks, by: { item: id }, within: { days: 2, of: taken, column: seen } }", 3),
    FactCase(
      "{ exists: marks, by: { item: id }, within: { days: 0, of: taken, column: seen } }", false),
    FactCase("{ count: papers, by: owner_id, within: { days: 90, of: taken, column: day } }", 2),
    FactCase("{ count: papers, by: owner_id, within: { days: 89, of: taken, column: day } }", 1),
    FactCase(
      "{ count: papers, by: owner_id, where: \"kind = 'van'\", within: { days: 90, of: taken, column: day } }",
      0),
    FactCase("{ column: kind, type: string }", "car"),
    FactCase("{ column: size, type: double }", 1.5),
    FactCase("{ column: price, type: int }", 3),
    FactCase("{ column: price, type: double }", 3.0),
    FactCase("{ column: flag, type: bool }", true),
    FactCase("{ column: owner_id, type: int }", 1),
    FactCase("{ column: owner_id, type: string }", "1"),
    FactCase("{ column: empty, type: string }", .null),
    FactCase("{ column: empty, type: int, default: 7 }", 7),
    FactCase("{ column: taken, type: timestamp }", noon),
    FactCase("{ present: answers.report }", true),
    FactCase("{ present: answers.report.date }", false),
    FactCase("{ present: answers.report.n }", true),
    FactCase("{ present: answers.report.nothing }", false),
    FactCase("{ present: answers.report.n.deeper }", false),
    FactCase("{ present: answers.report.0 }", true),
    FactCase("{ present: answers.list.0 }", false),
    FactCase("{ present: answers.report.né.x }", true),
    FactCase("{ present: answers.report.né.y }", false),
    FactCase("{ present: \"answers.it's.\\\"odd\\\"\" }", false),
    FactCase("{ present: raw.deep.er }", true),
    FactCase("{ sql: \"subject.size * 2\", type: double }", 3.0),
    FactCase(
      "{ sql: \"(SELECT max(p.note) FROM papers p WHERE p.owner_id = subject.owner_id)\", type: string }",
      "y"),
    FactCase("{ sql: \"subject.size > 1 -- larger\", type: bool }", true),
    FactCase("{ sql: \"NULL\", type: int, default: 4 }", 4),
  ]

  @Test(arguments: TestDatabase.all, cases)
  func value(_ kind: TestDatabase, _ fact: FactCase) async throws {
    let plan = try compile(rules(facts: "f: \(fact.fact)"))
    try await kind.withDatabase { database in
      try await database.write { try $0.script(Self.schema) }
      guard case .found(let known) = try await database.subject(of: plan, key: "a") else {
        Issue.record("the subject is there")
        return
      }
      #expect(known.facts == [fact.value])
      // The other way to reach the same rows.
      let counted = try await knowledge(database, plan)
      #expect(counted["a"]?.facts == [fact.value])
    }
  }

  @Test("All of them in one profile are what they are one by one", arguments: TestDatabase.all)
  func profile(_ kind: TestDatabase) async throws {
    let facts = Self.cases.enumerated().map { "f\($0.offset): \($0.element.fact)" }
    let used = Self.cases.indices.map { "has(first.note) && f\($0) == f\($0)" }
      .joined(separator: " || ")
    let text =
      rules(facts: facts.joined(separator: "\n")) + """

          second:
            when: "\(used)"
            model: small
            cost: 0.01
            prompt: ask.v1
            store: second
        """
    let plan = try compile(text)
    try await kind.withDatabase { database in
      try await database.write { try $0.script(Self.schema) }
      #expect(plan.facts.deciding.count == Self.cases.count)
      let vectors = try await database.vectors(of: plan)
      #expect(Set(vectors) == Set(try await naiveVectors(database, plan)))
      #expect(vectors.reduce(0) { $0 + $1.count } == 3)
    }
  }

  @Test(
    "A value that is not of the fact's type is an error that names both",
    arguments: TestDatabase.all)
  func mismatch(_ kind: TestDatabase) async throws {
    let plan = try compile(
      rules(facts: "size: { column: kind, type: int }", score: "size: { each: 1 }")
        .replacing("type: int }", with: "type: int, default: 0 }"))
    try await kind.withDatabase { database in
      try await database.write { try $0.script(Self.schema) }
      let error = try await storageError { try await database.vectors(of: plan) }
      #expect(error.kind == .invalidValue)
      #expect(error.message.contains("'size'") && error.message.contains("int"))
      #expect(error.message.contains("'car'") || error.message.contains("'van'"))
    }
  }

  @Test(
    "A subject that is not there is told from one that is left out", arguments: TestDatabase.all)
  func lookups(_ kind: TestDatabase) async throws {
    let text = rules(facts: "f: { column: kind, type: string }")
      .replacing("group: owner_id,", with: "group: owner_id, where: \"kind = 'car' -- only\",")
    let plan = try compile(text)
    try await kind.withDatabase { database in
      try await database.write { try $0.script(Self.schema) }
      func name(_ key: String) async throws -> String {
        switch try await database.subject(of: plan, key: key) {
        case .found: "found"
        case .missing: "missing"
        case .leftOut: "left out"
        }
      }
      #expect(try await name("a") == "found")
      #expect(try await name("b") == "left out")
      #expect(try await name("x") == "missing")
      #expect(try await name("a\0") == "missing")
    }
  }
}

/// What is known of every subject, all facts counted, by key.
func knowledge(
  _ database: Database, _ plan: RoutingPlan, reach: FactSQL.Reach = .counted
) async throws -> [String: SubjectKnowledge] {
  try await database.read { session in
    let sql = SubjectSQL(
      subjects: plan.subjects, catalogue: try SourceCatalogue(of: plan, session),
      dialect: session.dialect)
    let statement = try SubjectStatement(of: plan, session, sql, reach: reach)
    var subjects: [String: SubjectKnowledge] = [:]
    for row in try session.query(statement.text, statement.arguments) {
      subjects[try row.text(0)] = try statement.knowledge(row)
    }
    return subjects
  }
}

/// A profile as it follows from the subjects one by one.
func naiveVectors(_ database: Database, _ plan: RoutingPlan) async throws -> [FactVector] {
  var counts: [FactVector: Int] = [:]
  for known in try await knowledge(database, plan, reach: .probed).values {
    let vector = FactVector(
      facts: Array(known.facts.prefix(plan.facts.decidingCount)), hasImage: known.hasImage,
      takesAnswers: known.takesAnswers, kept: known.kept, count: 0)
    counts[vector, default: 0] += 1
  }
  return counts.map {
    FactVector(
      facts: $0.key.facts, hasImage: $0.key.hasImage, takesAnswers: $0.key.takesAnswers,
      kept: $0.key.kept, count: $0.value)
  }
}
