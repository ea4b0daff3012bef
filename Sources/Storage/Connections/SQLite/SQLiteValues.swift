import Foundation
import GRDB

extension SQLValue {
  /// As SQLite keeps it. Arrays are JSON texts for `json_each`.
  var databaseValue: DatabaseValue {
    switch self {
    case .null: .null
    case .bool(let value): (value ? 1 : 0).databaseValue
    case .int(let value): value.databaseValue
    case .double(let value): value.databaseValue
    case .text(let value): value.databaseValue
    case .ints(let values):
      ("[" + values.map(String.init).joined(separator: ",") + "]").databaseValue
    case .texts(let values):
      ("[" + values.map(Self.jsonString).joined(separator: ",") + "]").databaseValue
    }
  }

  private static func jsonString(_ text: String?) -> String {
    guard let text else { return "null" }
    return text.unicodeScalars.reduce(into: "\"") { result, scalar in
      switch scalar {
      case "\"", "\\":
        result.unicodeScalars.append("\\")
        result.unicodeScalars.append(scalar)
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    } + "\""
  }
}

/// The names of a statement's columns, shared by its rows.
final class SQLiteColumns: Sendable {
  let names: [String]

  init(_ names: [String]) {
    self.names = names
  }
}

extension Row {
  /// Copies the values out: GRDB's cursors use one row over and over.
  init(_ row: GRDB.Row, _ columns: SQLiteColumns) {
    let values = Array(row.databaseValues)
    self.init(SQLiteCells(columns: columns, values: values), count: values.count)
  }
}

/// `Row` has checked every index against the number of columns.
struct SQLiteCells: Row.Cells {
  let columns: SQLiteColumns
  let values: [DatabaseValue]

  var columnNames: [String] { columns.names }

  func isNull(_ index: Int) -> Bool { values[index].isNull }

  func text(_ index: Int) -> String? {
    switch values[index].storage {
    case .null: nil
    case .int64(let value): String(value)
    case .double(let value): Self.text(value)
    case .string(let value): value
    case .blob(let value): "\\x" + value.map(Self.hex).joined()
    }
  }

  func int(_ index: Int) -> Int64? {
    switch values[index].storage {
    case .int64(let value): value
    case .double(let value): Int64(exactly: value)
    case .string(let value): Int64(value)
    case .null, .blob: nil
    }
  }

  func double(_ index: Int) -> Double? {
    switch values[index].storage {
    case .int64(let value): Double(value)
    case .double(let value): value
    case .string(let value): Double(value)
    case .null, .blob: nil
    }
  }

  /// PostgreSQL writes a whole number without `.0`.
  private static func text(_ value: Double) -> String {
    let text = String(value)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  private static func hex(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}
