extension SQLiteSession {
  func tableNames() throws(StorageError) -> [String] {
    let rows = try query(
      """
      SELECT name FROM sqlite_schema
      WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
      ORDER BY name
      """)
    var names: [String] = []
    for row in rows { names.append(try row.text(0)) }
    return names
  }

  func table(named name: String) throws(StorageError) -> TableDescription? {
    let (schema, bare) = splitTableName(name)
    let within: [SQLValue] = [.text(bare), .text(schema ?? "main")]
    let kind = try queryOne(
      "SELECT type FROM pragma_table_list($1) WHERE schema = $2", within)
    guard let kind else { return nil }
    return TableDescription(
      name: name, isView: try kind.text(0) == "view", columns: try columns(within),
      uniqueKeys: try uniqueKeys(within), references: try references(within))
  }

  private func columns(_ table: [SQLValue]) throws(StorageError) -> [ColumnDescription] {
    // hidden = 1 is what a virtual table keeps to itself; 2 and 3 are generated columns.
    let rows = try query(
      """
      SELECT name, type, "notnull" OR (pk > 0 AND upper(type) = 'INTEGER')
      FROM pragma_table_xinfo($1, $2) WHERE hidden <> 1 ORDER BY cid
      """, table)
    var columns: [ColumnDescription] = []
    for row in rows {
      let type = try row.text(1)
      columns.append(
        ColumnDescription(
          name: try row.text(0), type: type.lowercased(), family: .init(declared: type),
          isNullable: !(try row.bool(2))))
    }
    return columns
  }

  private func uniqueKeys(_ table: [SQLValue]) throws(StorageError) -> [[String]] {
    let primary = try query(
      "SELECT 'pk', name FROM pragma_table_xinfo($1, $2) WHERE pk > 0 ORDER BY pk", table)
    let indexes = try query(
      """
      SELECT l.name, i.name FROM pragma_index_list($1, $2) l
      JOIN pragma_index_xinfo(l.name, $2) i
      WHERE l."unique" AND NOT l.partial AND l.origin <> 'pk' AND i.key
        AND l.name NOT IN (
          SELECT l2.name FROM pragma_index_list($1, $2) l2
          JOIN pragma_index_xinfo(l2.name, $2) x WHERE x.key AND x.cid < 0)
      ORDER BY l.seq, i.seqno
      """, table)
    return try grouped(primary) + grouped(indexes)
  }

  private func references(_ table: [SQLValue]) throws(StorageError) -> [String] {
    let rows = try query(
      "SELECT DISTINCT \"table\" FROM pragma_foreign_key_list($1, $2) ORDER BY 1", table)
    var names: [String] = []
    for row in rows { names.append(try row.text(0)) }
    return names
  }
}
