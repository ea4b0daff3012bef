/// A point in time, in UTC, from the year 1 to the end of the year 9999, to the nanosecond.
package struct Timestamp: Sendable, Hashable, Comparable {
  /// Seconds since 1970-01-01T00:00:00Z.
  package let seconds: Int64
  /// Nanoseconds after that second, in 0..<1_000_000_000.
  package let nanoseconds: Int32

  /// `nil` outside the years 1 to 9999, and where `nanoseconds` is no part of a second.
  package init?(seconds: Int64, nanoseconds: Int32 = 0) {
    guard Self.range.contains(seconds), (0..<1_000_000_000).contains(nanoseconds) else {
      return nil
    }
    self.seconds = seconds
    self.nanoseconds = nanoseconds
  }

  static let range: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

  package static func < (left: Timestamp, right: Timestamp) -> Bool {
    (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
  }

  /// The point in time after this one by `duration`; `nil` when that leaves the years 1 to 9999.
  func advanced(by duration: CELDuration) -> Timestamp? {
    Timestamp(nanosecondsSinceEpoch: nanosecondsSinceEpoch + Int128(duration.nanoseconds))
  }

  /// The point in time before this one by `duration`; `nil` when that leaves the years 1 to 9999.
  func receded(by duration: CELDuration) -> Timestamp? {
    Timestamp(nanosecondsSinceEpoch: nanosecondsSinceEpoch - Int128(duration.nanoseconds))
  }

  /// The time from `other` to this one; `nil` when a duration cannot hold it.
  func since(_ other: Timestamp) -> CELDuration? {
    Int64(exactly: nanosecondsSinceEpoch - other.nanosecondsSinceEpoch)
      .map { CELDuration(nanoseconds: $0) }
  }

  private var nanosecondsSinceEpoch: Int128 {
    Int128(seconds) * 1_000_000_000 + Int128(nanoseconds)
  }

  private init?(nanosecondsSinceEpoch total: Int128) {
    var (seconds, rest) = total.quotientAndRemainder(dividingBy: 1_000_000_000)
    if rest < 0 { (seconds, rest) = (seconds - 1, rest + 1_000_000_000) }
    guard let seconds = Int64(exactly: seconds), let rest = Int32(exactly: rest) else { return nil }
    self.init(seconds: seconds, nanoseconds: rest)
  }
}
