/// A column that a file fills, and how its texts become values.
///
/// PostgreSQL reads every text itself and refuses what does not fit. SQLite would keep `abc` in an
/// integer column and the text `true` in a boolean one, so that the same query over the same files
/// had two answers: there the texts are checked here.
struct ImportColumn {
  let name: String
  private let dialect: Dialect
  private let family: ColumnDescription.Family
  private let type: String

  init(_ column: ColumnDescription, _ dialect: Dialect) {
    name = column.name
    type = column.type
    family = column.family
    self.dialect = dialect
  }

  /// The value of a field; nil is NULL.
  ///
  /// - Throws: why the text is none of the column's type.
  func value(_ text: String?) throws(StorageError) -> SQLValue {
    guard let text else { return .null }
    guard dialect == .sqlite else { return .text(text) }
    switch family {
    case .bool:
      guard let bool = Self.booleans[text.lowercased()] else { throw mismatch(text) }
      return .bool(bool)
    case .integer:
      guard let int = Int64(text) else { throw mismatch(text) }
      return .int(int)
    case .number:
      // As text: the column's affinity makes a number of it.
      guard Double(text) != nil else { throw mismatch(text) }
      return .text(text)
    case .text, .json, .jsonb, .timestamp, .date, .uuid, .array, .other:
      return .text(text)
    }
  }

  /// PostgreSQL's own list.
  private static let booleans: [String: Bool] = [
    "t": true, "true": true, "y": true, "yes": true, "on": true, "1": true,
    "f": false, "false": false, "n": false, "no": false, "off": false, "0": false,
  ]

  private func mismatch(_ text: String) -> StorageError {
    let shown = text.count > 40 ? text.prefix(40) + "…" : Substring(text)
    return StorageError(.invalidValue, "'\(shown)' in column \(name) is no \(type)")
  }
}
