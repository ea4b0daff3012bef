import Diagnostics
import JSON
import Planning
import Rules

/// The JSON column of the subjects that answers are merged into.
struct SubjectColumn {
  let session: any SQLSession
  private let sql: SubjectSQL
  private let table: String
  private let key: String
  private let column: String
  private let family: ColumnDescription.Family

  /// What stands in a subject's column.
  enum Stored {
    case object(JSONObject, wasNull: Bool)
    /// In words, what else.
    case unfit(String)
  }

  init(session: any SQLSession, plan: RoutingPlan) throws {
    self.session = session
    let subjects = plan.subjects
    sql = SubjectSQL(
      subjects: subjects, catalogue: try SourceCatalogue(of: plan, session),
      dialect: session.dialect)
    table = try quoteTable(subjects.table.value)
    key = table + "." + (try quoteIdentifier(subjects.key.value))
    column = try quoteIdentifier(subjects.answers.value)
    family = sql.catalogue.family(subjects.table.value, subjects.answers.value)
  }

  /// Makes sure, before anything is spent, that the column can be written at all.
  func tryOut() throws {
    try session.execute("UPDATE \(table) SET \(column) = \(column) WHERE 1 = 0")
  }

  /// What stands in the subjects' column, by key. Their rows are locked, in key order.
  func lock(_ subjects: [String]) throws -> [String: Stored] {
    let rows = try session.query(
      """
      SELECT CAST(\(key) AS text), CAST(\(table).\(column) AS text) FROM \(table)
      WHERE \(try sql.keyIsAmong("$1")) ORDER BY \(key) \(session.dialect.lockingRows)
      """, [.texts(Array(Set(subjects)).sorted())])
    var values: [String: Stored] = [:]
    for row in rows { values[try row.text(0)] = Self.read(try row.textOrNull(1)) }
    return values
  }

  private static func read(_ text: String?) -> Stored {
    guard let text, text.contains(where: { !$0.isWhitespace }) else {
      return .object([:], wasNull: text == nil)
    }
    do {
      switch try JSONValue(parsing: text) {
      case .object(let object): return .object(object, wasNull: false)
      // Nothing is lost.
      case .null: return .object([:], wasNull: false)
      case .array: return .unfit("an array and not an object")
      case .string: return .unfit("a string and not an object")
      case .number: return .unfit("a number and not an object")
      case .bool: return .unfit("a boolean and not an object")
      }
    } catch {
      return .unfit("no JSON: \(error.message)")
    }
  }

  /// - Parameter nulls: Subjects among them whose column becomes NULL instead.
  func store(_ objects: [String: JSONObject], nulls: Set<String> = []) throws {
    guard !objects.isEmpty else { return }
    let jsonType = family == .jsonb ? "jsonb" : family == .json ? "json" : "text"
    let rows = InputRows(objects.sorted { $0.key < $1.key }) { key, object in
      let json = nulls.contains(key) ? nil : JSONValue.object(object).serialized()
      return [
        InputRows.Field(name: "key", type: .other(sql.keyType), text: key),
        InputRows.Field(name: "json", type: .other(jsonType), text: json),
      ]
    }
    try session.execute(
      """
      UPDATE \(table) SET \(column) = item.json FROM \(rows.relation(from: 1, session.dialect))
      WHERE \(key) = item.key
      """, rows.arguments(session.dialect))
  }
}
