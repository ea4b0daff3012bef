extension SQLSession {
  /// Hands over the rows of a statement some at a time, in constant memory, and lets the
  /// transaction do other things in between, which `stream` does not.
  ///
  /// All rows are of one moment, whatever `body` changes. The statement itself may not write, though
  /// the transaction may: fragments of it come from a rule file.
  func forEachBatch(
    of sql: String, _ arguments: [SQLValue], size: Int, _ body: ([Row]) throws -> Void
  ) throws {
    switch dialect {
    case .postgres:
      try execute("DECLARE gearbox_rows NO SCROLL CURSOR FOR \(sql)", arguments)
      while true {
        let rows = try fetchReadOnly(size)
        if rows.isEmpty { break }
        try body(rows)
      }
      try execute("CLOSE gearbox_rows")
    case .sqlite:
      // A cursor would see what `body` inserts; a temporary table has its own file.
      try execute("CREATE TEMP TABLE gearbox_rows AS \(sql)", arguments)
      var last: Int64 = 0
      while true {
        let rows = try query(
          """
          SELECT *, rowid FROM temp.gearbox_rows WHERE rowid > $1 ORDER BY rowid LIMIT \(size)
          """, [.int(last)])
        guard let end = rows.last else { break }
        last = try end.int(end.count - 1)
        try body(rows)
      }
      try execute("DROP TABLE temp.gearbox_rows")
    }
  }

  /// A subtransaction may be made read-only, and the transaction is as it was when it is undone; the
  /// cursor, which was there before, keeps its place.
  private func fetchReadOnly(_ size: Int) throws -> [Row] {
    try execute("SAVEPOINT gearbox_fetch")
    try execute("SET LOCAL transaction_read_only = on")
    let rows = try query("FETCH FORWARD \(size) FROM gearbox_rows")
    try execute("ROLLBACK TO SAVEPOINT gearbox_fetch")
    try execute("RELEASE SAVEPOINT gearbox_fetch")
    return rows
  }
}
