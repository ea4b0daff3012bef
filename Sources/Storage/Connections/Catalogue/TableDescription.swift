/// What a database says of one table or view.
package struct TableDescription: Sendable, Hashable {
  /// The name as it was asked for.
  package let name: String
  package let isView: Bool
  /// In the table's own order.
  package let columns: [ColumnDescription]
  /// The columns of the primary key first (where there is one), then those of each unique
  /// constraint or index over plain columns of all rows.
  package let uniqueKeys: [[String]]
  /// The tables that foreign keys of this one point at.
  package let references: [String]

  /// The column of that name.
  package func column(_ name: String) -> ColumnDescription? {
    columns.first { $0.name == name }
  }

  /// Whether at most one row can have a given value in that column. A nullable unique column
  /// may still repeat NULL.
  package func isUnique(_ column: String) -> Bool {
    uniqueKeys.contains([column])
  }
}

/// One column of a table or view.
package struct ColumnDescription: Sendable, Hashable {
  /// The types between which gearbox makes a difference.
  package enum Family: String, Sendable, Hashable {
    case bool, integer, number, text, json, jsonb, timestamp, date, uuid, array, other
  }

  package let name: String
  /// As declared, with length and precision: `numeric(10,2)`; empty where SQLite knows none.
  package let type: String
  package let family: Family
  package let isNullable: Bool
}

extension ColumnDescription.Family {
  /// The family of a declared type, in either database's spelling.
  init(declared type: String) {
    let lowered = type.lowercased()
    let base = lowered.prefix { $0 != "(" }.trimmingSuffix { $0 == " " }
    self =
      if lowered.hasSuffix("[]") {
        .array
      } else if let known = Self.known[String(base)] {
        known
      } else if lowered.hasPrefix("timestamp") {
        .timestamp
      } else {
        .other
      }
  }

  private static let known: [String: Self] = [
    "bool": .bool, "boolean": .bool,
    "int": .integer, "integer": .integer, "bigint": .integer, "smallint": .integer,
    "tinyint": .integer, "int2": .integer, "int4": .integer, "int8": .integer,
    "serial": .integer, "bigserial": .integer,
    "numeric": .number, "decimal": .number, "real": .number, "float": .number,
    "double": .number, "double precision": .number, "float4": .number, "float8": .number,
    "money": .number,
    "text": .text, "varchar": .text, "character varying": .text, "char": .text,
    "character": .text, "clob": .text, "citext": .text, "name": .text,
    "json": .json, "jsonb": .jsonb,
    "datetime": .timestamp, "timestamptz": .timestamp, "date": .date, "uuid": .uuid,
  ]
}

extension Substring {
  fileprivate func trimmingSuffix(while predicate: (Character) -> Bool) -> Substring {
    var rest = self
    while let last = rest.last, predicate(last) { rest.removeLast() }
    return rest
  }
}
