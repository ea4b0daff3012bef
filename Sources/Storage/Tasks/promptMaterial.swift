import Diagnostics
import Expressions
package import JSON
package import Planning
import Prompts
import Rules
package import Runs

/// What the prompts of a subject's tasks are filled with.
package struct PromptMaterial: Sendable {
  /// The address of the image.
  package let image: String?
  /// An object with all that the templates name: facts, `score`, `subject`, context entries and
  /// earlier answers.
  package let values: JSONValue

  package init(image: String?, values: JSONValue) {
    self.image = image
    self.values = values
  }
}

extension Database {
  /// What the prompts of these tasks are filled with, by subject, in a few statements for all of
  /// them. A subject whose row is no longer there, or left out by the rules, has no entry.
  ///
  /// Facts are those of now; `score` is the one that was pinned.
  package func promptMaterial(
    of plan: RoutingPlan, for tasks: [RunTask]
  ) async throws -> [String: PromptMaterial] {
    guard !tasks.isEmpty else { return [:] }
    return try await read { session in
      let sql = SubjectSQL(
        subjects: plan.subjects, catalogue: try SourceCatalogue(of: plan, session),
        dialect: session.dialect)
      let names = NamesInPrompts(plan, stages: Set(tasks.map(\.stage)), sql)
      let keys = Set(tasks.map(\.subject)).sorted()
      var subjects = try session.subjectColumns(names, sql, keys)
      if names.needsFacts { try session.addFacts(to: &subjects, names, plan, sql, keys) }
      for entry in plan.context where names.heads.contains(entry.name.value) {
        try session.addContext(to: &subjects, entry, sql, keys)
      }
      let answers = try session.latestAnswers(
        of: plan.stages.filter { names.heads.contains($0.name) }, plan: plan, subjects: keys)
      for task in tasks {
        subjects[task.subject]?.values["score"] = .number(JSONNumber(task.score))
      }
      var material: [String: PromptMaterial] = [:]
      for (key, subject) in subjects {
        var values = subject.values
        for (stage, answer) in answers[key] ?? [:] { values[stage] = answer }
        material[key] = PromptMaterial(image: subject.image, values: .object(values))
      }
      return material
    }
  }
}

/// What the prompts of some stages name.
struct NamesInPrompts {
  /// First parts of names; more than are meant where a section has fields of the same name.
  let heads: Set<String>
  /// Columns of the subject.
  let columns: [String]
  /// Whether any fact is named.
  let needsFacts: Bool
  let facts: [String]

  init(_ plan: RoutingPlan, stages: Set<String>, _ sql: SubjectSQL) {
    let names = plan.stages.filter { stages.contains($0.name) }
      .flatMap { $0.tiers.flatMap(\.call.prompt.template.names) }
    var heads: Set<String> = []
    var columns: Set<String> = []
    for name in names {
      heads.formUnion(([name.path] + name.scope).compactMap(\.first))
      if name.path.first == "subject", name.path.count > 1 { columns.insert(name.path[1]) }
      // Within a section over the subject its columns stand alone.
      if name.scope.contains(["subject"]), let column = name.path.first { columns.insert(column) }
    }
    let known = sql.catalogue.columns(of: plan.subjects.table.value)?.map(\.name) ?? []
    self.heads = heads
    self.columns = known.filter { columns.contains($0) }
    facts = plan.facts.names.filter { heads.contains($0) }
    needsFacts = !facts.isEmpty
  }
}

/// A subject's material while it is gathered.
struct GatheredMaterial {
  var image: String?
  var values: JSONObject
}

extension SQLSession {
  fileprivate func subjectColumns(
    _ names: NamesInPrompts, _ sql: SubjectSQL, _ keys: [String]
  ) throws -> [String: GatheredMaterial] {
    let image = try sql.subjects.image.map { "CAST(\(try sql.column($0.value)) AS text)" } ?? "NULL"
    let columns = try names.columns.map { ", " + (try sql.column($0)) }.joined()
    let rows = try query(
      """
      SELECT \(try sql.key()), \(try sql.hasImage(sql.subjects.image)), \(image)\(columns)
      FROM \(try sql.rows(where: sql.keyIsAmong("$1"))) AS subject
      """, [.texts(keys)])
    var subjects: [String: GatheredMaterial] = [:]
    for row in rows {
      var values = JSONObject()
      for (offset, column) in names.columns.enumerated() {
        let family = sql.catalogue.family(sql.subjects.table.value, column)
        values[column] = try JSONValue(row, 3 + offset, family)
      }
      subjects[try row.text(0)] = GatheredMaterial(
        image: try row.bool(1) ? try row.textOrNull(2) : nil,
        values: names.columns.isEmpty ? [:] : ["subject": .object(values)])
    }
    return subjects
  }

  fileprivate func addFacts(
    to subjects: inout [String: GatheredMaterial], _ names: NamesInPrompts, _ plan: RoutingPlan,
    _ sql: SubjectSQL, _ keys: [String]
  ) throws {
    let statement = try SubjectStatement(of: plan, self, sql, reach: .probed, keys: keys)
    for row in try query(statement.text, statement.arguments) {
      guard let known = try statement.knowledge(row) else { continue }
      let key = try row.text(0)
      let decision = plan.decide(known)
      for (name, outcome) in zip(plan.facts.names, decision.facts) where names.facts.contains(name)
      {
        if case .value(let value) = outcome {
          subjects[key]?.values[name] = PinnedFacts([name: value]).json[name]
        }
      }
    }
  }
}
