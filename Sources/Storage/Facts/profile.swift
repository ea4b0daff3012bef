import Diagnostics
import Expressions
package import Planning
import Rules

extension Database {
  /// Groups the subjects by all that the plans decide by, and counts them: one statement, in a
  /// transaction that cannot write.
  ///
  /// Kept answers count where gearbox's own tables are there; their absence is no error.
  /// - Throws: `ProfileMismatch` where the plans are about different subjects; `StorageError`:
  ///   `missingTable`, `missingColumn`, `invalidValue` where a value is not of its fact's type, and
  ///   what a fragment of the rule file provokes.
  package func profile(of plans: [RoutingPlan]) async throws -> FactProfile {
    let needs = try ProfileNeeds(of: plans)
    let rows = try await reduceProfile(of: needs, into: []) { rows, row in rows.append(row) }
    return FactProfile(columns: needs.columns, rows: rows)
  }

  /// Takes the rows of a profile in one by one, as they arrive and in constant memory: for facts
  /// that have so many values that grouping gains nothing. Rows that differ in nothing but their
  /// counts may come several times.
  ///
  /// - Throws: As `profile(of:)`, and what `update` throws.
  package func reduceProfile<Result: Sendable>(
    of needs: ProfileNeeds, into initial: Result,
    _ update: @escaping @Sendable (inout Result, ProfileRow) throws -> Void
  ) async throws -> Result {
    try await read { session in
      let statement = try ProfileStatement(of: needs, session)
      let reader = ProfileRowReader(needs: needs, answered: statement.answered)
      let width = reader.width
      var result = initial
      try session.stream(statement.text, statement.arguments) { row in
        let count = Int(clamping: try row.int(width))
        try update(&result, try reader.row(row, from: 0, count: count))
      }
      return result
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
  /// The indices of the sources of answers that it reads.
  let answered: [Int]

  /// - Parameter byGroup: Whether subjects of different groups are counted apart; the group's key
  ///   then stands, as text, before the count.
  init(of needs: ProfileNeeds, _ session: any SQLSession, byGroup: Bool = false) throws {
    let sql = SubjectSQL(
      subjects: needs.subjects, catalogue: try SourceCatalogue(of: needs, session),
      dialect: session.dialect)
    let rows = try sql.rows(markedBy: needs.conditions)
    let facts = try FactSQL(needs.facts, sql, reach: .counted, subjectRows: rows)
    let kept = try KeptAnswersSQL(of: needs.answers, session, subjectKey: try sql.key())
    let group = needs.subjects.group?.value
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
    for index in needs.conditions.indices { addOwn("subject." + SubjectSQL.mark(index)) }
    for image in needs.images { addOwn(try sql.hasImage(image)) }
    for column in needs.answerColumns { addOwn(try sql.takesAnswers(column)) }
    for column in kept.columns { addOwn(column) }
    if let group, byGroup || !onGroup.isEmpty {
      own.append("\(try sql.column(group)) AS grp")
    }
    if group != nil, byGroup { outer.append("CAST(own.grp AS text)") }

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
    answered = kept.answered
  }

  private static func places(_ count: Int) -> String {
    (1...max(1, count)).map(String.init).joined(separator: ", ")
  }
}
