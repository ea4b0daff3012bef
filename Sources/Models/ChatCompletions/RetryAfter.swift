/// How long a response asks its client to wait.
enum RetryAfter {
  /// No provider means more; a server that says so is not believed.
  private static let longest = Duration.seconds(86_400)

  /// Reads `retry-after-ms`, which OpenAI sends beside it and which is finer, else `Retry-After` in
  /// seconds or as an HTTP date. `now` counts seconds since 1970. `nil` where neither can be read.
  static func duration(_ headers: HTTPHeaders, now: Int64) -> Duration? {
    if let milliseconds = headers["retry-after-ms"].flatMap(nonNegative) {
      return bounded(seconds: milliseconds / 1000)
    }
    guard let value = headers["Retry-After"] else { return nil }
    if let seconds = nonNegative(value) { return bounded(seconds: seconds) }
    guard let date = HTTPDate.secondsSince1970(value, now: now) else { return nil }
    let (wait, overflow) = date.subtractingReportingOverflow(now)
    return overflow ? nil : bounded(seconds: Double(wait))
  }

  private static func nonNegative(_ text: String) -> Double? {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == 0x2E }) else { return nil }
    return Double(text)
  }

  private static func bounded(seconds: Double) -> Duration {
    seconds >= 86_400 ? longest : .milliseconds(Int64(max(0, seconds) * 1000))
  }
}
