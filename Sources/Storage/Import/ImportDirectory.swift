/// A table that an import filled.
package struct ImportedTable: Sendable, Hashable {
  package let name: String
  package let rows: Int
}

extension Database {
  /// Loads a folder: its `schema.sql`, where there is one, and then each `*.csv` into the table
  /// that is named like the file, tables that others refer to first.
  ///
  /// It is one transaction: all of it is there afterwards, or nothing.
  /// - Returns: the filled tables in order of name.
  /// - Throws: `file` with file and line where a file is at fault; `alreadyExists` where
  ///   `schema.sql` meets what is there already.
  package func importDirectory(_ path: String) async throws -> [ImportedTable] {
    let folder = try ImportFolder(path)
    return try await write { session in
      if let schema = folder.schema { try folder.create(schema, in: session) }
      let loads = try folder.tables.map { try TableLoad($0, in: folder, session) }
      return try TableLoad.referencedFirst(loads)
        .map { ImportedTable(name: $0.name, rows: try $0.run(session)) }
        .sorted { $0.name < $1.name }
    }
  }
}

/// What a folder has to import.
struct ImportFolder: Sendable {
  let path: String
  let schema: String?
  /// The names of the tables with a file.
  let tables: [String]

  init(_ path: String) throws(StorageError) {
    let names = try listFolder(path)
    self.path = path
    tables = names.compactMap { name in
      name.hasSuffix(".csv") && !name.hasPrefix(".") ? String(name.dropLast(4)) : nil
    }
    schema =
      names.contains("schema.sql")
      ? try readText(path: path + "/schema.sql", name: path + "/schema.sql") : nil
    if schema == nil && tables.isEmpty {
      throw StorageError(
        .file(path, line: nil), "\(path): has neither schema.sql nor any .csv file")
    }
  }

  func create(_ schema: String, in session: any SQLSession) throws(StorageError) {
    do {
      try session.script(schema)
    } catch {
      var error = error
      if case .alreadyExists(let name) = error.kind {
        error.message = "\(path)/schema.sql: \(name ?? "what it creates") exists already"
        error.hint = "nothing was changed; import into another database"
      } else if error.kind != .cancelled {
        let line = error.position.map { position in
          ":\(schema.unicodeScalars.prefix(max(1, position) - 1).count { $0 == "\n" } + 1)"
        }
        error.message = "\(path)/schema.sql\(line ?? ""): \(error.message)"
      }
      throw error
    }
  }
}
