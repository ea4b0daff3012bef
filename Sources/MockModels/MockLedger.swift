import JSON

/// What the mock remembers: how often each request has come, how many came in this window of time,
/// and what it has answered.
actor MockLedger {
  private let rateLimit: MockConfiguration.RateLimit?
  private let clock = ContinuousClock()
  private var windowStart: ContinuousClock.Instant?
  private var inWindow = 0
  private var attempts: [UInt64: Int] = [:]
  private var requests = 0
  private var answered = 0
  private var invalid = 0
  private var failed: [Int: Int] = [:]
  private var promptTokens = 0
  private var completionTokens = 0

  /// Beyond it counting starts anew, so that a long run does not eat the memory.
  private static let maxAttempts = 1_000_000

  init(rateLimit: MockConfiguration.RateLimit?) { self.rateLimit = rateLimit }

  /// Counts a request in; says how long until the next window where this one is full.
  func admit() -> Duration? {
    requests += 1
    guard let rateLimit else { return nil }
    let now = clock.now
    if let start = windowStart, now - start < rateLimit.window {
      inWindow += 1
      return inWindow > rateLimit.requests ? rateLimit.window - (now - start) : nil
    }
    windowStart = now
    inWindow = 1
    return rateLimit.requests < 1 ? rateLimit.window : nil
  }

  /// How often this content has come by now, from 1.
  func attempt(_ hash: UInt64) -> Int {
    if attempts.count >= Self.maxAttempts { attempts.removeAll() }
    attempts[hash, default: 0] += 1
    return attempts[hash, default: 1]
  }

  func recordFailure(status: Int) { failed[status, default: 0] += 1 }

  func recordAnswer(_ tokens: TokenCount, isValid: Bool) {
    answered += 1
    if !isValid { invalid += 1 }
    promptTokens += tokens.prompt
    completionTokens += tokens.completion
  }

  /// `GET /stats`.
  func statistics() -> JSONValue {
    let failures = failed.sorted { $0.key < $1.key }.map {
      (key: String($0.key), value: JSONValue.number(JSONNumber($0.value)))
    }
    return [
      "requests": .number(JSONNumber(requests)),
      "answered": .number(JSONNumber(answered)),
      "invalid": .number(JSONNumber(invalid)),
      "failed": .object(JSONObject(failures)),
      "tokens": [
        "prompt": .number(JSONNumber(promptTokens)),
        "completion": .number(JSONNumber(completionTokens)),
      ],
    ]
  }
}
