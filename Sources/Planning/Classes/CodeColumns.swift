import Expressions

/// Codes of subjects, column after column: equal codes of a column stand for equal values.
struct CodeColumns {
  private(set) var columns: [[Int64]] = []
  let rows: Int

  init(rows: Int) {
    self.rows = rows
  }

  /// Columns that end early go on with 0.
  mutating func append(_ codes: [Int64]) {
    columns.append(
      codes.count >= rows ? codes : codes + Array(repeating: 0, count: rows - codes.count))
  }

  mutating func append(_ values: SubjectColumns.Column, _ interned: inout InternedValues) {
    switch values {
    case .bools(let bools): append(bools.map { $0 ? 1 : 0 })
    case .ints(let ints): append(interned.codes(of: ints))
    case .values(let values): append(values.map { interned.code(of: $0) })
    }
  }
}

/// Numbers for values that are none themselves. Truths and integers stand for themselves, so that
/// a column has the same codes whether or not some other value stands in it.
struct InternedValues {
  private var codes: [Value: Int64] = [:]
  /// From here on numbers are interned values; so large integers are interned, too.
  private static let first: Int64 = 1 << 62

  mutating func codes(of ints: [Int64]) -> [Int64] {
    guard let largest = ints.max(), largest >= Self.first else { return ints }
    return ints.map { $0 < Self.first ? $0 : code(of: .int($0)) }
  }

  mutating func code(of value: Value) -> Int64 {
    if case .int(let int) = value, int < Self.first { return int }
    if let code = codes[value] { return code }
    let code = Self.first + Int64(codes.count)
    codes[value] = code
    return code
  }
}
