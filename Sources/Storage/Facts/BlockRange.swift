/// Blocks of a table of PostgreSQL, one after the other: a part that can be read by itself.
struct BlockRange: Sendable, Equatable {
  /// The first block.
  let lower: Int64
  /// The first block after it; nil is the end of the table, however far it grows.
  let upper: Int64?

  /// A condition over the table alone.
  var condition: String {
    let end = upper.map { " AND ctid < CAST('(\($0),0)' AS tid)" } ?? ""
    return "ctid >= CAST('(\(lower),0)' AS tid)\(end)"
  }

  /// The parts, each as large as the other and together the whole, in which several connections
  /// read a table at once; one part of nil where that gains nothing. The table is locked against
  /// being rewritten until the transaction ends, as its rows may then stand in other blocks.
  ///
  /// PostgreSQL sorts or hashes by many columns in one process, as it cannot foresee how few groups
  /// there will be. So the work is divided here, by the server's own settings: into as many parts as
  /// a query may have workers, from the size on that is worth theirs. Each part reads the related
  /// tables, too: where these are more than twice as large, that costs the server more than it gains.
  /// Partitioned and foreign tables and those of other storage than PostgreSQL's own have no such
  /// blocks; versions before 14 would read all of them each time.
  ///
  /// - Parameter related: Tables that are read beside it, for each part again.
  static func parts(
    of table: String, related: [String], _ session: any SQLSession
  ) throws -> [BlockRange?] {
    guard session.dialect == .postgres else { return [nil] }
    try hold(table, session)
    let row = try session.queryOne(
      """
      SELECT pg_catalog.pg_relation_size(c.oid) / current_setting('block_size')::bigint,
        current_setting('max_parallel_workers_per_gather')::bigint
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_am m ON m.oid = c.relam
      WHERE c.oid = pg_catalog.to_regclass($1) AND c.relkind IN ('r', 'm') AND m.amname = 'heap'
        AND current_setting('server_version_num')::int >= 140000
        AND pg_catalog.has_function_privilege(
          pg_catalog.to_regprocedure('pg_catalog.pg_export_snapshot()'), 'execute')
        AND pg_catalog.pg_relation_size(c.oid) >= greatest(
          pg_catalog.pg_size_bytes(current_setting('min_parallel_table_scan_size')),
          (SELECT coalesce(sum(pg_catalog.pg_relation_size(pg_catalog.to_regclass(name))), 0) / 2
          FROM unnest(CAST($2 AS text[])) AS related(name)))
      """, [.text(try quoteTable(table)), .texts(try related.map(quoteTable))])
    guard let row else { return [nil] }
    return cut(blocks: try row.int(0), into: try row.int(1))
  }

  /// Keeps a table's rows in their blocks until the transaction ends.
  static func hold(_ table: String, _ session: any SQLSession) throws {
    _ = try session.query("SELECT 1 FROM \(try quoteTable(table)) LIMIT 0")
  }

  /// - Parameter wanted: How many parts there are to be; there are no more than blocks, nor than
  ///   a pool of connections lends one asker.
  static func cut(blocks: Int64, into wanted: Int64) -> [BlockRange?] {
    let count = min(wanted, blocks, most)
    guard count > 1 else { return [nil] }
    let size = blocks / count
    return (0..<count).map { index in
      BlockRange(lower: index * size, upper: index + 1 < count ? (index + 1) * size : nil)
    }
  }

  private static let most: Int64 = 4
}
