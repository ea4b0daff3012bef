/// Makes ids of runs: short, and later ones sort after earlier ones.
enum RunIdentifier {
  /// Crockford's digits: none that look like another.
  private static let digits = Array("0123456789abcdefghjkmnpqrstvwxyz")

  /// Nine digits of milliseconds since 1970, which last until the year 3084, and three of chance
  /// for runs that start at once.
  static func make(milliseconds: Int64) -> String {
    text(UInt64(clamping: milliseconds), digits: 9) + text(.random(in: 0..<32_768), digits: 3)
  }

  private static func text(_ number: UInt64, digits count: Int) -> String {
    String((0..<count).reversed().map { digits[Int(number >> UInt64($0 * 5) & 31)] })
  }
}
