/// Which of the two databases a statement is written for, and the few places where their SQL has
/// to differ.
package enum Dialect: String, Sendable, Hashable, CaseIterable {
  case postgres
  case sqlite

  /// The product's name, for messages.
  package var displayName: String {
    switch self {
    case .postgres: "PostgreSQL"
    case .sqlite: "SQLite"
    }
  }

  /// An exact sum of decimal texts or numbers, as text; `'0'` over no rows. Binary floating point
  /// is never involved, and a sum beyond what `Money.ExactDecimal` holds is an error in SQLite.
  package func exactSum(_ expression: String) -> String {
    switch self {
    case .postgres: "CAST(coalesce(sum(CAST(\(expression) AS numeric)), 0) AS text)"
    case .sqlite: "usd_sum(\(expression))"
    }
  }

  /// The clause that keeps other workers' claimed rows out of the way; nothing in SQLite, which
  /// has one writer.
  package var skipLocked: String {
    switch self {
    case .postgres: "FOR UPDATE SKIP LOCKED"
    case .sqlite: ""
    }
  }
}
