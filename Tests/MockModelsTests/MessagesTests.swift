import JSON
import MockModels
import Models
import Testing

@Suite("The mock answers Anthropic's Messages")
struct MessagesTests {
  @Test("An answer satisfies the schema that was sent, and says what it used")
  func answer() async throws {
    let (outcome, statistics) = try await withMock { mock in
      (
        try await mock.messagesProvider().complete(question("What is this?")),
        try await mock.statistics()
      )
    }
    guard case .answered(let reply) = outcome else {
      Issue.record("no answer: \(outcome)")
      return
    }
    #expect(try JSONSchema(imageSchema).validate(JSONValue(parsing: reply.text)) == [])
    #expect(reply.model == "gpt-4o-mini")
    #expect(reply.finishReason == "end_turn")
    #expect(reply.usage?.inputTokens == 13 / 4 + 1_000)
    #expect(statistics["answered"] == 1)
    let output = statistics.value(at: ["tokens", "completion"])?.int64
    #expect(output.map { Int($0) } == reply.usage?.outputTokens)
  }

  @Test("An answer that is too long ends as the interface says it")
  func truncated() async throws {
    let outcome = try await withMock { mock in
      try await mock.messagesProvider().complete(question("What is this?", maxOutputTokens: 1))
    }
    guard case .failed(let failure) = outcome else {
      Issue.record("an answer: \(outcome)")
      return
    }
    #expect(failure.reason == .truncated && failure.text?.isEmpty == false)
    #expect(failure.billing != .notBilled)
  }

  @Test("Failures come at their rate, in the interface's own words")
  func failures() async throws {
    let failures = try await withMock {
      $0.failRate = 1
      $0.retryAfterSeconds = 7
    } _: { mock in
      let provider = try mock.messagesProvider()
      var failures: [CallFailure] = []
      for number in 0..<20 {
        if case .failed(let failure) = await provider.complete(question("\(number)")) {
          failures.append(failure)
        }
      }
      return failures
    }
    #expect(failures.count == 20)
    let limited = failures.filter { $0.reason == .rateLimited }
    #expect(!limited.isEmpty && limited.allSatisfy { $0.retryAfter == .seconds(7) })
    #expect(limited.allSatisfy { $0.providerCode == "rate_limit_error" })
    let broken = failures.filter { $0.reason == .serverError }
    #expect(!broken.isEmpty && broken.allSatisfy { $0.providerCode == "api_error" })
    #expect(limited.count + broken.count == 20)
  }

  @Test(
    "What is no request is refused, and says why",
    arguments: [
      ("{", "The request body is not valid JSON"), ("[]", "The request body is no object"),
      (#"{"max_tokens": 1}"#, "model: Field required"),
      (#"{"model": "m", "messages": []}"#, "max_tokens: Field required"),
      (#"{"model": "m", "max_tokens": 0}"#, "max_tokens: Input should be greater than 0"),
      (#"{"model": "m", "max_tokens": 1}"#, "messages: at least one message is required"),
      (
        #"{"model": "m", "max_tokens": 1, "messages": [{"role": "system", "content": "x"}]}"#,
        "messages.0.role: Input should be"
      ),
      (
        #"{"model": "m", "max_tokens": 1, "messages": [{"role": "user", "content": [{"type": "image"}]}]}"#,
        "messages.0.content.0.image.source: Input should be"
      ),
    ])
  func refused(_ body: String, _ message: String) async throws {
    let response = try await withMock { mock in
      try await mock.client.send(
        HTTPRequest(
          method: .post, url: mock.url + "/messages", headers: ["anthropic-version": "2023-06-01"],
          body: Array(body.utf8)))
    }
    #expect(response.status == 400)
    let said = try JSONValue(parsing: response.body)
    #expect(said["type"] == "error")
    #expect(said["error"]?["type"] == "invalid_request_error")
    #expect(said["error"]?["message"]?.string?.hasPrefix(message) == true, "\(said)")
  }

  @Test("A request without the version of the interface is refused")
  func version() async throws {
    let response = try await withMock { try await $0.post("{}", to: "/messages") }
    #expect(response.status == 400)
    let said = try JSONValue(parsing: response.body)["error"]?["message"]
    #expect(said == "anthropic-version: header is required")
  }
}
