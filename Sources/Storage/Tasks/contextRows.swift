import Diagnostics
import Expressions
import JSON
import Planning
import Rules

extension SQLSession {
  /// Adds a context entry's rows to the subjects that they belong to: an object for `one`, where
  /// there is a row; a list of objects for `many`, in its order and up to its limit per subject.
  func addContext(
    to subjects: inout [String: GatheredMaterial], _ entry: ContextEntry, _ sql: SubjectSQL,
    _ keys: [String]
  ) throws {
    let name = entry.name.value
    let statement = try ContextStatement(entry, sql)
    let families = entry.columns.map { sql.catalogue.family(entry.table.value, $0.value) }
    var found: [String: [JSONValue]] = [:]
    for row in try query(statement.text, [.texts(keys)]) {
      var values = JSONObject()
      for (offset, column) in entry.columns.enumerated() {
        values[column.value] = try JSONValue(row, 1 + offset, families[offset])
      }
      found[try row.text(0), default: []].append(.object(values))
    }
    for key in keys {
      switch entry.rows {
      case .one: subjects[key]?.values[name] = found[key]?.first
      case .many: subjects[key]?.values[name] = .array(found[key] ?? [])
      }
    }
  }
}

/// The statement that gives the rows of a context entry, each with the key of its subject.
///
/// Their rows are ranked among themselves by what ties them to ours, in a select over their table
/// alone, where the rule file's `order` means their columns; and only those that belong to any
/// of the subjects are.
private struct ContextStatement {
  let text: String

  init(_ entry: ContextEntry, _ sql: SubjectSQL) throws {
    let table = try quoteTable(entry.table.value)
    func theirs(_ column: String) throws -> String { table + "." + (try quoteIdentifier(column)) }
    let columns = try entry.columns.enumerated().map {
      "\(try theirs($0.element.value)) AS gearbox_c\($0.offset)"
    }
    let by = try entry.by.map { try theirs($0.theirs.value) }
    let order: String
    let limit: Int64
    switch entry.rows {
    case .one: (order, limit) = ("", 1)
    case .many(let text, let most):
      (order, limit) = (text.map { "ORDER BY \n\($0.value)\n" } ?? "", most)
    }
    let subjects = try sql.rows(where: sql.keyIsAmong("$1"))
    let ours = try entry.by.map { try sql.column($0.ours.value) }
    let pairs = sql.comparable(entry.by, of: entry.table.value, theirs: by, ours: ours)
    let keys = entry.by.indices.map { "related.gearbox_k\($0)" }
    text = """
      SELECT \(try sql.key())\(entry.columns.indices.map { ", related.gearbox_c\($0)" }.joined())
      FROM \(subjects) AS subject
      JOIN (
        SELECT \(columns.joined(separator: ", ")),
          \(by.enumerated().map { "\($0.element) AS gearbox_k\($0.offset)" }.joined(separator: ", ")),
          row_number() OVER (PARTITION BY \(by.joined(separator: ", ")) \(order)) AS gearbox_place
        FROM \(table)
        WHERE (\(pairs.map(\.theirs).joined(separator: ", "))) IN (
          SELECT \(pairs.map(\.ours).joined(separator: ", ")) FROM \(subjects) AS subject)
      ) AS related ON \(sql.belongs(entry.by, of: entry.table.value, theirs: keys, ours: ours))
      WHERE related.gearbox_place <= \(limit)
      ORDER BY 1, related.gearbox_place
      """
  }
}

extension JSONValue {
  /// A column's value as templates take it: numbers and booleans as what they are, points in time
  /// as ISO 8601, anything else as its text.
  init(_ row: Row, _ column: Int, _ family: ColumnDescription.Family) throws {
    guard let text = try row.textOrNull(column) else {
      self = .null
      return
    }
    let value: JSONValue? =
      switch family {
      case .bool: (try? row.bool(column)).map { .bool($0) }
      case .integer, .number: JSONNumber(exactly: text).map { .number($0) }
      case .json, .jsonb: try? JSONValue(parsing: text)
      case .timestamp: Timestamp(stored: text).map { .string($0.text) }
      case .text, .date, .uuid, .array, .other: nil
      }
    self = value ?? .string(text)
  }
}
