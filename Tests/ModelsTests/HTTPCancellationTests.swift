import Models
import Testing

@Suite("Cancelling and shutting down end transfers at once")
struct HTTPCancellationTests {
  @Test("A cancelled request leaves the wire, and says that it was sent")
  func cancelledInFlight() async throws {
    let received = Shared(false)
    let closed = Shared<Bool?>(nil)
    try await withServer { peer in
      _ = peer.readRequest()
      received.change { $0 = true }
      let isClosed = peer.waitForClose()
      closed.change { $0 = isClosed }
    } _: { client, server in
      let task = Task { try await client.send(post(server.url)) }
      while !received.value { try await Task.sleep(for: .milliseconds(5)) }
      task.cancel()
      let error = await #expect(throws: HTTPError.self) { try await task.value }
      #expect(error == .cancelled(sent: true))
      for _ in 0..<400 where closed.value == nil { try await Task.sleep(for: .milliseconds(5)) }
    }
    #expect(closed.value == true)
  }

  @Test("A task that is cancelled before it sends sends nothing")
  func cancelledBefore() async throws {
    let connections = Shared(0)
    try await withServer { peer in
      connections.change { $0 += 1 }
      _ = peer.readRequest()
    } _: { client, server in
      let task = Task {
        withUnsafeCurrentTask { $0?.cancel() }
        return try await client.send(post(server.url))
      }
      let error = await #expect(throws: HTTPError.self) { try await task.value }
      #expect(error == .cancelled(sent: false))
    }
    #expect(connections.value == 0)
  }

  @Test("Shutting down cancels what is in flight, and what comes later")
  func shutdown() async throws {
    let received = Shared(0)
    let server = try LoopbackServer { peer in
      _ = peer.readRequest()
      received.change { $0 += 1 }
      peer.waitForClose()
    }
    defer { server.stop() }
    let client = try HTTPClient()
    let tasks = (0..<4).map { _ in Task { try await client.send(post(server.url)) } }
    while received.value < 4 { try await Task.sleep(for: .milliseconds(5)) }
    client.shutdown()
    client.shutdown()
    for task in tasks {
      let error = await #expect(throws: HTTPError.self) { try await task.value }
      #expect(error == .cancelled(sent: true))
    }
    let error = await #expect(throws: HTTPError.self) { try await client.send(post(server.url)) }
    #expect(error == .cancelled(sent: false))
  }

  @Test("Requests and cancellations that cross leave every caller with one result")
  func storm() async throws {
    try await withServer(maxConnections: 32) { peer in
      while peer.readRequest() != nil { peer.respond(body: "ok") }
    } _: { client, server in
      let results = await withTaskGroup(of: Bool.self) { group in
        for number in 0..<2000 {
          group.addTask {
            let task = Task { try await client.send(post(server.url)) }
            if number % 2 == 0 { task.cancel() }
            switch await task.result {
            case .success(let response): return response.status == 200
            case .failure(let error as HTTPError):
              if case .cancelled = error { return true }
              return false
            case .failure: return false
            }
          }
        }
        return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(results == 2000)
    }
  }
}
