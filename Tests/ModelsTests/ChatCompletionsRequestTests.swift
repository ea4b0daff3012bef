import JSON
import Models
import Testing

let askedFor = ModelRequest(
  model: "gpt-4o-mini", prompt: "What is \"this\"?\n", imageURL: "https://example.com/1.jpg",
  imageDetail: .low, answerName: "organize.v1",
  answerSchema: ["type": "object", "properties": [:], "required": []], maxOutputTokens: 400,
  timeout: .seconds(20))

/// One call to a server that answers every request with the same text.
func ask(
  _ request: ModelRequest = askedFor, status: Int = 200, headers: [String] = [],
  body: String, key: Secret? = nil, now: Int64 = 0,
  seen: Shared<[Peer.Request]> = Shared([])
) async throws -> CallOutcome {
  try await withServer { peer in
    guard let received = peer.readRequest() else { return }
    seen.change { $0.append(received) }
    peer.respond(status: status, headers: headers, body: body)
  } _: { client, server in
    let endpoint = try Endpoint(baseURL: server.url + "/", apiKey: key)
    return await ChatCompletionsProvider(endpoint: endpoint, http: client, now: { now })
      .complete(request)
  }
}

@Suite("A question becomes a chat completion with a strict structured output")
struct ChatCompletionsRequestTests {
  private func sent(_ request: ModelRequest, key: Secret? = nil) async throws -> Peer.Request {
    let seen = Shared<[Peer.Request]>([])
    _ = try await ask(request, body: "{}", key: key, seen: seen)
    return try #require(seen.value.first)
  }

  @Test("Prompt, image, schema and limits are sent as the API has them")
  func body() async throws {
    let request = try await sent(askedFor)
    #expect(request.head.hasPrefix("POST /v1/chat/completions HTTP/1.1\r\n"))
    #expect(request.head.contains("Content-Type: application/json"))
    let expected: JSONValue = [
      "model": "gpt-4o-mini",
      "messages": [
        [
          "role": "user",
          "content": [
            ["type": "text", "text": "What is \"this\"?\n"],
            [
              "type": "image_url",
              "image_url": ["url": "https://example.com/1.jpg", "detail": "low"],
            ],
          ],
        ]
      ],
      "response_format": [
        "type": "json_schema",
        "json_schema": [
          "name": "organize_v1", "strict": true,
          "schema": ["type": "object", "properties": [:], "required": []],
        ],
      ],
      "max_completion_tokens": 400,
    ]
    #expect(try JSONValue(parsing: request.body) == expected)
  }

  @Test("Instructions come first, an answer to repair and the complaint last")
  func messages() async throws {
    var request = askedFor
    request.instructions = "Be brief."
    request.imageURL = nil
    request.repair = ModelRequest.Repair(previousAnswer: "{", complaint: "no JSON")
    let messages = try JSONValue(parsing: try await sent(request).body)["messages"]?.array
    #expect(messages?.map { $0["role"] } == ["system", "user", "assistant", "user"])
    #expect(messages?[1]["content"]?.array?.count == 1)
    #expect(messages?[2]["content"] == "{")
    #expect(messages?[3]["content"] == "no JSON")
  }

  @Test("A key is sent as a bearer token, and without one there is no such header")
  func key() async throws {
    let head = try await sent(askedFor, key: Secret(" sk-12345678\n")).head
    #expect(head.contains("\r\nAuthorization: Bearer sk-12345678\r\n"))
    let keyless = try await sent(askedFor).head
    #expect(!keyless.lowercased().contains("authorization"))
  }
}

@Suite("A provider's address and key")
struct EndpointTests {
  @Test(
    "Only an http or https address with a host is one",
    arguments: ["", "api.openai.com", "ftp://x/v1", "https://", "https:///v1", "https://a b/"])
  func refused(address: String) {
    #expect(throws: Endpoint.AddressError.self) { try Endpoint(baseURL: address) }
  }

  @Test("A password within the address is not shown")
  func description() throws {
    let endpoint = try Endpoint(baseURL: "https://me:pass@example.com/v1")
    #expect("\(endpoint)" == "https://•••@example.com/v1")
  }

  @Test("A query of the base address stays behind the path")
  func query() async throws {
    let seen = Shared<[Peer.Request]>([])
    try await withServer { peer in
      if let request = peer.readRequest() { seen.change { $0.append(request) } }
    } _: { client, server in
      let endpoint = try Endpoint(baseURL: server.url + "//?api-version=1")
      _ = await ChatCompletionsProvider(endpoint: endpoint, http: client).complete(askedFor)
    }
    #expect(seen.value.first?.head.hasPrefix("POST /v1/chat/completions?api-version=1 ") == true)
  }

  @Test("A secret shows in no kind of output, and an empty one is none")
  func secret() throws {
    let secret = try #require(Secret("sk-very-secret"))
    var dumped = ""
    dump(HTTPRequest(url: "http://x/", bearer: secret), to: &dumped)
    let shown = "\(secret) \(String(reflecting: secret)) \(dumped) \([secret])"
    #expect(!shown.contains("very"))
    #expect(shown.contains("•••"))
    #expect(Secret(" \r\n") == nil)
  }
}
