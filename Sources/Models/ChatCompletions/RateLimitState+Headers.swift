extension RateLimitState {
  /// Reads `x-ratelimit-{limit,remaining,reset}-{requests,tokens}`.
  init(_ headers: HTTPHeaders) {
    self.init(
      requests: Self.allowance(headers, "requests"), tokens: Self.allowance(headers, "tokens"))
  }

  private static func allowance(_ headers: HTTPHeaders, _ kind: String) -> Allowance {
    Allowance(
      limit: headers["x-ratelimit-limit-\(kind)"].flatMap(count),
      remaining: headers["x-ratelimit-remaining-\(kind)"].flatMap(count),
      reset: headers["x-ratelimit-reset-\(kind)"].flatMap(duration))
  }

  private static func count(_ text: String) -> Int? {
    Int(text).flatMap { $0 >= 0 ? $0 : nil }
  }

  /// Reads `20ms`, `1s`, `6m0s`, `1h2m3.5s`; a bare number is seconds. At most a day.
  static func duration(_ text: String) -> Duration? {
    var seconds = 0.0
    var rest = Substring(text)
    guard !rest.isEmpty, text.utf8.count <= 32 else { return nil }
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      guard let number = Double(digits) else { return nil }
      rest = rest[digits.endIndex...]
      let unit = rest.prefix { $0.isLetter }
      rest = rest[unit.endIndex...]
      switch unit {
      case "ms": seconds += number / 1000
      case "s", "": seconds += number
      case "m": seconds += number * 60
      case "h": seconds += number * 3600
      case "d": seconds += number * 86_400
      default: return nil
      }
    }
    return .milliseconds(Int64(min(seconds, 86_400) * 1000))
  }
}
