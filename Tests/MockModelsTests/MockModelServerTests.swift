import JSON
import MockModels
import Models
import Testing

@Suite("The mock answers chat completions")
struct MockModelServerTests {
  @Test("An answer satisfies the schema that was sent, and says what it used")
  func happyPath() async throws {
    let (outcome, statistics) = try await withMock { mock in
      (try await mock.provider().complete(question("What is this?")), try await mock.statistics())
    }
    guard case .answered(let reply) = outcome else {
      Issue.record("no answer: \(outcome)")
      return
    }
    let answer = try JSONValue(parsing: reply.text)
    #expect(try JSONSchema(imageSchema).validate(answer) == [])
    #expect(reply.model == "gpt-4o-mini")
    #expect(reply.finishReason == "stop")
    // 13 characters of prompt and an image at low detail.
    #expect(reply.usage?.inputTokens == 13 / 4 + 85)
    #expect(statistics["answered"] == 1)
    #expect(statistics.value(at: ["tokens", "prompt"])?.int64 == 88)
    let output = statistics.value(at: ["tokens", "completion"])?.int64
    #expect(output.map { Int($0) } == reply.usage?.outputTokens)
  }

  @Test("The response names itself a mock's")
  func marked() async throws {
    let response = try await withMock { mock in
      try await mock.post(#"{"model":"m","messages":[{"role":"user","content":"hello"}]}"#)
    }
    #expect(response.status == 200)
    #expect(response.headers["x-gearbox-mock"] == "1")
    let body = try JSONValue(parsing: response.body)
    #expect(body["system_fingerprint"] == "mock")
    #expect(body["id"]?.string?.hasPrefix("chatcmpl-") == true)
  }

  @Test("Answers depend on seed and request, not on the order in which requests come")
  func deterministic() async throws {
    func answers(seed: UInt64, order: [Int]) async throws -> [Int: CallOutcome] {
      try await withMock {
        $0.seed = seed
        $0.failRate = 0.3
        $0.invalidRate = 0.3
      } _: { mock in
        let provider = try mock.provider()
        return await withTaskGroup(of: (Int, CallOutcome).self) { group in
          for number in order {
            group.addTask { (number, await provider.complete(question("Image \(number)"))) }
          }
          return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
      }
    }
    let numbers = Array(0..<60)
    let first = try await answers(seed: 1, order: numbers)
    let second = try await answers(seed: 1, order: numbers.reversed())
    let other = try await answers(seed: 2, order: numbers)
    #expect(first == second)
    #expect(first != other)
  }

  @Test("Failures come at their rate, and a retry may succeed")
  func failures() async throws {
    let (reasons, statistics) = try await withMock {
      $0.failRate = 0.4
      $0.retryAfterSeconds = 7
    } _: { mock in
      let provider = try mock.provider()
      var reasons: [CallFailure.Reason?: Int] = [:]
      for number in 0..<300 {
        switch await provider.complete(question("Image \(number)")) {
        case .answered: reasons[nil, default: 0] += 1
        case .failed(let failure):
          reasons[failure.reason, default: 0] += 1
          #expect(failure.billing == .notBilled)
          #expect(failure.isRetryable)
          #expect(failure.retryAfter == (failure.reason == .rateLimited ? .seconds(7) : nil))
        }
      }
      var attempts = 1
      while case .failed = await provider.complete(question("Again")) { attempts += 1 }
      #expect(attempts < 50)
      return (reasons, try await mock.statistics())
    }
    #expect((30...90).contains(reasons[.rateLimited] ?? 0))
    #expect((30...90).contains(reasons[.serverError] ?? 0))
    #expect(reasons.values.reduce(0, +) == 300)
    #expect((statistics.value(at: ["failed", "429"])?.int64 ?? 0) >= 30)
  }

  @Test("Invalid answers are broken JSON or violate the schema, and are billed")
  func invalid() async throws {
    let outcomes = try await withMock {
      $0.invalidRate = 1
    } _: { mock in
      let provider = try mock.provider()
      var outcomes: [CallOutcome] = []
      for number in 0..<40 { outcomes.append(await provider.complete(question("\(number)"))) }
      return outcomes
    }
    let schema = try JSONSchema(imageSchema)
    var broken = 0
    for outcome in outcomes {
      guard case .answered(let reply) = outcome, reply.usage != nil else {
        Issue.record("not answered: \(outcome)")
        continue
      }
      if let answer = try? JSONValue(parsing: reply.text) {
        #expect(schema.validate(answer) != [])
      } else {
        broken += 1
      }
    }
    #expect((8...32).contains(broken))
  }

  @Test("A full window answers 429 with the time until the next")
  func rateLimit() async throws {
    let statuses = try await withMock {
      $0.rateLimit = MockConfiguration.RateLimit(requests: 3, per: .seconds(6_000))
    } _: { mock in
      var outcomes: [CallOutcome] = []
      for number in 0..<5 {
        outcomes.append(try await mock.provider().complete(question("\(number)")))
      }
      return outcomes
    }
    let waits = statuses.compactMap { outcome -> Duration? in
      if case .failed(let failure) = outcome { failure.retryAfter } else { nil }
    }
    #expect(waits.count == 2)
    #expect(waits.allSatisfy { (.seconds(5_000) ... .seconds(6_000)).contains($0) })
  }

  @Test("An answer takes as long as was asked for")
  func latency() async throws {
    let clock = ContinuousClock()
    let elapsed = try await withMock {
      $0.latency = .milliseconds(100) ... .milliseconds(150)
    } _: { mock in
      let provider = try mock.provider()
      return await clock.measure { _ = await provider.complete(question("slow")) }
    }
    #expect(elapsed >= .milliseconds(100))
  }

  @Test("An answer that does not fit is cut, and says so")
  func tooLong() async throws {
    let outcome = try await withMock { mock in
      try await mock.provider().complete(question("cut", maxOutputTokens: 3))
    }
    guard case .failed(let failure) = outcome else {
      Issue.record("answered: \(outcome)")
      return
    }
    #expect(failure.reason == .truncated)
    #expect(failure.billing != .notBilled)
    #expect(failure.text?.isEmpty == false)
  }

  @Test("Keywords that the mock cannot check do not keep it from answering")
  func uncheckedKeywords() async throws {
    let schema: JSONValue = ["oneOf": [["type": "string", "format": "date"], ["type": "null"]]]
    let outcome = try await withMock { mock in
      try await mock.provider().complete(question("when?", schema: schema))
    }
    guard case .answered(let reply) = outcome else {
      Issue.record("no answer: \(outcome)")
      return
    }
    #expect(reply.text == "null" || reply.text.hasPrefix("\"2025-"))
  }

  @Test(
    "A bad request gets an error in OpenAI's words",
    arguments: [
      ("{", "parse"), ("[]", "object"), (#"{"messages":[]}"#, "model"),
      (#"{"model":"m"}"#, "messages"),
      (#"{"model":"m","messages":[{"role":"user","content":"x"}],"stream":true}"#, "stream"),
      (
        #"{"model":"m","messages":[{"role":"user","content":"x"}],"response_format":{"type":"json_schema","json_schema":{"name":"a.b","schema":{}}}}"#,
        "name"
      ),
      (
        #"{"model":"m","messages":[{"role":"user","content":"x"}],"response_format":{"type":"json_schema","json_schema":{"name":"a","schema":{"type":3}}}}"#,
        "schema"
      ),
    ])
  func badRequest(body: String, mention: String) async throws {
    let response = try await withMock { mock in try await mock.post(body) }
    #expect(response.status == 400)
    let error = try JSONValue(parsing: response.body)["error"]
    #expect(error?["type"] == "invalid_request_error")
    #expect(error?["message"]?.string?.contains(mention) == true)
  }

  @Test("A request that is too large gets a 413, an unknown path a 404")
  func refusals() async throws {
    try await withMock {
      $0.maxRequestBytes = 1000
    } _: { mock in
      let large = try await mock.post(String(repeating: " ", count: 5000))
      #expect(large.status == 413)
      let unknown = try await mock.post("{}", to: "/nothing")
      #expect(unknown.status == 404)
    }
  }
}
