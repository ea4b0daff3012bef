import Models
import Testing

@Suite("A response with status 200 is read as it deserves")
struct ChatCompletionsReplyTests {
  private let metered = Usage(inputTokens: 2900, cachedInputTokens: 1000, outputTokens: 80)

  private func reply(
    content: String = #""{\"a\":1}""#, finish: String = "stop", refusal: String = "null",
    usage: String = """
    {"prompt_tokens":2900,"completion_tokens":80,"prompt_tokens_details":{"cached_tokens":1000}}
    """
  ) -> String {
    """
    {"id":"x","model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"finish_reason":"\(finish)",
    "message":{"role":"assistant","content":\(content),"refusal":\(refusal)}}],"usage":\(usage)}
    """
  }

  @Test("An answer comes with its usage, model and limits")
  func answered() async throws {
    let outcome = try await ask(
      headers: [
        "x-ratelimit-limit-requests: 500", "x-ratelimit-remaining-requests: 499",
        "x-ratelimit-reset-requests: 120ms", "x-ratelimit-limit-tokens: 200000",
        "x-ratelimit-remaining-tokens: 197000", "x-ratelimit-reset-tokens: 1m30.5s",
      ], body: reply())
    let expected = ModelReply(
      text: #"{"a":1}"#, usage: metered, model: "gpt-4o-mini-2024-07-18", finishReason: "stop",
      rateLimit: RateLimitState(
        requests: .init(limit: 500, remaining: 499, reset: .milliseconds(120)),
        tokens: .init(limit: 200_000, remaining: 197_000, reset: .milliseconds(90_500))))
    #expect(outcome == .answered(expected))
    #expect(outcome.billing == metered.map(Billing.billed))
  }

  @Test("An answer in parts is put together")
  func parts() async throws {
    let outcome = try await ask(body: reply(content: #"[{"type":"text","text":"a"},{"text":"b"}]"#))
    guard case .answered(let reply) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(reply.text == "ab")
  }

  @Test("What is no answer is named, final, and billed as metered")
  func noAnswers() async throws {
    let cases: [(CallFailure.Reason, String)] = [
      (.refusal, reply(content: "null", refusal: #""I cannot help with that.""#)),
      (.truncated, reply(content: #""{\"a""#, finish: "length")),
      (.contentFilter, reply(content: "null", finish: "content_filter")),
      (.noAnswer, reply(content: "null")), (.noAnswer, reply(content: #""""#)),
      (
        .noAnswer,
        #"{"choices":[],"usage":{"prompt_tokens":2900,"completion_tokens":80,"#
          + #""prompt_tokens_details":{"cached_tokens":1000}}}"#
      ),
    ]
    for (reason, body) in cases {
      let outcome = try await ask(body: body)
      guard case .failed(let failure) = outcome else {
        Issue.record("\(outcome)")
        continue
      }
      #expect(failure.reason == reason)
      #expect(!failure.isRetryable)
      #expect(outcome.billing == metered.map(Billing.billed))
    }
  }

  @Test("A refusal and a truncated answer keep what the model said")
  func keptText() async throws {
    let outcome = try await ask(body: reply(content: #""{\"a""#, finish: "length"))
    guard case .failed(let failure) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(failure.text == #"{"a"#)
    #expect(failure.model == "gpt-4o-mini-2024-07-18")
  }

  @Test(
    "Usage that is missing or cannot be leaves the bill uncertain",
    arguments: [
      "null", "{}", #"{"prompt_tokens":-1,"completion_tokens":5}"#,
      #"{"prompt_tokens":1,"completion_tokens":99999999999999999999}"#,
      #"{"prompt_tokens":9223372036854775807,"completion_tokens":1}"#,
      #"{"prompt_tokens":"10","completion_tokens":1}"#,
      #"{"prompt_tokens":10.5,"completion_tokens":1}"#,
      #"{"prompt_tokens":5,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":6}}"#,
    ])
  func lyingUsage(usage: String) async throws {
    let outcome = try await ask(body: reply(usage: usage))
    guard case .answered(let reply) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(reply.usage == nil)
    #expect(outcome.billing == .uncertain)
  }

  @Test(
    "A body that is no JSON object leaves the bill uncertain",
    arguments: ["", "<html>\u{1B}[31mhello</html>", "[1]", "{\"choices\":", "\u{0}"])
  func unreadable(body: String) async throws {
    let outcome = try await ask(body: body)
    guard case .failed(let failure) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(failure.reason == .unreadableReply)
    #expect(failure.billing == .uncertain)
    #expect(!failure.message.unicodeScalars.contains { $0.value < 0x20 })
  }

  @Test("An error under a status of 200 is quoted")
  func errorInside() async throws {
    let outcome = try await ask(body: #"{"error":{"message":"upstream is down","code":502}}"#)
    guard case .failed(let failure) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(failure.reason == .noAnswer)
    #expect(failure.message.contains("upstream is down"))
  }

  @Test("Nested JSON without an end does no harm")
  func deep() async throws {
    let outcome = try await ask(body: String(repeating: "[", count: 200_000))
    guard case .failed(let failure) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(failure.reason == .unreadableReply)
  }
}
