import Diagnostics
import Planning
import Rules

/// Writes the values of facts as SQL over a relation `subject`.
///
/// Two ways lead to the rows of other tables. For all subjects, each table is counted once by what
/// ties its rows to ours, and joined; for a few, their rows are looked for one subject at a time,
/// where an index helps. Both give the same values.
struct FactSQL {
  /// How the rows of other tables are reached.
  enum Reach {
    case counted
    case probed
  }

  /// A fact's value, and what it needs beside the subject.
  struct Column {
    let value: String
    /// The name of the relation that it reads.
    let relation: String?
  }

  let sql: SubjectSQL
  let reach: Reach
  /// What stands for the subjects where a relation has to read them itself.
  let subjectRows: String

  /// Relations to be joined, in the order of the facts that need them first.
  private(set) var joins: [Join] = []
  private(set) var columns: [Column] = []

  /// A table's rows, counted by what ties them to ours.
  struct Join {
    let name: String
    /// Joins of the same definition are one.
    let definition: String
    let rows: RelatedRows
    let relation: String

    /// Whether all that ties its rows to ours is one column of ours.
    func hangsOn(_ column: String) -> Bool {
      rows.within == nil && rows.by.allSatisfy { $0.ours.value == column }
    }
  }

  private var dialect: Dialect { sql.dialect }

  init(_ facts: some Sequence<Fact>, _ sql: SubjectSQL, reach: Reach, subjectRows: String) throws {
    self.sql = sql
    self.reach = reach
    self.subjectRows = subjectRows
    for fact in facts { columns.append(try column(of: fact.source)) }
  }

  private mutating func column(of source: FactSource) throws -> Column {
    switch source {
    case .exists(let rows):
      switch reach {
      case .probed: return Column(value: "EXISTS (SELECT 1\(try probe(rows)))", relation: nil)
      case .counted:
        let name = try joined(rows)
        return Column(value: "(\(name).n IS NOT NULL)", relation: name)
      }
    case .count(let rows):
      switch reach {
      case .probed: return Column(value: "(SELECT count(*)\(try probe(rows)))", relation: nil)
      case .counted:
        let name = try joined(rows)
        return Column(value: "coalesce(\(name).n, 0)", relation: name)
      }
    case .column(let name, let type, _):
      return Column(value: readable(try sql.column(name.value), type), relation: nil)
    case .sql(let text, let type, _):
      return Column(value: readable("(\n\(text.value)\n)", type), relation: nil)
    case .present(let column, let path):
      let json = JSONPathSQL(
        dialect: dialect, family: sql.catalogue.family(sql.subjects.table.value, column.value))
      return Column(value: json.isPresent(try sql.column(column.value), path), relation: nil)
    case .when:
      throw StorageError(.misuse, "a fact that is an expression is not in the database")
    }
  }

  /// PostgreSQL groups by no `json`, and every type has a text.
  private func readable(_ value: String, _ type: FactType) -> String {
    dialect == .postgres && type == .string ? "CAST(\(value) AS text)" : value
  }

  // MARK: One subject at a time

  private func probe(_ rows: RelatedRows) throws -> String {
    let related = try SubjectSQL.rows(of: rows.table.value, where: [rows.condition?.value])
    var condition = sql.belongs(
      rows.by, of: rows.table.value,
      theirs: try rows.by.map { "related." + (try quoteIdentifier($0.theirs.value)) },
      ours: try rows.by.map { try sql.column($0.ours.value) })
    if let window = rows.within {
      condition +=
        " AND "
        + dialect.isWithin(
          days: window.days, ours(window, try sql.column(window.of.value)),
          theirs(rows, window, "related." + (try quoteIdentifier(window.column.value))))
    }
    return " FROM \(related) AS related WHERE \(condition)"
  }

  private func ours(_ window: TimeWindow, _ expression: String) -> Moment {
    Moment(
      expression: expression,
      family: sql.catalogue.family(sql.subjects.table.value, window.of.value))
  }

  private func theirs(_ rows: RelatedRows, _ window: TimeWindow, _ expression: String) -> Moment {
    Moment(
      expression: expression, family: sql.catalogue.family(rows.table.value, window.column.value))
  }

  // MARK: All subjects

  private mutating func joined(_ rows: RelatedRows) throws -> String {
    let relation = try rows.within.map { try countedNear(rows, $0) } ?? counted(rows)
    let definition = relation + rows.by.map(\.ours.value).joined(separator: "\n")
    if let known = joins.first(where: { $0.definition == definition }) { return known.name }
    let join = Join(
      name: "r\(joins.count)", definition: definition, rows: rows, relation: relation)
    joins.append(join)
    return join.name
  }

  private func counted(_ rows: RelatedRows) throws -> String {
    let columns = try theirColumns(rows)
    return """
      (SELECT \(named(columns)), count(*) AS n FROM \(try quoteTable(rows.table.value))\
      \(SubjectSQL.whereClause([rows.condition?.value])) GROUP BY \(columns.joined(separator: ", ")))
      """
  }

  /// Counted by what ties the rows together and by our point in time: subjects that share both
  /// share the count.
  private func countedNear(_ rows: RelatedRows, _ window: TimeWindow) throws -> String {
    let table = try quoteTable(rows.table.value)
    let theirMoment = table + "." + (try quoteIdentifier(window.column.value))
    let ourColumns = try rows.by.map { try sql.column($0.ours.value) }
    let keys = rows.by.indices.map { "k\($0)" }
    let ourKeys = keys.map { "ours.\($0)" }
    let near = dialect.isWithin(
      days: window.days, ours(window, "ours.moment"), theirs(rows, window, "theirs.moment"))
    return """
      (SELECT \(ourKeys.joined(separator: ", ")), ours.moment, count(*) AS n
      FROM (SELECT DISTINCT \(named(ourColumns)), \(try sql.column(window.of.value)) AS moment
        FROM \(subjectRows) AS subject) AS ours
      JOIN (SELECT \(named(try theirColumns(rows))), \(theirMoment) AS moment FROM \(table)\
      \(SubjectSQL.whereClause([rows.condition?.value]))) AS theirs
        ON \(belongs(rows, keys.map { "theirs.\($0)" }, ourKeys)) AND \(near)
      GROUP BY \(ourKeys.joined(separator: ", ")), ours.moment)
      """
  }

  private func belongs(_ rows: RelatedRows, _ theirs: [String], _ ours: [String]) -> String {
    sql.belongs(rows.by, of: rows.table.value, theirs: theirs, ours: ours)
  }

  private func theirColumns(_ rows: RelatedRows) throws -> [String] {
    let table = try quoteTable(rows.table.value)
    return try rows.by.map { table + "." + (try quoteIdentifier($0.theirs.value)) }
  }

  /// Columns as `k0`, `k1`, …
  private func named(_ columns: [String]) -> String {
    columns.enumerated().map { "\($0.element) AS k\($0.offset)" }.joined(separator: ", ")
  }

  /// The join of a relation to our columns, which stand as `ours` writes them.
  func clause(_ join: Join, ours: (String) throws -> String) throws -> String {
    let keys = join.rows.by.indices.map { "\(join.name).k\($0)" }
    let ourColumns = try join.rows.by.map { try ours($0.ours.value) }
    guard let window = join.rows.within else {
      let condition = belongs(join.rows, keys, ourColumns)
      return "\nLEFT JOIN \(join.relation) AS \(join.name) ON \(condition)"
    }
    // Both sides are ours here: the relation has our own columns.
    let pairs = zip(keys, ourColumns).map { "\($0) = \($1)" }
    let condition = pairs + ["\(join.name).moment = \(try ours(window.of.value))"]
    return
      "\nLEFT JOIN \(join.relation) AS \(join.name) ON \(condition.joined(separator: " AND "))"
  }
}
