import CLibPQ

/// Owns a `PGresult`, which never changes once it is there.
final class PostgresResult: @unchecked Sendable {
  let pointer: OpaquePointer

  init(_ pointer: OpaquePointer) {
    self.pointer = pointer
  }

  deinit {
    PQclear(pointer)
  }

  var status: ExecStatusType { PQresultStatus(pointer) }
  var rowCount: Int { Int(PQntuples(pointer)) }

  /// What a command says that it did: `COMMIT`, `UPDATE 3`.
  var commandTag: String { PQcmdStatus(pointer).map { String(cString: $0) } ?? "" }

  /// Rows inserted, updated or deleted; a SELECT's rows do not count.
  var affectedRows: Int {
    guard !commandTag.hasPrefix("SELECT"), let text = PQcmdTuples(pointer) else { return 0 }
    return Int(String(cString: text)) ?? 0
  }

  var rows: [Row] {
    let columns = Int(PQnfields(pointer))
    return (0..<rowCount).map { row in
      Row(PostgresCells(result: self, row: CInt(truncatingIfNeeded: row)), count: columns)
    }
  }
}

/// A row that stays in libpq's memory until somebody asks for a value. `Row` has checked every
/// index against the number of columns.
struct PostgresCells: Row.Cells {
  let result: PostgresResult
  let row: CInt

  var columnNames: [String] {
    (0..<PQnfields(result.pointer)).map { column in
      PQfname(result.pointer, column).map { String(cString: $0) } ?? ""
    }
  }

  func isNull(_ index: Int) -> Bool {
    PQgetisnull(result.pointer, row, CInt(truncatingIfNeeded: index)) != 0
  }

  func text(_ index: Int) -> String? {
    bytes(index).map { String(decoding: $0, as: UTF8.self) }
  }

  func int(_ index: Int) -> Int64? {
    guard let bytes = bytes(index), !bytes.isEmpty else { return nil }
    let isNegative = bytes[0] == UInt8(ascii: "-")
    var value: Int64 = 0
    let digits = isNegative ? bytes.dropFirst() : bytes[...]
    guard !digits.isEmpty else { return nil }
    for byte in digits {
      let digit = Int64(byte) - 48
      guard (0...9).contains(digit) else { return nil }
      // Downwards, so that Int64.min has room.
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, overflow2) = tens.subtractingReportingOverflow(digit)
      guard !overflow, !overflow2 else { return nil }
      value = sum
    }
    if isNegative { return value }
    return value == .min ? nil : -value
  }

  func double(_ index: Int) -> Double? {
    text(index).flatMap { Double($0) }
  }

  private func bytes(_ index: Int) -> UnsafeRawBufferPointer? {
    let column = CInt(truncatingIfNeeded: index)
    guard PQgetisnull(result.pointer, row, column) == 0,
      let start = PQgetvalue(result.pointer, row, column)
    else { return nil }
    return UnsafeRawBufferPointer(
      start: start, count: Int(PQgetlength(result.pointer, row, column)))
  }
}
