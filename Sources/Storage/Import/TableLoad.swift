/// One file on its way into one table.
struct TableLoad {
  let name: String
  private let path: String
  private let description: TableDescription

  /// - Throws: `file` where there is no such table.
  init(_ table: String, in folder: ImportFolder, _ session: any SQLSession) throws(StorageError) {
    name = table
    path = "\(folder.path)/\(table).csv"
    guard let description = try session.table(named: table) else {
      let known = try session.tableNames()
      throw StorageError(
        .file(path, line: nil), "\(path): there is no table \(table)",
        hint: known.isEmpty
          ? "the database has no tables" : "there are " + known.joined(separator: ", "))
    }
    self.description = description
  }

  /// Orders tables so that foreign keys find what they point at. Tables that point at each other
  /// in a circle stay in the order of their names.
  static func referencedFirst(_ loads: [TableLoad]) -> [TableLoad] {
    var rest = loads
    var ordered: [TableLoad] = []
    while !rest.isEmpty {
      let names = Set(rest.map(\.name))
      let index =
        rest.firstIndex { load in
          load.description.references.allSatisfy { $0 == load.name || !names.contains($0) }
        } ?? 0
      ordered.append(rest.remove(at: index))
    }
    return ordered
  }

  func run(_ session: any SQLSession) throws -> Int {
    var reader = try CSVReader(path: path, name: path)
    let columns = try columns(of: reader, session.dialect)
    let rows: Int
    do {
      rows = try session.copyIn(name, columns: columns.map(\.name)) {
        guard let fields = try reader.next() else { return nil }
        return try values(fields, columns, reader)
      }
    } catch let error as StorageError where error.row != nil {
      throw placed(error)
    }
    // Without it PostgreSQL plans the first queries as if the table were next to empty.
    if session.dialect == .postgres { try session.execute("ANALYZE \(quoteTable(name))") }
    return rows
  }

  private func columns(
    of reader: CSVReader, _ dialect: Dialect
  ) throws(StorageError) -> [ImportColumn] {
    var columns: [ImportColumn] = []
    for name in reader.header {
      guard let column = description.column(name) else {
        let known = description.columns.map(\.name).joined(separator: ", ")
        throw reader.fault("table \(self.name) has no column '\(name)'", at: reader.recordLine)
          .hinting("it has \(known)")
      }
      columns.append(ImportColumn(column, dialect))
    }
    return columns
  }

  private func values(
    _ fields: [String?], _ columns: [ImportColumn], _ reader: CSVReader
  ) throws(StorageError) -> [SQLValue] {
    var values: [SQLValue] = []
    values.reserveCapacity(columns.count)
    for (column, field) in zip(columns, fields) {
      do {
        values.append(try column.value(field))
      } catch {
        throw reader.fault(error.message, at: reader.recordLine)
      }
    }
    return values
  }

  /// Names the line instead of the row: records may span lines, so the file is read once more.
  private func placed(_ error: StorageError) -> StorageError {
    guard let row = error.row, var reader = try? CSVReader(path: path, name: path) else {
      return error
    }
    for _ in 0..<max(0, row) {
      guard (try? reader.next()) != nil else { break }
    }
    var placed = reader.fault(error.message, at: reader.recordLine)
    placed.sqlState = error.sqlState
    return placed
  }
}
