extension PostgresSession {
  func tableNames() throws(StorageError) -> [String] {
    let rows = try query(
      """
      SELECT relname FROM pg_catalog.pg_class
      WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND pg_catalog.pg_table_is_visible(oid)
        AND relnamespace NOT IN (
          SELECT oid FROM pg_catalog.pg_namespace
          WHERE nspname IN ('pg_catalog', 'information_schema') OR nspname LIKE 'pg\\_toast%')
      ORDER BY relname
      """)
    var names: [String] = []
    for row in rows { names.append(try row.text(0)) }
    return names
  }

  func table(named name: String) throws(StorageError) -> TableDescription? {
    // to_regclass finds what an unqualified name means under the search path, and gives NULL
    // where it means nothing.
    let found = try queryOne(
      """
      SELECT c.oid, c.relkind IN ('v', 'm') FROM pg_catalog.pg_class c
      WHERE c.oid = pg_catalog.to_regclass($1) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
      """, [.text(try quoteTable(name))])
    guard let found else { return nil }
    let oid = try found.int(0)
    return TableDescription(
      name: name, isView: try found.bool(1), columns: try columns(of: oid),
      uniqueKeys: try uniqueKeys(of: oid), references: try references(of: oid))
  }

  private func columns(of table: Int64) throws(StorageError) -> [ColumnDescription] {
    // A domain counts as what it is made of.
    let rows = try query(
      """
      SELECT a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull,
        pg_catalog.format_type(coalesce(nullif(t.typbasetype, 0), t.oid), NULL)
      FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
      WHERE a.attrelid = CAST($1 AS oid) AND a.attnum > 0 AND NOT a.attisdropped
      ORDER BY a.attnum
      """, [.int(table)])
    var columns: [ColumnDescription] = []
    for row in rows {
      columns.append(
        ColumnDescription(
          name: try row.text(0), type: try row.text(1), family: .init(declared: try row.text(3)),
          isNullable: !(try row.bool(2))))
    }
    return columns
  }

  private func uniqueKeys(of table: Int64) throws(StorageError) -> [[String]] {
    let rows = try query(
      """
      SELECT i.indexrelid, a.attname
      FROM pg_catalog.pg_index i
      CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(attnum, place)
      JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
      WHERE i.indrelid = CAST($1 AS oid) AND i.indisunique AND i.indisvalid AND i.indimmediate
        AND i.indpred IS NULL AND i.indexprs IS NULL AND k.place <= i.indnkeyatts
      ORDER BY i.indisprimary DESC, i.indexrelid, k.place
      """, [.int(table)])
    return try grouped(rows)
  }

  private func references(of table: Int64) throws(StorageError) -> [String] {
    let rows = try query(
      """
      SELECT DISTINCT c.relname FROM pg_catalog.pg_constraint k
      JOIN pg_catalog.pg_class c ON c.oid = k.confrelid
      WHERE k.conrelid = CAST($1 AS oid) AND k.contype = 'f' ORDER BY c.relname
      """, [.int(table)])
    var names: [String] = []
    for row in rows { names.append(try row.text(0)) }
    return names
  }
}

/// The texts of column 1, gathered where column 0 stays the same.
func grouped(_ rows: [Row]) throws(StorageError) -> [[String]] {
  var groups: [[String]] = []
  var current: String?
  for row in rows {
    let group = try row.text(0)
    if group != current { groups.append([]) }
    current = group
    groups[groups.count - 1].append(try row.text(1))
  }
  return groups
}
