import Models
import Testing

@Suite("A failed call says why, whether to try again, and whether it costs")
struct ChatCompletionsFailureTests {
  private func failure(_ outcome: CallOutcome) -> CallFailure? {
    if case .failed(let failure) = outcome { return failure }
    Issue.record("\(outcome)")
    return nil
  }

  @Test("Error statuses are not billed, and some may be tried again")
  func statuses() async throws {
    let cases: [(Int, CallFailure.Reason, isRetryable: Bool)] = [
      (301, .rejected, false), (400, .rejected, false), (401, .unauthorized, false),
      (402, .quotaExhausted, false), (403, .unauthorized, false), (404, .rejected, false),
      (408, .rejected, true), (409, .rejected, true), (413, .rejected, false),
      (422, .rejected, false), (429, .rateLimited, true), (500, .serverError, true),
      (502, .serverError, true), (503, .serverError, true), (529, .serverError, true),
    ]
    for (status, reason, isRetryable) in cases {
      let failure = failure(try await ask(status: status, body: "not JSON"))
      #expect(failure?.reason == reason, "\(status)")
      #expect(failure?.isRetryable == isRetryable, "\(status)")
      #expect(failure?.billing == .notBilled)
      #expect(failure?.status == status)
      #expect(failure?.message == "HTTP \(status): not JSON")
    }
  }

  @Test(
    "An exhausted quota is final, by its code or its type",
    arguments: [
      #"{"error":{"message":"You exceeded","type":"insufficient_quota","code":null}}"#,
      #"{"error":{"message":"You exceeded","type":"x","code":"insufficient_quota"}}"#,
    ])
  func quota(body: String) async throws {
    let failure = failure(try await ask(status: 429, body: body))
    #expect(failure?.reason == .quotaExhausted)
    #expect(failure?.isRetryable == false)
    #expect(failure?.billing == .notBilled)
  }

  @Test("The provider's message and code are quoted, in one bounded line, without the key")
  func providerText() async throws {
    let long = String(repeating: "x", count: 5000)
    let body = #"""
      {"error":{"message":"Bad key sk-12345678\u001b[31m\r\n\ttoo\u202e \#(long)","type":"t",
      "code":"invalid_api_key"}}
      """#
    let failure = failure(try await ask(status: 401, body: body, key: Secret("sk-12345678")))
    #expect(failure?.providerCode == "invalid_api_key")
    let message = failure?.message ?? ""
    #expect(message.hasPrefix("HTTP 401: Bad key ••• [31m too xxx"))
    #expect(message.count < 600)
  }

  @Test(
    "A key that a page quotes is masked wherever the quotation ends",
    arguments: Array(stride(from: 150, through: 210, by: 4)), [400, 200])
  func keyInPage(after count: Int, status: Int) async throws {
    let page = String(repeating: "x", count: count) + "sk-proj_12345-abcdef_67890"
    for body in [
      page, page.replacing("x", with: "  x"), page + String(repeating: "y", count: 9999),
    ] {
      let failure = failure(
        try await ask(status: status, body: body, key: Secret("sk-proj_12345-abcdef_67890")))
      let message = failure?.message ?? ""
      #expect(message.contains("xxx") || message.contains("x x x"))
      #expect(!message.contains("sk"))
    }
  }

  @Test(
    "A key is masked whatever follows it, and as often as it is quoted",
    arguments: ["\u{301}", "\u{200D}", "\u{FE0F}", "\u{20E3}", "sk-12345678", ""])
  func keyBeforeMark(mark: String) async throws {
    let key = "sk-12345678"
    let body = #"{"error":{"message":"Bad \#(key)\#(mark) and \#(key)\#(mark)"}}"#
    let message = failure(try await ask(status: 401, body: body, key: Secret(key)))?.message ?? ""
    // By bytes, as a character with a mark is another one than without.
    #expect(message.utf8.starts(with: "HTTP 401: Bad •••".utf8))
    #expect(message.utf8.firstRange(of: "2345".utf8) == nil)
  }

  @Test("Retry-After in seconds, milliseconds or as a date")
  func retryAfter() async throws {
    // 1994-11-06 08:49:37 UTC.
    let now: Int64 = 784_111_777
    let cases: [([String], Duration?)] = [
      (["Retry-After: 7"], .seconds(7)), (["Retry-After: 0.25"], .milliseconds(250)),
      (["Retry-After: 9", "retry-after-ms: 1500"], .milliseconds(1500)),
      (["Retry-After: Sun, 06 Nov 1994 08:50:00 GMT"], .seconds(23)),
      (["Retry-After: Sunday, 06-Nov-94 08:50:00 GMT"], .seconds(23)),
      (["Retry-After: Sun Nov  6 08:49:47 1994"], .seconds(10)),
      (["Retry-After: Sun, 06 Nov 1994 08:00:00 GMT"], .zero),
      (["Retry-After: 99999999999999999999"], .seconds(86_400)), (["Retry-After: -5"], nil),
      (["Retry-After: soon"], nil), (["Retry-After: Sun, 99 Foo 1994 99:99:99 GMT"], nil),
      (["Retry-After: nan"], nil), ([], nil),
    ]
    for (headers, expected) in cases {
      let outcome = try await ask(status: 429, headers: headers, body: "{}", now: now)
      #expect(failure(outcome)?.retryAfter == expected, "\(headers)")
    }
  }

  @Test("Limits that a provider states wrongly are not known")
  func rateLimits() async throws {
    let headers = [
      "x-ratelimit-limit-requests: many", "x-ratelimit-remaining-requests: -1",
      "x-ratelimit-reset-requests: tomorrow", "x-ratelimit-reset-tokens: 9999999h",
    ]
    let limits = failure(try await ask(status: 429, headers: headers, body: "{}"))?.rateLimit
    #expect(limits?.requests == RateLimitState.Allowance())
    #expect(limits?.tokens.reset == .seconds(86_400))
  }

  @Test("A provider that cannot be reached costs nothing")
  func unreachable() async throws {
    let server = try LoopbackServer { _ in }
    server.stop()
    let client = try HTTPClient()
    defer { client.shutdown() }
    let provider = ChatCompletionsProvider(
      endpoint: try Endpoint(baseURL: server.url), http: client)
    let failure = failure(await provider.complete(askedFor))
    #expect(failure?.reason == .unreachable)
    #expect(failure?.billing == .notBilled)
    #expect(failure?.isRetryable == true)
    #expect(failure?.message.contains("127.0.0.1") == true)
  }

  @Test("A call whose fate is not known may cost")
  func lost() async throws {
    let cases: [(CallFailure.Reason, @Sendable (Peer) -> Void)] = [
      (.timeout, { $0.waitForClose() }), (.connectionLost, { $0.reset() }),
      (.connectionLost, { $0.write("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{") }),
    ]
    for (reason, misbehave) in cases {
      let outcome = try await withServer { peer in
        _ = peer.readRequest()
        misbehave(peer)
      } _: { client, server in
        var request = askedFor
        request.timeout = .milliseconds(400)
        return await ChatCompletionsProvider(
          endpoint: try Endpoint(baseURL: server.url), http: client
        ).complete(request)
      }
      let failure = failure(outcome)
      #expect(failure?.reason == reason)
      #expect(failure?.billing == .uncertain)
      #expect(failure?.isRetryable == true)
    }
  }

  @Test("A cancelled call says whether it may cost")
  func cancelled() async throws {
    let received = Shared(false)
    let outcome = try await withServer { peer in
      _ = peer.readRequest()
      received.change { $0 = true }
      peer.waitForClose()
    } _: { client, server in
      let provider = ChatCompletionsProvider(
        endpoint: try Endpoint(baseURL: server.url), http: client)
      let task = Task { await provider.complete(askedFor) }
      while !received.value { try await Task.sleep(for: .milliseconds(5)) }
      task.cancel()
      return await task.value
    }
    let failure = failure(outcome)
    #expect(failure?.reason == .cancelled)
    #expect(failure?.billing == .uncertain)
    #expect(failure?.isRetryable == false)
  }
}
