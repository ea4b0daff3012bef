import JSON
import Models
import Testing

@Suite("Anthropic's Messages: a question and what comes of it")
struct AnthropicTests {
  /// 2026-11-24 15:00:00 UTC.
  private static let now: Int64 = 1_795_532_400

  private func ask(
    _ request: ModelRequest = askedFor, status: Int = 200, headers: [String] = [],
    body: String = "{}", seen: Shared<[Peer.Request]> = Shared([])
  ) async throws -> CallOutcome {
    try await withServer { peer in
      guard let received = peer.readRequest() else { return }
      seen.change { $0.append(received) }
      peer.respond(status: status, headers: headers, body: body)
    } _: { client, server in
      let endpoint = try Endpoint(baseURL: server.url, apiKey: Secret("sk-ant-12345678"))
      return await AnthropicProvider(endpoint: endpoint, http: client, now: { Self.now })
        .complete(request)
    }
  }

  private func failure(_ outcome: CallOutcome) -> CallFailure? {
    if case .failed(let failure) = outcome { return failure }
    Issue.record("\(outcome)")
    return nil
  }

  private let usage = """
    {"input_tokens":1900,"cache_read_input_tokens":900,"cache_creation_input_tokens":100,
    "output_tokens":80}
    """

  private func reply(_ content: String, stop: String = "end_turn") -> String {
    """
    {"id":"msg_1","type":"message","role":"assistant","model":"claude-haiku-5-5",
    "content":\(content),"stop_reason":"\(stop)","usage":\(usage)}
    """
  }

  private let metered = Usage(inputTokens: 2900, cachedInputTokens: 900, outputTokens: 80)

  @Test("Prompt, image, schema, key and version are sent as the API has them")
  func body() async throws {
    let seen = Shared<[Peer.Request]>([])
    var request = askedFor
    request.instructions = "Be brief."
    request.repair = .init(previousAnswer: "{", complaint: "no JSON")
    _ = try await ask(request, seen: seen)
    let sent = try #require(seen.value.first)
    #expect(sent.head.hasPrefix("POST /v1/messages HTTP/1.1\r\n"))
    #expect(sent.head.contains("\r\nx-api-key: sk-ant-12345678"))
    #expect(sent.head.contains("\r\nanthropic-version: 2023-06-01"))
    #expect(!sent.head.lowercased().contains("authorization"))
    let expected: JSONValue = [
      "model": "gpt-4o-mini", "max_tokens": 400, "system": "Be brief.",
      "messages": [
        [
          "role": "user",
          "content": [
            ["type": "image", "source": ["type": "url", "url": "https://example.com/1.jpg"]],
            ["type": "text", "text": "What is \"this\"?\n"],
          ],
        ],
        ["role": "assistant", "content": "{"], ["role": "user", "content": "no JSON"],
      ],
      "output_config": [
        "format": [
          "type": "json_schema",
          "schema": ["type": "object", "properties": [:], "required": []],
        ]
      ],
    ]
    #expect(try JSONValue(parsing: sent.body) == expected)
  }

  @Test("An image that is written out goes as base64 with its type")
  func inlineImage() throws {
    var request = askedFor
    request.imageURL = "data:image/png;base64,AAAA"
    let source = request.messagesBody["messages"]?.array?[0]["content"]?.array?[0]["source"]
    #expect(source == ["type": "base64", "media_type": "image/png", "data": "AAAA"])
  }

  @Test("What its schemas may not hold is told to the model instead")
  func schema() throws {
    var request = askedFor
    request.answerSchema = try JSONValue(
      parsing: """
        {"type":"object","required":["a","pattern"],"additionalProperties":false,"properties":{
        "a":{"type":"array","minItems":1,"maxItems":3,"items":{"type":"integer","minimum":0}},
        "pattern":{"anyOf":[{"type":"null"},{"type":"string","format":"date","pattern":"^2"}],
        "description":"A day."}}}
        """)
    let expected = try JSONValue(
      parsing: #"""
        {"type":"object","required":["a","pattern"],"additionalProperties":false,"properties":{
        "a":{"type":"array","minItems":1,"items":{"type":"integer",
        "description":"It has to satisfy {\"minimum\":0}."},
        "description":"It has to satisfy {\"maxItems\":3}."},
        "pattern":{"anyOf":[{"type":"null"},{"type":"string","format":"date",
        "description":"It has to satisfy {\"pattern\":\"^2\"}."}],
        "description":"A day."}}}
        """#)
    #expect(request.messagesBody["output_config"]?["format"]?["schema"] == expected)
  }

  @Test("An answer comes with its usage, model and limits, and without what was thought")
  func answered() async throws {
    let outcome = try await ask(
      headers: [
        "anthropic-ratelimit-requests-limit: 50", "anthropic-ratelimit-requests-remaining: 49",
        "anthropic-ratelimit-requests-reset: 2026-11-24T15:00:02Z",
        "anthropic-ratelimit-input-tokens-limit: 40000",
        "anthropic-ratelimit-input-tokens-remaining: 38000",
        "anthropic-ratelimit-input-tokens-reset: 2026-11-24T16:00:59.5+01:00",
      ],
      body: reply(#"[{"type":"thinking","thinking":"hm"},{"type":"text","text":"{\"a\":1}"}]"#))
    let expected = ModelReply(
      text: #"{"a":1}"#, usage: metered, model: "claude-haiku-5-5", finishReason: "end_turn",
      rateLimit: RateLimitState(
        requests: .init(limit: 50, remaining: 49, reset: .seconds(2)),
        tokens: .init(limit: 40_000, remaining: 38_000, reset: .seconds(60))))
    #expect(outcome == .answered(expected))
    #expect(outcome.billing == metered.map(Billing.billed))
  }

  @Test("What is no answer is named, final, and billed as metered")
  func noAnswers() async throws {
    let text = #"[{"type":"text","text":"I"}]"#
    let cases: [(CallFailure.Reason, String, text: String?)] = [
      (.refusal, reply(text, stop: "refusal"), "I"), (.refusal, reply("[]", stop: "refusal"), ""),
      (.truncated, reply(text, stop: "max_tokens"), "I"),
      (.truncated, reply(text, stop: "model_context_window_exceeded"), "I"),
      (.noAnswer, reply("[]"), nil),
      (.noAnswer, reply(#"[{"type":"thinking","thinking":"hm"}]"#), nil),
      (.noAnswer, #"{"usage":\#(usage)}"#, nil),
    ]
    for (reason, body, text) in cases {
      let outcome = try await ask(body: body)
      let failure = failure(outcome)
      #expect(failure?.reason == reason, "\(body)")
      #expect(failure?.text == text)
      #expect(failure?.isRetryable == false)
      #expect(outcome.billing == metered.map(Billing.billed))
    }
    let unreadable = failure(try await ask(body: "<html>"))
    #expect(unreadable?.reason == .unreadableReply)
    #expect(unreadable?.billing == .uncertain)
  }

  @Test("Error statuses are not billed, and say whether to wait")
  func statuses() async throws {
    func error(_ type: String, _ message: String = "no") -> String {
      #"{"type":"error","error":{"type":"\#(type)","message":"\#(message)"}}"#
    }
    let cases: [(Int, String, CallFailure.Reason, isRetryable: Bool)] = [
      (400, error("invalid_request_error"), .rejected, false),
      (
        400, error("invalid_request_error", "Your credit balance is too low to access"),
        .quotaExhausted, false
      ),
      (401, error("authentication_error"), .unauthorized, false),
      (402, error("billing_error"), .quotaExhausted, false),
      (413, error("request_too_large"), .rejected, false),
      (429, error("rate_limit_error"), .rateLimited, true),
      (500, error("api_error"), .serverError, true),
      (529, error("overloaded_error"), .serverError, true),
    ]
    for (status, body, reason, isRetryable) in cases {
      let failure = failure(try await ask(status: status, headers: ["retry-after: 7"], body: body))
      #expect(failure?.reason == reason, "\(status)")
      #expect(failure?.isRetryable == isRetryable, "\(status)")
      #expect(failure?.billing == .notBilled)
      #expect(failure?.retryAfter == .seconds(7))
    }
  }

  @Test(
    "Usage that cannot be leaves the bill uncertain",
    arguments: [
      "null", #"{"input_tokens":-1,"output_tokens":5}"#,
      #"{"input_tokens":1,"output_tokens":9223372036854775807}"#,
      #"{"input_tokens":100000000,"cache_read_input_tokens":100000000,"output_tokens":1}"#,
      #"{"input_tokens":1,"cache_read_input_tokens":-1,"output_tokens":5}"#,
      #"{"input_tokens":1,"cache_creation_input_tokens":"900","output_tokens":5}"#,
      #"{"input_tokens":1,"cache_read_input_tokens":9e18,"output_tokens":5}"#,
      #"{"input_tokens":1,"cache_creation_input_tokens":1.5,"output_tokens":5}"#,
    ])
  func lyingUsage(usage: String) async throws {
    let outcome = try await ask(
      body: #"{"content":[{"type":"text","text":"x"}],"usage":\#(usage)}"#)
    #expect(outcome.billing == .uncertain)
  }

  @Test("Caches that are not spoken of were not used")
  func noCaches() async throws {
    let usage = """
      {"input_tokens":7,"cache_read_input_tokens":null,"output_tokens":5}
      """
    let outcome = try await ask(
      body: #"{"content":[{"type":"text","text":"x"}],"usage":\#(usage)}"#)
    #expect(outcome.billing == Usage(inputTokens: 7, outputTokens: 5).map(Billing.billed))
  }
}
