/// Rows of codes as single small numbers, where each column has few values next to each other.
///
/// Scores, counts and truths do: then a row is found by its place in an array, without a hash.
struct DenseCodes {
  /// A number below `bound` for each row: the same where all codes are the same.
  let keys: [Int32]
  let bound: Int

  /// Nil where the columns' ranges span more than some numbers per row.
  init?(_ matrix: CodeColumns) {
    let limit = min(max(1 << 12, 4 * matrix.rows), 1 << 24)
    var span = 1
    var spans: [(base: Int64, stride: Int)] = []
    for column in matrix.columns {
      guard let (low, high) = Self.range(of: column) else { return nil }
      let (width, overflowed) = high.subtractingReportingOverflow(low)
      guard !overflowed, width < limit else { return nil }
      spans.append((base: low, stride: span))
      // Both factors are at most 2^24.
      span *= Int(width) + 1
      guard span <= limit else { return nil }
    }
    bound = span
    keys = Self.keys(matrix, spans)
  }

  private static func range(of column: [Int64]) -> (low: Int64, high: Int64)? {
    guard var low = column.first else { return nil }
    var high = low
    for code in column {
      low = min(low, code)
      high = max(high, code)
    }
    return (low, high)
  }

  /// Every code lies within its column's range, so that no key reaches `bound`, which fits.
  private static func keys(
    _ matrix: CodeColumns, _ spans: [(base: Int64, stride: Int)]
  ) -> [Int32] {
    var keys = [Int32](repeating: 0, count: matrix.rows)
    keys.withUnsafeMutableBufferPointer { keys in
      for (column, span) in zip(matrix.columns, spans) {
        let stride = Int32(truncatingIfNeeded: span.stride)
        column.withUnsafeBufferPointer { codes in
          for row in 0..<min(keys.count, codes.count) {
            keys[row] &+= Int32(truncatingIfNeeded: codes[row] &- span.base) &* stride
          }
        }
      }
    }
    return keys
  }
}
