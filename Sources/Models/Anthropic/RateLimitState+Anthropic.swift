extension RateLimitState {
  /// Reads `anthropic-ratelimit-{requests,tokens}-{limit,remaining,reset}`; where there is none for
  /// tokens, those for input tokens. A limit is reset at a time, of which `now` (seconds since 1970)
  /// makes a duration.
  init(anthropic headers: HTTPHeaders, now: Int64) {
    func allowance(_ kind: String) -> Allowance {
      let prefix = "anthropic-ratelimit-\(kind)-"
      return Allowance(
        limit: headers[prefix + "limit"].flatMap(Self.count),
        remaining: headers[prefix + "remaining"].flatMap(Self.count),
        reset: headers[prefix + "reset"].flatMap { Instant.secondsSince1970($0) }.map {
          .seconds(min(max($0 - now, 0), 86_400))
        })
    }
    let tokens = allowance("tokens")
    self.init(
      requests: allowance("requests"),
      tokens: tokens == Allowance() ? allowance("input-tokens") : tokens)
  }

  private static func count(_ text: String) -> Int? {
    Int(text).flatMap { $0 >= 0 ? $0 : nil }
  }
}

/// A time as RFC 3339 writes it: `2026-11-24T15:04:05Z`, with a fraction or an offset where it has
/// them.
private enum Instant {
  /// Nil where the text is no such time. A fraction of a second counts as a whole one.
  static func secondsSince1970(_ text: String) -> Int64? {
    let pattern =
      /(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(\.\d{1,9})?(?:[Zz]|([+-])(\d\d):(\d\d))/
    guard text.utf8.count <= 40, let match = text.wholeMatch(of: pattern) else { return nil }
    let numbers = [match.1, match.2, match.3, match.4, match.5, match.6].compactMap { Int64($0) }
    guard numbers.count == 6, (1...12).contains(numbers[1]), (1...31).contains(numbers[2]),
      numbers[3] < 24, numbers[4] < 60, numbers[5] <= 60
    else { return nil }
    let days = HTTPDate.daysSince1970(year: numbers[0], month: numbers[1], day: numbers[2])
    let ahead = (Int64(match.9 ?? "0") ?? 0) * 3600 + (Int64(match.10 ?? "0") ?? 0) * 60
    let seconds = days * 86_400 + numbers[3] * 3600 + numbers[4] * 60 + numbers[5]
    return seconds + (match.7 == nil ? 0 : 1) + (match.8 == "-" ? ahead : -ahead)
  }
}
