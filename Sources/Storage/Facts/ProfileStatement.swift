import Diagnostics
import Planning
import Rules

/// The statement behind a profile.
///
/// Subjects are counted by group and by their own facts first; the facts that hang on the group are
/// joined to what is left, which is some rows per group.
struct ProfileStatement: Sendable {
  let text: String
  let arguments: [SQLValue]
  /// Reads what it gives; the count stands last.
  let reader: ProfileRowReader

  /// - Parameters:
  ///   - part: The part of the subjects' table whose rows are counted; nil is all of it.
  ///   - byGroup: Whether subjects of different groups are counted apart; the group's key then
  ///     stands, as text, before the count.
  init(
    of needs: ProfileNeeds, _ session: any SQLSession, part: BlockRange? = nil,
    byGroup: Bool = false
  ) throws {
    let sql = SubjectSQL(
      subjects: needs.subjects, catalogue: try SourceCatalogue(of: needs, session),
      dialect: session.dialect)
    let rows = try sql.rows(markedBy: needs.conditions, within: part)
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
    for mark in sql.marks(of: needs.conditions) {
      if let mark { addOwn("subject." + mark) } else { outer.append(SubjectSQL.isTrue) }
    }
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
    reader = ProfileRowReader(needs: needs, answered: kept.answered)
  }

  private static func places(_ count: Int) -> String {
    (1...max(1, count)).map(String.init).joined(separator: ", ")
  }
}
