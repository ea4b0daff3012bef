/// A span of time in whole nanoseconds, some 292 years either way.
package struct CELDuration: Sendable, Hashable, Comparable {
  /// The span; negative when it goes back.
  package let nanoseconds: Int64

  /// The span of that many nanoseconds.
  package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  package static func < (left: CELDuration, right: CELDuration) -> Bool {
    left.nanoseconds < right.nanoseconds
  }
}
