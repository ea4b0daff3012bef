/// Where the SQL of gearbox's own tables has to differ between the two databases.
extension Dialect {
  /// The type of a column that numbers its rows itself.
  var identityType: String {
    switch self {
    case .postgres: "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
    case .sqlite: "INTEGER PRIMARY KEY AUTOINCREMENT"
    }
  }

  /// The type of exact decimals. SQLite has no such type: there they are texts of digits.
  var decimalType: String {
    switch self {
    case .postgres: "numeric"
    case .sqlite: "TEXT"
    }
  }

  /// The type of points in time. In SQLite they are ISO 8601 texts, in UTC.
  var instantType: String {
    switch self {
    case .postgres: "timestamptz"
    case .sqlite: "TEXT"
    }
  }

  var jsonType: String {
    switch self {
    case .postgres: "jsonb"
    case .sqlite: "TEXT"
    }
  }

  /// The time by the database's clock, which all workers share, as `instantType`.
  var now: String {
    switch self {
    case .postgres: "statement_timestamp()"
    case .sqlite: "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"
    }
  }

  /// The same in milliseconds since 1970.
  var nowMilliseconds: String {
    switch self {
    case .postgres: "CAST(floor(extract(epoch FROM statement_timestamp()) * 1000) AS bigint)"
    case .sqlite: "CAST(round((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER)"
    }
  }

  /// An `instantType` as ISO 8601 text in UTC.
  func isoText(_ instant: String) -> String {
    switch self {
    case .postgres:
      "to_char(\(instant) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"')"
    case .sqlite: instant
    }
  }

  /// What `FROM` calls the elements of an array placeholder, one row each in their order, in a column
  /// `value`.
  func elements(_ placeholder: String, as type: String = "text") -> String {
    switch self {
    case .postgres:
      "(SELECT value FROM unnest(CAST(\(placeholder) AS \(type)[])) AS element(value))"
    case .sqlite: "(SELECT value FROM json_each(\(placeholder)))"
    }
  }

  /// A text of digits as `decimalType`.
  func decimal(_ text: String) -> String {
    "CAST(\(text) AS \(decimalType))"
  }

  /// Keeps others from changing the rows that a query reads until the transaction ends; SQLite has
  /// one writer anyway.
  var lockingRows: String {
    switch self {
    case .postgres: "FOR UPDATE"
    case .sqlite: ""
    }
  }

  /// A condition that holds where `expression` is among the elements of an array placeholder.
  func isAmong(_ expression: String, _ placeholder: String, as type: String) -> String {
    switch self {
    case .postgres: "\(expression) = ANY (CAST(\(placeholder) AS \(type)[]))"
    case .sqlite: "\(expression) IN (SELECT value FROM json_each(\(placeholder)))"
    }
  }
}
