import Testing

@testable import Models

@Suite("What a provider says of its limits is understood")
struct RateLimitHeaderTests {
  @Test(
    "how long until a limit is reset",
    arguments: [
      ("1s", .seconds(1)), ("6m0s", .seconds(360)), ("12ms", .milliseconds(12)),
      ("1m30.5s", .milliseconds(90_500)), ("2h3m", .seconds(7_380)), ("1d", .seconds(86_400)),
      ("7", .seconds(7)), ("0s", .zero), ("99999h", .seconds(86_400)),
      ("", nil), ("soon", nil), ("1x", nil), ("s", nil), ("-1s", nil), ("1.2.3s", nil),
      ("1s 2s", nil),
    ] as [(String, Duration?)])
  func reset(_ text: String, _ duration: Duration?) {
    #expect(RateLimitState.duration(text) == duration)
  }

  @Test("requests and tokens are told apart, and what cannot be read is not known")
  func headers() {
    let state = RateLimitState([
      "x-ratelimit-limit-requests": "500", "X-RateLimit-Remaining-Requests": "0",
      "x-ratelimit-reset-requests": "120ms", "x-ratelimit-limit-tokens": "many",
      "x-ratelimit-remaining-tokens": "-3", "x-ratelimit-reset-tokens": "6m0s",
    ])
    #expect(
      state.requests == .init(limit: 500, remaining: 0, reset: .milliseconds(120)))
    #expect(state.tokens == .init(limit: nil, remaining: nil, reset: .seconds(360)))
  }
}
