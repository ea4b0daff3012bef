import Diagnostics
import Expressions
package import Planning
import Rules

extension Database {
  /// Groups the subjects by all that the plan decides by, and counts them: one statement, in a
  /// transaction that cannot write.
  ///
  /// Kept answers count where gearbox's own tables are there; their absence is no error.
  /// - Throws: `StorageError`: `missingTable`, `missingColumn`, `invalidValue` where a value is not
  ///   of its fact's type, and what a fragment of the rule file provokes.
  package func profile(of plan: RoutingPlan) async throws -> FactProfile {
    try await read { session in
      let statement = try ProfileStatement(of: plan, session)
      let reader = KnowledgeReader(
        facts: Array(plan.facts.deciding), plan: plan, stages: statement.keptStages)
      // Rows that differ in writing alone (NULL and the default, 1.0 and 1) are one vector.
      var counts: [FactVector: Int] = [:]
      var order: [FactVector] = []
      try session.stream(statement.text, statement.arguments) { row in
        let known = try reader.knowledge(row, from: 0)
        let vector = FactVector(
          facts: known.facts, hasImage: known.hasImage, takesAnswers: known.takesAnswers,
          kept: known.kept, count: 0)
        if counts[vector] == nil { order.append(vector) }
        counts[vector, default: 0] += Int(try row.int(reader.width))
      }
      return FactProfile(
        facts: plan.facts.deciding.map(\.name),
        vectors: order.map { vector in
          FactVector(
            facts: vector.facts, hasImage: vector.hasImage, takesAnswers: vector.takesAnswers,
            kept: vector.kept, count: counts[vector] ?? 0)
        })
    }
  }
}

/// The statement behind a profile.
///
/// Subjects are counted by group and by their own facts first; the facts that hang on the group are
/// joined to what is left, which is some rows per group.
struct ProfileStatement {
  let text: String
  let arguments: [SQLValue]
  let keptStages: [Int]

  init(of plan: RoutingPlan, _ session: any SQLSession) throws {
    let sql = SubjectSQL(
      subjects: plan.subjects, catalogue: try SourceCatalogue(of: plan, session),
      dialect: session.dialect)
    let rows = try sql.rows()
    let facts = try FactSQL(plan.facts.deciding, sql, reach: .counted, subjectRows: rows)
    let kept = try KeptAnswersSQL(of: plan, session, subjectKey: try sql.key())
    let group = plan.subjects.group?.value
    let onGroup = facts.joins.filter { join in group.map { join.hangsOn($0) } ?? false }
    let onSubject = facts.joins.filter { join in !onGroup.contains { $0.name == join.name } }
    let hanging = Set(onGroup.map(\.name))

    var own: [String] = []
    var outer: [String] = []
    func addOwn(_ value: String) {
      own.append("\(value) AS c\(own.count)")
      outer.append("own.c\(own.count - 1)")
    }
    for column in facts.columns {
      if let relation = column.relation, hanging.contains(relation) {
        outer.append(column.value)
      } else {
        addOwn(column.value)
      }
    }
    addOwn(try sql.hasImage())
    addOwn(try sql.takesAnswers())
    for column in kept.columns { addOwn(column) }
    if let group, !onGroup.isEmpty { own.append("\(try sql.column(group)) AS grp") }

    text = """
      SELECT \(outer.joined(separator: ", ")), sum(own.subjects)
      FROM (SELECT \(own.joined(separator: ",\n    ")),
          count(*) AS subjects
        FROM \(rows) AS subject\
      \(try onSubject.map { try facts.clause($0, ours: sql.column) }.joined())\
      \(kept.joins.joined())
        GROUP BY \(Self.places(own.count))) AS own\
      \(try onGroup.map { try facts.clause($0, ours: { _ in "own.grp" }) }.joined())
      GROUP BY \(Self.places(outer.count))
      """
    arguments = kept.arguments
    keptStages = kept.stages
  }

  private static func places(_ count: Int) -> String {
    (1...max(1, count)).map(String.init).joined(separator: ", ")
  }
}
