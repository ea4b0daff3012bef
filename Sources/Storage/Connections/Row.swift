/// One row that a statement gave, its values by position.
///
/// The two databases hand over values in different forms (PostgreSQL only text); the accessors
/// bring both to the same Swift type, and throw where a value is none.
package struct Row: Sendable {
  /// Where the values of a row are. An implementation is immutable.
  protocol Cells: Sendable {
    var columnNames: [String] { get }
    func isNull(_ index: Int) -> Bool
    /// The value's text; nil for NULL.
    func text(_ index: Int) -> String?
    func int(_ index: Int) -> Int64?
    func double(_ index: Int) -> Double?
  }

  private let cells: any Cells
  /// The number of columns.
  package let count: Int

  init(_ cells: any Cells, count: Int) {
    self.cells = cells
    self.count = count
  }

  /// The names of the columns, as the statement calls them.
  package var columnNames: [String] { cells.columnNames }

  /// Whether the value is NULL. A column that is not there counts as NULL.
  package func isNull(_ index: Int) -> Bool {
    index < 0 || index >= count || cells.isNull(index)
  }

  /// The value as text, nil for NULL: `1` for an integer, `\x0aff` for bytes. Booleans differ
  /// (`t` in PostgreSQL, `1` in SQLite): read them with ``bool(_:)``.
  package func textOrNull(_ index: Int) throws(StorageError) -> String? {
    try check(index)
    return cells.text(index)
  }

  /// The value as text.
  package func text(_ index: Int) throws(StorageError) -> String {
    guard let text = try textOrNull(index) else { throw mismatch(index, wanted: "text") }
    return text
  }

  /// The integer, nil for NULL. A number that is not a whole one of 64 bits is an error.
  package func intOrNull(_ index: Int) throws(StorageError) -> Int64? {
    try check(index)
    if cells.isNull(index) { return nil }
    guard let value = cells.int(index) else { throw mismatch(index, wanted: "an integer") }
    return value
  }

  /// The integer.
  package func int(_ index: Int) throws(StorageError) -> Int64 {
    guard let value = try intOrNull(index) else { throw mismatch(index, wanted: "an integer") }
    return value
  }

  /// The boolean, nil for NULL: `t`, `f`, `true`, `false`, `1` and `0` are booleans.
  package func boolOrNull(_ index: Int) throws(StorageError) -> Bool? {
    try check(index)
    if let value = cells.int(index), value == 0 || value == 1 { return value == 1 }
    switch cells.text(index) {
    case nil: return nil
    case "t", "true": return true
    case "f", "false": return false
    default: throw mismatch(index, wanted: "a boolean")
    }
  }

  /// The boolean.
  package func bool(_ index: Int) throws(StorageError) -> Bool {
    guard let value = try boolOrNull(index) else { throw mismatch(index, wanted: "a boolean") }
    return value
  }

  /// The number, nil for NULL.
  package func doubleOrNull(_ index: Int) throws(StorageError) -> Double? {
    try check(index)
    if cells.isNull(index) { return nil }
    guard let value = cells.double(index) else { throw mismatch(index, wanted: "a number") }
    return value
  }

  /// The number.
  package func double(_ index: Int) throws(StorageError) -> Double {
    guard let value = try doubleOrNull(index) else { throw mismatch(index, wanted: "a number") }
    return value
  }

  private func check(_ index: Int) throws(StorageError) {
    guard index >= 0, index < count else {
      throw StorageError(.misuse, "a row of \(count) columns has no column \(index + 1)")
    }
  }

  /// Names the column and shows what stands there, shortened: it may be anything.
  private func mismatch(_ index: Int, wanted: String) -> StorageError {
    let names = columnNames
    let name = index < names.count ? names[index] : String(index + 1)
    guard let found = cells.text(index) else {
      return StorageError(.invalidValue, "column \(name) is NULL where \(wanted) is needed")
    }
    let shown = found.count > 40 ? found.prefix(40) + "…" : Substring(found)
    return StorageError(.invalidValue, "column \(name) holds '\(shown)' and not \(wanted)")
  }
}
