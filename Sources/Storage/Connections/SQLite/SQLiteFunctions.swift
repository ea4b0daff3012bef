import GRDB
import Money

/// SQL functions that every connection to a SQLite file has.
enum SQLiteFunctions {
  static let all: [DatabaseFunction] = [
    DatabaseFunction("usd_sum", argumentCount: 1, pure: true, aggregate: ExactSum.self)
  ]
}

/// `usd_sum(x)`: the exact sum of decimal texts and integers, as text; NULL does not count, and
/// the sum over nothing is `0`.
private struct ExactSum: DatabaseAggregate {
  private var total = ExactDecimal.zero

  mutating func step(_ values: [DatabaseValue]) throws {
    guard let value = values.first else { return }
    let text: String
    switch value.storage {
    case .null: return
    case .int64(let number): text = String(number)
    case .string(let string): text = string
    // What was a REAL once has no exact digits to add.
    case .double, .blob: throw DatabaseError(message: "usd_sum: \(value) is no exact decimal")
    }
    guard let decimal = ExactDecimal(text) else {
      throw DatabaseError(message: "usd_sum: '\(text)' is no decimal number")
    }
    do {
      total = try total + decimal
    } catch {
      throw DatabaseError(message: "usd_sum: the sum is too large")
    }
  }

  func finalize() throws -> (any DatabaseValueConvertible)? {
    total.description
  }
}
