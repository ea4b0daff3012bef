import JSON

/// A value that stands for one placeholder, or in one column, of a statement.
///
/// PostgreSQL infers the type that a placeholder wants from the statement; where it cannot
/// (`SELECT $1`), write `CAST($1 AS bigint)`, which both databases read alike.
package enum SQLValue: Sendable, Hashable {
  case null
  /// `true`/`false` in PostgreSQL, `1`/`0` in SQLite.
  case bool(Bool)
  case int(Int64)
  case double(Double)
  /// Text without U+0000, which neither database can hold: such a value is refused as
  /// `invalidValue`. JSON, timestamps and exact decimals travel as text.
  case text(String)
  /// A PostgreSQL array (`= ANY($1)`, `unnest($1::bigint[])`); in SQLite the JSON text that
  /// `json_each($1)` unfolds. See `Dialect.elements`. An argument only, and none of `copyIn`.
  case ints([Int64])
  /// As `ints`, with NULL elements.
  case texts([String?])
}

extension SQLValue {
  /// The text of an optional string, NULL where there is none.
  package static func text(orNull value: String?) -> SQLValue {
    if let value { .text(value) } else { .null }
  }

  /// The integer, NULL where there is none.
  package static func int(orNull value: Int64?) -> SQLValue {
    if let value { .int(value) } else { .null }
  }

  var isArray: Bool {
    switch self {
    case .null, .bool, .int, .double, .text: false
    case .ints, .texts: true
    }
  }

  /// Whether the value holds a character U+0000 anywhere.
  var holdsNUL: Bool {
    switch self {
    case .null, .bool, .int, .double, .ints: false
    case .text(let text): text.holdsNUL
    case .texts(let texts): texts.contains { $0?.holdsNUL ?? false }
    }
  }
}
