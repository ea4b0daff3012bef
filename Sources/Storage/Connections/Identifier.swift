/// A name as SQL reads it without changing it: in double quotes, quotes inside doubled.
///
/// - Throws: `invalidValue` for an empty name or one that holds U+0000, which no quoting saves.
package func quoteIdentifier(_ name: String) throws(StorageError) -> String {
  guard !name.isEmpty else {
    throw StorageError(.invalidValue, "an empty text is no name of a table or column")
  }
  guard !name.utf8.contains(0) else {
    throw StorageError(.invalidValue, "a name of a table or column cannot hold U+0000")
  }
  return "\"" + name.replacing("\"", with: "\"\"") + "\""
}

/// A table's name as rule files write it: `table`, or `schema.table` where there is one dot with
/// something on both sides.
package func quoteTable(_ name: String) throws(StorageError) -> String {
  let (schema, table) = splitTableName(name)
  let quoted = try quoteIdentifier(table)
  guard let schema else { return quoted }
  return try quoteIdentifier(schema) + "." + quoted
}

/// The parts of a table's name, see ``quoteTable(_:)``.
func splitTableName(_ name: String) -> (schema: String?, table: String) {
  let parts = name.split(separator: ".", omittingEmptySubsequences: false)
  guard parts.count == 2, let schema = parts.first, let table = parts.last,
    !schema.isEmpty, !table.isEmpty
  else { return (nil, name) }
  return (String(schema), String(table))
}
