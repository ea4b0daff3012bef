import Models
import Testing

/// Runs a test against a server of its own and a client, and ends both.
func withServer<Result>(
  maxConnections: Int = 8, _ serve: @escaping @Sendable (Peer) -> Void,
  _ body: (HTTPClient, LoopbackServer) async throws -> Result
) async throws -> Result {
  let server = try LoopbackServer(serve)
  let client = try HTTPClient(HTTPClient.Configuration(maxConnections: maxConnections))
  defer {
    client.shutdown()
    server.stop()
  }
  return try await body(client, server)
}

func post(_ url: String, _ body: String = #"{"a":1}"#) -> HTTPRequest {
  HTTPRequest(method: .post, url: url, body: Array(body.utf8), timeout: .seconds(20))
}

@Suite("The HTTP client sends requests and reads responses")
struct HTTPClientTests {
  @Test("A request arrives as it was made, and its response comes back whole")
  func roundTrip() async throws {
    let seen = Shared<[Peer.Request]>([])
    let response = try await withServer { peer in
      guard let request = peer.readRequest() else { return }
      seen.change { $0.append(request) }
      peer.respond(headers: ["X-Thing:  value ", "x-empty:"], body: "hello")
    } _: { client, server in
      var request = post(server.url + "/x?y=z", "the body")
      request.headers.add("Content-Type", "text/plain")
      request.bearer = Secret("sk-12345678")
      return try await client.send(request)
    }
    #expect(response.status == 200)
    #expect(String(decoding: response.body, as: UTF8.self) == "hello")
    #expect(response.headers["x-THING"] == "value")
    #expect(response.headers["X-Empty"] == "")
    #expect(response.timings.total > .zero)
    let request = try #require(seen.value.first)
    #expect(request.body == "the body")
    #expect(request.head.hasPrefix("POST /v1/x?y=z HTTP/1.1\r\n"))
    #expect(request.head.contains("Authorization: Bearer sk-12345678"))
    #expect(request.head.contains("Content-Length: 8"))
    #expect(!request.head.lowercased().contains("expect"))
  }

  @Test("A large body arrives whole", arguments: [0, 1, 70_000, 3_000_000])
  func largeBody(size: Int) async throws {
    let response = try await withServer { peer in
      guard let request = peer.readRequest() else { return }
      peer.respond(body: String(request.body.utf8.count))
    } _: { client, server in
      try await client.send(post(server.url, String(repeating: "x", count: size)))
    }
    #expect(String(decoding: response.body, as: UTF8.self) == String(size))
  }

  @Test("A chunked response after an interim one keeps the final headers only")
  func chunked() async throws {
    let response = try await withServer { peer in
      _ = peer.readRequest()
      peer.write("HTTP/1.1 100 Continue\r\nX-Interim: 1\r\n\r\n")
      peer.write("HTTP/1.1 201 Made\r\nTransfer-Encoding: chunked\r\nX-Final: 1\r\n\r\n")
      peer.write("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
    } _: { client, server in
      try await client.send(post(server.url))
    }
    #expect(response.status == 201)
    #expect(String(decoding: response.body, as: UTF8.self) == "abcde")
    #expect(response.headers["X-Interim"] == nil)
    #expect(response.headers["X-Final"] == "1")
  }

  @Test("A redirect is a status, and nobody follows it")
  func redirect() async throws {
    let connections = Shared(0)
    let response = try await withServer { peer in
      connections.change { $0 += 1 }
      _ = peer.readRequest()
      peer.respond(status: 307, headers: ["Location: /elsewhere"], body: "")
      peer.waitForClose()
    } _: { client, server in
      try await client.send(post(server.url))
    }
    #expect(response.status == 307)
    #expect(connections.value == 1)
  }

  @Test("An open connection is used again")
  func reuse() async throws {
    let connections = Shared(0)
    try await withServer { peer in
      connections.change { $0 += 1 }
      while peer.readRequest() != nil { peer.respond(body: "ok") }
    } _: { client, server in
      for _ in 0..<20 { _ = try await client.send(post(server.url)) }
    }
    #expect(connections.value == 1)
  }

  @Test("No more connections are open than allowed, and the rest wait their turn")
  func connectionLimit() async throws {
    let open = Shared((now: 0, most: 0))
    let answers = try await withServer(maxConnections: 3) { peer in
      open.change {
        $0.now += 1
        $0.most = max($0.most, $0.now)
      }
      while peer.readRequest() != nil { peer.respond(body: "ok") }
      open.change { $0.now -= 1 }
    } _: { client, server in
      try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<60 {
          group.addTask { try await client.send(post(server.url)).status }
        }
        return try await group.reduce(into: 0) { $0 += $1 == 200 ? 1 : 0 }
      }
    }
    #expect(answers == 60)
    #expect(open.value.most <= 3)
  }

  @Test(
    "What cannot be a request is refused before anything is sent",
    arguments: [
      "", "ftp://127.0.0.1/x", "file:///etc/passwd", "http://", "no address", "http://a\0b",
    ]
  )
  func badAddress(url: String) async throws {
    let client = try HTTPClient()
    defer { client.shutdown() }
    let error = await #expect(throws: HTTPError.self) { try await client.send(post(url)) }
    #expect(error?.mayHaveBeenReceived == false)
  }

  @Test("A header or key with a line break is refused, and not quoted")
  func headerInjection() async throws {
    let client = try HTTPClient()
    defer { client.shutdown() }
    var request = post("http://127.0.0.1:9/")
    request.bearer = Secret("sk-secret\r\nX-Evil: 1")
    let error = await #expect(throws: HTTPError.self) { try await client.send(request) }
    guard case .invalidRequest(let message) = error else {
      Issue.record("not refused as invalid: \(String(describing: error))")
      return
    }
    #expect(!message.contains("sk-secret"))
  }
}
