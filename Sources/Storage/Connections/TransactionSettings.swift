/// How a transaction is to run.
struct TransactionSettings: Sendable {
  var isReadOnly: Bool
  /// The longest that one statement may take; nil is without limit.
  var timeout: Duration?
  /// The longest that one statement may wait for a row that somebody else has locked; nil is without
  /// limit. PostgreSQL only.
  var lockTimeout: Duration? = nil
  /// The snapshot of another transaction, which has to be under way, for reading what that one
  /// reads. PostgreSQL only.
  var snapshot: Snapshot?
  /// Whether its body may run again where PostgreSQL rolled it back for a conflict.
  var isRepeatable = true

  /// Reading sees one snapshot throughout. Writing reads what is committed, statement by
  /// statement, which is what claiming with SKIP LOCKED wants. Its statements are about a few hundred
  /// rows each, found by key: what was written a moment ago is in memory, where an index costs
  /// little, and reading whole tables instead takes longer with every call that was made.
  var postgresBegin: String {
    var begin =
      isReadOnly
      ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
      : "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL random_page_cost = 1.1"
    if let snapshot { begin += "; SET TRANSACTION SNAPSHOT \(snapshot.quoted)" }
    if let lockTimeout { begin += "; SET LOCAL lock_timeout = \(lockTimeout.wholeMilliseconds)" }
    if let timeout { begin += "; SET LOCAL statement_timeout = \(timeout.wholeMilliseconds)" }
    return begin
  }
}

extension Duration {
  /// At least 1, as 0 means no limit to PostgreSQL; at most what its setting takes.
  var wholeMilliseconds: Int64 {
    let (seconds, attoseconds) = components
    let (thousands, overflow) = seconds.multipliedReportingOverflow(by: 1000)
    if overflow { return Int64(Int32.max) }
    let (sum, overflow2) = thousands.addingReportingOverflow(attoseconds / 1_000_000_000_000_000)
    return overflow2 ? Int64(Int32.max) : min(max(sum, 1), Int64(Int32.max))
  }
}
