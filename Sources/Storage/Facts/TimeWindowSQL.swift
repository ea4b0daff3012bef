import Rules

extension Dialect {
  /// A condition that holds where two points in time are at most `days` apart, either way round;
  /// not where one of them is NULL.
  func isWithin(days: Int64, _ ours: Moment, _ theirs: Moment) -> String {
    switch self {
    case .postgres:
      let moment = ours.postgres
      return """
        \(theirs.postgres) BETWEEN \(moment) - interval '\(days) days' \
        AND \(moment) + interval '\(days) days'
        """
    case .sqlite:
      // Rounded to the milliseconds that SQLite keeps: the difference of two julian days is a
      // hair off where it should be a whole number, and both bounds belong to the window.
      return """
        abs(round((\(theirs.sqlite) - \(ours.sqlite)) * 86400000.0)) <= \(days) * 86400000
        """
    }
  }
}

/// A column that holds points in time.
struct Moment {
  let expression: String
  let family: ColumnDescription.Family

  fileprivate var postgres: String {
    switch family {
    case .timestamp, .date: "CAST(\(expression) AS timestamptz)"
    default: "CAST(nullif(trim(CAST(\(expression) AS text)), '') AS timestamptz)"
    }
  }

  /// SQLite reads no `+00`, as PostgreSQL writes the offset of whole hours.
  fileprivate var sqlite: String {
    """
    julianday(CASE WHEN length(\(expression)) > 10 AND \(expression) GLOB '*[+-][0-9][0-9]' \
    THEN \(expression) || ':00' ELSE \(expression) END)
    """
  }
}
