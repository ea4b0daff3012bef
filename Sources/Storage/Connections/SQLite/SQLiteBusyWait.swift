#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How a connection that writes waits for a lock that another process holds on its SQLite file.
///
/// SQLite's own wait doubles up to a tenth of a second: where others write one transaction after the
/// other, whoever has waited longest looks least often, and may miss every moment between two of
/// theirs. This one looks just as often at the end as at the beginning.
enum SQLiteBusyWait {
  /// Ten seconds, and longer where the machine is too busy to wake it in time.
  private static let mostTries = 10_000

  /// Waits half a millisecond to one and a half, so that several who wait do not look in step.
  ///
  /// - Parameter tries: How often it was waited for this lock.
  /// - Returns: Whether to try for the lock once more.
  static func waits(tries: Int) -> Bool {
    guard tries < mostTries else { return false }
    usleep(.random(in: 500...1_500))
    return true
  }
}
