import Testing

@testable import Models

@Suite("A failed transfer says whether the server may have received the request")
struct HTTPFailureTests {
  private func failure(
    _ serve: @escaping @Sendable (Peer) -> Void, change: (inout HTTPRequest) -> Void = { _ in }
  ) async throws -> HTTPError? {
    try await withServer(serve) { client, server in
      var request = post(server.url)
      change(&request)
      return await #expect(throws: HTTPError.self) { try await client.send(request) }
    }
  }

  private func reason(_ error: HTTPError?) -> HTTPError.LossReason? {
    if case .failedAfterSending(let reason, _) = error { reason } else { nil }
  }

  private func connectionFailure(_ error: HTTPError?) -> HTTPError.ConnectionFailure? {
    if case .connectionFailed(let failure, _) = error { failure } else { nil }
  }

  @Test("Nobody listens: not received")
  func refused() async throws {
    let server = try LoopbackServer { _ in }
    server.stop()
    let client = try HTTPClient()
    defer { client.shutdown() }
    let error = await #expect(throws: HTTPError.self) { try await client.send(post(server.url)) }
    #expect(connectionFailure(error) == .refused)
    #expect(error?.mayHaveBeenReceived == false)
  }

  @Test("A name without an address: not received")
  func unknownName() async throws {
    let client = try HTTPClient()
    defer { client.shutdown() }
    let error = await #expect(throws: HTTPError.self) {
      try await client.send(post("http://nobody.invalid/v1"))
    }
    #expect(connectionFailure(error) == .nameNotFound)
  }

  @Test("A transfer that ends need not wait for the lookup of its name")
  func lookupLeftBehind() throws {
    let handle = try #require(EasyHandle())
    #expect(handle.leaveLookupBehind())
  }

  @Test("No TLS at the other end: not received")
  func tlsHandshake() async throws {
    let error = try await failure { peer in
      peer.write("this is not TLS at all\r\n\r\n")
      peer.waitForClose(seconds: 2)
    } change: {
      $0.url = $0.url.replacing("http://", with: "https://")
    }
    #expect(connectionFailure(error) == .tls)
    #expect(error?.mayHaveBeenReceived == false)
  }

  @Test("Closed instead of a handshake: not received")
  func closedInHandshake() async throws {
    let error = try await failure { _ in
    } change: {
      $0.url = $0.url.replacing("http://", with: "https://")
    }
    #expect(error?.mayHaveBeenReceived == false)
  }

  @Test("A handshake that hangs ends with the connection's own timeout: not received")
  func handshakeTimeout() async throws {
    let error = try await failure { peer in
      peer.waitForClose()
    } change: {
      $0.url = $0.url.replacing("http://", with: "https://")
      $0.connectTimeout = .milliseconds(300)
    }
    #expect(connectionFailure(error) == .timeout)
  }

  @Test("No answer within the timeout: may have been received")
  func timeout() async throws {
    let error = try await failure { peer in
      _ = peer.readRequest()
      peer.waitForClose()
    } change: {
      $0.timeout = .milliseconds(300)
    }
    #expect(reason(error) == .timeout)
  }

  @Test("Closed or reset after the request: may have been received", arguments: [false, true])
  func closed(resets: Bool) async throws {
    let error = try await failure { peer in
      _ = peer.readRequest()
      if resets { peer.reset() }
    }
    #expect(reason(error) == .connectionLost)
  }

  @Test(
    "Closed within the response: may have been received",
    arguments: [
      "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nabc",
    ])
  func truncated(response: String) async throws {
    let error = try await failure { peer in
      _ = peer.readRequest()
      peer.write(response)
    }
    #expect(reason(error) == .connectionLost)
  }

  @Test(
    "No HTTP comes back: may have been received",
    arguments: ["\u{0}\u{1}\u{2} garbage\r\n\r\n", "SSH-2.0-OpenSSH_9.2\r\n", "<html>hello</html>"])
  func garbage(response: String) async throws {
    let error = try await failure { peer in
      _ = peer.readRequest()
      peer.write(response)
    }
    #expect(reason(error) == .malformed)
  }

  @Test("An endless body ends at its limit")
  func endlessBody() async throws {
    let error = try await failure { peer in
      _ = peer.readRequest()
      peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
      let chunk = "1000\r\n" + String(repeating: "x", count: 4096) + "\r\n"
      for _ in 0..<10_000 { peer.write(chunk) }
    } change: {
      $0.maxResponseBytes = 100_000
    }
    #expect(reason(error) == .tooLarge)
  }

  @Test("Endless headers end at their limit")
  func endlessHeaders() async throws {
    let error = try await failure { peer in
      _ = peer.readRequest()
      peer.write("HTTP/1.1 200 OK\r\n")
      for number in 0..<100_000 {
        peer.write("X-\(number): \(String(repeating: "x", count: 80))\r\n")
      }
    }
    #expect(reason(error) == .tooLarge)
  }

  @Test("A body that stands still ends before the whole timeout")
  func stall() async throws {
    let error = try await failure { peer in
      _ = peer.readRequest()
      peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbeginning")
      peer.waitForClose(seconds: 30)
    } change: {
      $0.timeout = .seconds(30)
      $0.stallTimeout = .seconds(1)
    }
    #expect(reason(error) == .stalled)
  }

  @Test("A request whose open connection turns out dead is not silently sent again")
  func noHiddenRetry() async throws {
    let bodies = Shared<[String]>([])
    let error = try await withServer { peer in
      guard let first = peer.readRequest() else { return }
      bodies.change { $0.append(first.body) }
      peer.respond(body: "ok")
      guard let second = peer.readRequest() else { return }
      bodies.change { $0.append(second.body) }
    } _: { client, server in
      _ = try await client.send(post(server.url, "one"))
      return await #expect(throws: HTTPError.self) {
        try await client.send(post(server.url, "two"))
      }
    }
    #expect(
      error == .failedAfterSending(.connectionLost, "the connection closed without a response"))
    #expect(bodies.value == ["one", "two"])
  }
}
