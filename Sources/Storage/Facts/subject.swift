import Diagnostics
package import Planning
import Rules

/// What a database says of one key.
package enum SubjectLookup: Sendable {
  /// All stored facts, whether there is an image, and the answers that are kept.
  case found(SubjectKnowledge)
  /// No row has the key.
  case missing
  /// The row is there, and the rules' `where` leaves it out.
  case leftOut
}

extension Database {
  /// What is known of one subject.
  ///
  /// - Parameter key: The key as text, as the database writes it.
  /// - Throws: `constraint` where several rows have the key, and as `profile(of:)`.
  package func subject(of plan: RoutingPlan, key: String) async throws -> SubjectLookup {
    try await read { session in
      let catalogue = try SourceCatalogue(of: plan, session)
      let sql = SubjectSQL(
        subjects: plan.subjects, catalogue: catalogue, dialect: session.dialect)
      guard !key.utf8.contains(0), try session.hasRow(sql, key) else { return .missing }
      let statement = try SubjectStatement(of: plan, session, sql, reach: .probed, keys: [key])
      let rows = try session.query(statement.text, statement.arguments)
      guard let row = rows.first else { return .leftOut }
      guard rows.count == 1 else {
        throw StorageError(
          .constraint(plan.subjects.key.value),
          "\(rows.count) rows of \(plan.subjects.table.value) have the key '\(key)'")
      }
      guard let known = try statement.knowledge(row) else { return .leftOut }
      return .found(known)
    }
  }
}

extension SQLSession {
  /// Whether any row has the key. A text that is no value of the key's type is the key of none.
  fileprivate func hasRow(_ sql: SubjectSQL, _ key: String) throws -> Bool {
    let table = try quoteTable(sql.subjects.table.value)
    do {
      return try savepoint {
        try queryOne(
          "SELECT 1 FROM \(table) WHERE \(try sql.keyIsAmong("$1")) LIMIT 1", [.texts([key])])
      } != nil
    } catch let error as StorageError where error.kind == .invalidValue {
      return false
    }
  }
}

/// A statement that gives a row per subject: the key as text, and what is known of it.
struct SubjectStatement {
  let text: String
  let arguments: [SQLValue]
  private let reader: ProfileRowReader
  private let view: ProfileView

  /// - Parameters:
  ///   - keys: The keys of the subjects in question; nil is all.
  init(
    of plan: RoutingPlan, _ session: any SQLSession, _ sql: SubjectSQL, reach: FactSQL.Reach,
    keys: [String]? = nil
  ) throws {
    let needs = try ProfileNeeds(of: [plan], .stored)
    let kept = try KeptAnswersSQL(
      of: needs.answers, session, subjectKey: try sql.key(), among: keys)
    var arguments = kept.arguments
    var filter: String?
    if let keys {
      arguments.append(.texts(keys))
      filter = try sql.keyIsAmong("$\(arguments.count)")
    }
    let rows = try sql.rows(where: filter)
    let facts = try FactSQL(needs.facts, sql, reach: reach, subjectRows: rows)
    let flags = [
      "(1 = 1)", try sql.hasImage(needs.subjects.image),
      try sql.takesAnswers(needs.subjects.answers),
    ]
    let columns = [try sql.key()] + facts.columns.map(\.value) + flags + kept.columns
    text = """
      SELECT \(columns.enumerated().map { "\($0.element) AS c\($0.offset)" }.joined(separator: ",\n  "))
      FROM \(rows) AS subject\
      \(try facts.joins.map { try facts.clause($0, ours: sql.column) }.joined())\
      \(kept.joins.joined())
      """
    self.arguments = arguments
    reader = ProfileRowReader(needs: needs, answered: kept.answered)
    view = try ProfileView(ofAllFacts: plan, over: needs.columns)
  }

  /// What is known of the subject of a row.
  func knowledge(_ row: Row) throws -> SubjectKnowledge? {
    view.vector(try reader.row(row, from: 1))?.knowledge
  }
}
