import Diagnostics
import Planning
import Rules

/// Writes what `FROM` calls subjects and the rows that belong to them.
///
/// Fragments of the rule file stand in a select of their own over their table alone, so that their
/// bare column names mean what their author meant; and on lines of their own, so that a comment at
/// their end hides nothing.
struct SubjectSQL {
  let subjects: Subjects
  let catalogue: SourceCatalogue
  let dialect: Dialect

  /// The subjects' rows as a relation, all of them or those that `filter` holds for, too.
  func rows(where filter: String? = nil) throws -> String {
    try Self.rows(of: subjects.table.value, where: [subjects.condition?.value, filter])
  }

  /// The rows that any of some conditions takes in, each with the columns that `marks` names. A
  /// condition of nil takes in all.
  ///
  /// - Parameter part: The part of the table that they are looked for in; nil is all of it.
  func rows(markedBy conditions: [LocatedText?], within part: BlockRange? = nil) throws -> String {
    if conditions.count == 1 {
      return try Self.rows(
        of: subjects.table.value, where: conditions.map { $0?.value } + [part?.condition])
    }
    let marks = conditions.enumerated().map { index, condition in
      let holds = condition.map { "coalesce((\n\($0.value)\n), \(Self.isFalse))" } ?? Self.isTrue
      return ", \(holds) AS \(Self.mark(index))"
    }
    let any = conditions.indices.map(Self.mark).joined(separator: " OR ")
    let all = """
      SELECT *\(marks.joined()) FROM \(try quoteTable(subjects.table.value))\
      \(Self.whereClause([part?.condition]))
      """
    return "(SELECT * FROM (\(all)) AS marked WHERE \(any))"
  }

  /// For each condition the column of `rows` that says whether it takes the row in; nil for a single
  /// one, which takes in all of them.
  func marks(of conditions: [LocatedText?]) -> [String?] {
    conditions.count == 1 ? [nil] : conditions.indices.map(Self.mark)
  }

  private static func mark(_ index: Int) -> String { "gearbox_w\(index)" }

  static let isTrue = "(1 = 1)"
  private static let isFalse = "(1 = 0)"

  /// A table's rows for which all conditions hold, as a relation.
  static func rows(of table: String, where conditions: [String?]) throws -> String {
    "(SELECT * FROM \(try quoteTable(table))\(whereClause(conditions)))"
  }

  static func whereClause(_ conditions: [String?]) -> String {
    let all = conditions.compactMap { $0.map { "(\n\($0)\n)" } }
    return all.isEmpty ? "" : " WHERE " + all.joined(separator: " AND ")
  }

  /// A column of the subject.
  func column(_ name: String) throws -> String { "subject.\(try quoteIdentifier(name))" }

  /// The subject's key as text, which is what gearbox's own tables hold.
  func key() throws -> String { "CAST(\(try column(subjects.key.value)) AS text)" }

  /// A condition over the subjects' table alone that holds for the keys in an array placeholder.
  func keyIsAmong(_ placeholder: String) throws -> String {
    let column = try quoteTable(subjects.table.value) + "." + quoteIdentifier(subjects.key.value)
    return dialect.isAmong(column, placeholder, as: keyType)
  }

  /// The type of keys, to compare texts with.
  var keyType: String {
    catalogue.comparableType(subjects.table.value, subjects.key.value) ?? "text"
  }

  /// Whether the subject has an image in this column.
  func hasImage(_ image: LocatedText?) throws -> String {
    guard let image else { return Self.isFalse }
    let text = "trim(CAST(\(try column(image.value)) AS text))"
    return "coalesce(\(text) <> '', \(Self.isFalse))"
  }

  /// Whether a JSON column holds an object, or nothing that would be lost. In a text column of
  /// PostgreSQL, which cannot try whether a text is JSON, what begins like an object counts as one.
  func takesAnswers(_ name: LocatedText) throws -> String {
    let answers = try column(name.value)
    let text = "trim(CAST(\(answers) AS text))"
    let fits =
      switch (dialect, catalogue.family(subjects.table.value, name.value)) {
      case (.sqlite, _):
        """
        \(text) = '' OR CASE WHEN json_valid(\(answers))
          THEN json_type(\(answers)) IN ('object', 'null') ELSE 0 END
        """
      case (.postgres, .jsonb): "jsonb_typeof(\(answers)) IN ('object', 'null')"
      case (.postgres, .json): "json_typeof(\(answers)) IN ('object', 'null')"
      case (.postgres, _): "left(\(text), 1) = '{' OR \(text) IN ('', 'null')"
      }
    return "(\(answers) IS NULL OR \(fits))"
  }

  /// The condition that a row of another table belongs to ours.
  ///
  /// - Parameters:
  ///   - theirs: What stands for each of their columns.
  ///   - ours: What stands for each of our columns.
  func belongs(_ by: [JoinColumns], of table: String, theirs: [String], ours: [String]) -> String {
    comparable(by, of: table, theirs: theirs, ours: ours)
      .map { "\($0.theirs) = \($0.ours)" }.joined(separator: " AND ")
  }

  /// Both sides of each pair so that they can be compared: as texts where their types cannot.
  func comparable(
    _ by: [JoinColumns], of table: String, theirs: [String], ours: [String]
  ) -> [(theirs: String, ours: String)] {
    zip(by, zip(theirs, ours)).map { pair, columns in
      let families = [
        catalogue.family(table, pair.theirs.value),
        catalogue.family(subjects.table.value, pair.ours.value),
      ]
      return ColumnDescription.Family.compare(families)
        ? (columns.0, columns.1)
        : ("CAST(\(columns.0) AS text)", "CAST(\(columns.1) AS text)")
    }
  }
}

extension ColumnDescription.Family {
  /// Whether values of these families compare as they are.
  fileprivate static func compare(_ families: [Self]) -> Bool {
    let kinds = families.map { family -> Self in
      switch family {
      case .integer: .number
      case .date: .timestamp
      case .bool, .number, .text, .json, .jsonb, .timestamp, .uuid, .array, .other: family
      }
    }
    return Set(kinds).count == 1 || families.contains(.other)
  }
}
