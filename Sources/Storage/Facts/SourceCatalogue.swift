import Diagnostics
import Planning
import Rules

/// The columns of the tables that a plan reads.
struct SourceCatalogue {
  private let tables: [String: [ColumnDescription]]

  /// Looks tables up: in PostgreSQL with one statement, as a server may be far away.
  init(of plan: RoutingPlan, _ session: any SQLSession) throws {
    try self.init(of: plan.sourceTables, session)
  }

  init(of needs: ProfileNeeds, _ session: any SQLSession) throws {
    try self.init(of: needs.sourceTables, session)
  }

  private init(of names: [String], _ session: any SQLSession) throws {
    var tables: [String: [ColumnDescription]] = [:]
    switch session.dialect {
    case .postgres:
      let rows = try session.query(
        """
        SELECT asked.name, a.attname, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull,
          format_type(coalesce(nullif(t.typbasetype, 0), t.oid), NULL)
        FROM unnest(CAST($1 AS text[]), CAST($2 AS text[])) AS asked(name, quoted)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = to_regclass(asked.quoted)
        JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
        WHERE a.attnum > 0 AND NOT a.attisdropped
        ORDER BY asked.name, a.attnum
        """, [.texts(names), .texts(try names.map(quoteTable))])
      for row in rows {
        tables[try row.text(0), default: []].append(
          ColumnDescription(
            name: try row.text(1), type: try row.text(2), family: .init(declared: try row.text(4)),
            isNullable: try row.bool(3)))
      }
    case .sqlite:
      for name in names { tables[name] = try session.table(named: name)?.columns }
    }
    self.tables = tables
  }

  /// The columns of a table in its own order; nil where it is not there.
  func columns(of table: String) -> [ColumnDescription]? { tables[table] }

  /// What kind of values a column holds; `other` where nothing is known.
  func family(_ table: String, _ column: String) -> ColumnDescription.Family {
    self.column(table, column)?.family ?? .other
  }

  /// The type that a text has to be cast to before it is compared with a column, so that an index
  /// serves; nil where that needs no cast.
  func comparableType(_ table: String, _ column: String) -> String? {
    guard let column = self.column(table, column) else { return nil }
    // A length would cut the text off, and make it equal to what it is not.
    let bare = String(column.type.prefix { $0 != "(" })
    switch bare {
    case "character varying", "": return "text"
    case "character": return "bpchar"
    case _ where column.type.hasPrefix("timestamp"): return "timestamptz"
    default: return bare
    }
  }

  private func column(_ table: String, _ column: String) -> ColumnDescription? {
    tables[table]?.first { $0.name == column }
  }
}

extension RoutingPlan {
  /// Every table that the rules name, once.
  var sourceTables: [String] {
    let related = facts.stored.compactMap { $0.source.relatedRows?.table.value }
    return Set([subjects.table.value] + related + context.map(\.table.value)).sorted()
  }
}

extension ProfileNeeds {
  /// Every table that a profile reads, once.
  fileprivate var sourceTables: [String] {
    let related = facts.compactMap { $0.source.relatedRows?.table.value }
    return Set([subjects.table.value] + related).sorted()
  }
}

extension FactSource {
  /// The rows of another table that the fact is about.
  var relatedRows: RelatedRows? {
    switch self {
    case .exists(let rows), .count(let rows): rows
    case .column, .present, .sql, .when: nil
    }
  }
}
