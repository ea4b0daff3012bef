import CLibPQ

extension PostgresSession {
  @discardableResult
  func copyIn(_ table: String, columns: [String], next: () throws -> [SQLValue]?) throws -> Int {
    var names: [String] = []
    for column in columns { names.append(try quoteIdentifier(column)) }
    let sql = "COPY \(try quoteTable(table)) (\(names.joined(separator: ", "))) FROM STDIN"
    try admit(sql, [])
    try check(PQexec(handle.pointer, sql), sql, isCopying: true)
    do {
      try sendRows(columns.count, table, sql, next)
    } catch {
      // What the server already said of the rows is more to the point than what stopped us.
      PQputCopyEnd(handle.pointer, "given up")
      let refusal = Result { try self.finishCopy(sql) }
      if case .failure(let said) = refusal, error is BrokenCopy { throw said }
      throw error
    }
    guard PQputCopyEnd(handle.pointer, nil) == 1 else { throw noting(lost(sql)) }
    return try finishCopy(sql)
  }

  /// The server took no more data; why, its result tells.
  private struct BrokenCopy: Error {}

  private func sendRows(
    _ width: Int, _ table: String, _ sql: String, _ next: () throws -> [SQLValue]?
  ) throws {
    isStreaming = true
    defer { isStreaming = false }
    var buffer: [UInt8] = []
    while let row = try next() {
      try checkCopyRow(row, width: width, table: table)
      for (index, value) in row.enumerated() {
        if index > 0 { buffer.append(UInt8(ascii: "\t")) }
        PostgresText.appendCopyField(value, to: &buffer)
      }
      buffer.append(UInt8(ascii: "\n"))
      if buffer.count >= 1 << 16 {
        try send(buffer)
        buffer.removeAll(keepingCapacity: true)
      }
    }
    try send(buffer)
  }

  private func send(_ buffer: [UInt8]) throws {
    try operation.check()
    let sent = buffer.withUnsafeBytes { bytes in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        PQputCopyData(
          handle.pointer, characters.baseAddress, CInt(truncatingIfNeeded: characters.count))
      }
    }
    if sent != 1 { throw BrokenCopy() }
  }

  /// Reads the server's word on the rows.
  private func finishCopy(_ sql: String) throws(StorageError) -> Int {
    var copied: Int?
    var failure: StorageError?
    while let pointer = PQgetResult(handle.pointer) {
      do {
        copied = try check(pointer, sql).affectedRows
      } catch {
        failure = error
      }
      if handle.isBroken { break }
    }
    if let failure { throw failure }
    guard let copied else { throw noting(lost(sql)) }
    return copied
  }
}

/// Refuses a row that does not fit its columns, or that no database could hold.
func checkCopyRow(_ row: [SQLValue], width: Int, table: String) throws(StorageError) {
  guard row.count == width else {
    throw StorageError(.misuse, "a row of \(row.count) values for \(width) columns of \(table)")
  }
  guard !row.contains(where: \.isArray) else {
    throw StorageError(.misuse, "a row for \(table) cannot hold arrays")
  }
  guard !row.contains(where: { $0.holdsNUL }) else {
    throw StorageError(.invalidValue, "a text for \(table) cannot hold U+0000")
  }
}
