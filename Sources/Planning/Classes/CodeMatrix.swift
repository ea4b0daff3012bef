import Expressions

/// Codes of subjects, row after row: equal codes stand for equal values of a column.
struct CodeMatrix {
  let width: Int
  private(set) var codes: [Int64]
  private let rows: Int

  init(rows: Int, width: Int) {
    self.width = width
    self.rows = rows
    codes = Array(repeating: 0, count: rows * width)
  }

  mutating func set(_ column: Int, _ values: [Int64]) {
    for row in 0..<min(rows, values.count) { codes[row * width + column] = values[row] }
  }

  mutating func set(
    _ column: Int, _ values: SubjectColumns.Column, _ interned: inout InternedValues
  ) {
    switch values {
    case .ints(let ints):
      for row in 0..<min(rows, ints.count) {
        codes[row * width + column] = interned.code(of: ints[row])
      }
    case .bools(let bools):
      for row in 0..<min(rows, bools.count) { codes[row * width + column] = bools[row] ? 1 : 0 }
    case .values(let values):
      for row in 0..<min(rows, values.count) {
        codes[row * width + column] = interned.code(of: values[row])
      }
    }
  }
}

/// Numbers for values that are none themselves. Truths and integers stand for themselves, so that
/// a column has the same codes whether or not some other value stands in it.
struct InternedValues {
  private var codes: [Value: Int64] = [:]
  /// From here on numbers are interned values; so large integers are interned, too.
  private static let first: Int64 = 1 << 62

  mutating func code(of int: Int64) -> Int64 {
    int < Self.first ? int : code(of: .int(int))
  }

  mutating func code(of value: Value) -> Int64 {
    if case .int(let int) = value, int < Self.first { return int }
    if let code = codes[value] { return code }
    let code = Self.first + Int64(codes.count)
    codes[value] = code
    return code
  }
}
