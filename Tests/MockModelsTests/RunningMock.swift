import JSON
import MockModels
import Models

/// Runs a test against a mock of its own and a client, and ends both.
func withMock<Result>(
  maxConnections: Int = 16, _ configure: (inout MockConfiguration) -> Void = { _ in },
  _ body: (RunningMock) async throws -> Result
) async throws -> Result {
  var configuration = MockConfiguration()
  configuration.port = 0
  configure(&configuration)
  let server = MockModelServer(configuration)
  let (ports, listening) = AsyncStream.makeStream(of: Int.self)
  let running = Task {
    defer { listening.finish() }
    try await server.run { listening.yield($0) }
  }
  let client = try HTTPClient(HTTPClient.Configuration(maxConnections: maxConnections))
  defer { client.shutdown() }
  var iterator = ports.makeAsyncIterator()
  guard let port = await iterator.next() else {
    try await running.value
    throw CancellationError()
  }
  let result: Swift.Result<Result, any Error>
  do {
    result = .success(try await body(RunningMock(port: port, client: client)))
  } catch {
    result = .failure(error)
  }
  running.cancel()
  // A mock that does not end when it is cancelled would hang the test here.
  try await running.value
  return try result.get()
}

struct RunningMock: Sendable {
  let port: Int
  let client: HTTPClient

  var url: String { "http://127.0.0.1:\(port)/v1" }

  func provider() throws -> ChatCompletionsProvider {
    ChatCompletionsProvider(endpoint: try Endpoint(baseURL: url), http: client)
  }

  func messagesProvider() throws -> AnthropicProvider {
    AnthropicProvider(endpoint: try Endpoint(baseURL: url), http: client)
  }

  func post(_ body: String, to path: String = "/chat/completions") async throws -> HTTPResponse {
    try await client.send(HTTPRequest(method: .post, url: url + path, body: Array(body.utf8)))
  }

  func statistics() async throws -> JSONValue {
    let response = try await client.send(HTTPRequest(url: "http://127.0.0.1:\(port)/stats"))
    return try JSONValue(parsing: response.body)
  }
}

/// A schema as those of the example prompts.
let imageSchema: JSONValue = [
  "type": "object",
  "properties": [
    "tier": ["const": 1],
    "angle": ["enum": ["front", "rear", "side"]],
    "components": ["type": "array", "items": ["type": "string"]],
    "quality": [
      "type": "object",
      "properties": [
        "sufficient": ["type": "boolean"],
        "score": ["type": "integer", "minimum": 1, "maximum": 10],
        "note": ["type": ["string", "null"]],
      ],
      "required": ["sufficient", "score", "note"],
      "additionalProperties": false,
    ],
  ],
  "required": ["tier", "angle", "components", "quality"],
  "additionalProperties": false,
]

func question(
  _ prompt: String, schema: JSONValue = imageSchema, maxOutputTokens: Int = 400,
  repair: ModelRequest.Repair? = nil
) -> ModelRequest {
  ModelRequest(
    model: "gpt-4o-mini", prompt: prompt, imageURL: "https://example.com/\(prompt.count).jpg",
    imageDetail: .low, answerName: "organize.v1", answerSchema: schema,
    maxOutputTokens: maxOutputTokens, timeout: .seconds(20), repair: repair)
}
