import Glibc
import Models
import Testing

@Suite("A request that finds all connections in use waits, and is sent as soon as one is free")
struct HTTPWaitingTests {
  @Test("Waiting counts neither towards the timeout nor as time that the server took")
  func clock() async throws {
    let received = Shared(false)
    let isReleased = Shared(false)
    try await withServer(maxConnections: 1) { peer in
      while peer.readRequest() != nil {
        received.change { $0 = true }
        while !isReleased.value { usleep(1000) }
        peer.respond(body: "ok")
      }
    } _: { client, server in
      let first = Task { try await client.send(post(server.url)) }
      while !received.value { try await Task.sleep(for: .milliseconds(1)) }
      let departure = Departure()
      var request = post(server.url, noting: departure)
      request.timeout = .seconds(1)
      let second = Task { [request] in try await client.send(request) }
      try await Task.sleep(for: .milliseconds(1500))
      #expect(departure.elapsed == nil)
      let released = ContinuousClock.now
      isReleased.change { $0 = true }
      #expect(try await first.value.status == 200)
      #expect(try await second.value.status == 200)
      let took = try #require(departure.elapsed)
      #expect(took <= released.duration(to: .now))
    }
  }

  @Test("One that is cancelled leaves at once and is never sent")
  func cancelled() async throws {
    let requests = Shared(0)
    let errors = try await withServer(maxConnections: 1) { peer in
      while peer.readRequest() != nil {
        requests.change { $0 += 1 }
        peer.waitForClose()
      }
    } _: { client, server in
      let first = Task { try await client.send(post(server.url)) }
      while requests.value == 0 { try await Task.sleep(for: .milliseconds(1)) }
      let departure = Departure()
      let second = Task { try await client.send(post(server.url, noting: departure)) }
      try await Task.sleep(for: .milliseconds(20))
      second.cancel()
      let waiting = await #expect(throws: HTTPError.self) { try await second.value }
      #expect(departure.elapsed == nil)
      // The first is on the wire still.
      first.cancel()
      let sent = await #expect(throws: HTTPError.self) { try await first.value }
      return (waiting, sent)
    }
    #expect(errors.0 == .cancelled(sent: false))
    #expect(errors.1 == .cancelled(sent: true))
    #expect(requests.value == 1)
  }

  @Test("One that is called off is never sent, and ends when its turn comes")
  func calledOff() async throws {
    let requests = Shared(0)
    let isReleased = Shared(false)
    try await withServer(maxConnections: 1) { peer in
      while peer.readRequest() != nil {
        requests.change { $0 += 1 }
        while !isReleased.value { usleep(1000) }
        peer.respond(body: "ok")
      }
    } _: { client, server in
      let departures = (0..<2).map { _ in Departure() }
      let first = Task { try await client.send(post(server.url, noting: departures[0])) }
      while requests.value == 0 { try await Task.sleep(for: .milliseconds(1)) }
      let second = Task { try await client.send(post(server.url, noting: departures[1])) }
      // The first has left, and is not called back.
      for departure in departures { departure.callOff() }
      isReleased.change { $0 = true }
      #expect(try await first.value.status == 200)
      let error = await #expect(throws: HTTPError.self) { try await second.value }
      #expect(error == .cancelled(sent: false))
      #expect(departures.map(\.isCalledOff) == [false, true])
      #expect(departures[1].elapsed == nil)
    }
    #expect(requests.value == 1)
  }

  @Test(
    "Where one before it fails or is refused, what can be called off is, and the rest is sent",
    arguments: [429, 500, nil])
  func calledOffByRefusal(status: Int?) async throws {
    let requests = Shared(0)
    let isReleased = Shared(false)
    try await withServer(maxConnections: 1) { peer in
      while peer.readRequest() != nil {
        requests.change { $0 += 1 }
        let isFirst = requests.value == 1
        while !isReleased.value { usleep(1000) }
        if isFirst, status == nil { return }
        peer.respond(status: isFirst ? status ?? 200 : 200, body: "ok")
      }
    } _: { client, server in
      let first = Task { try await client.send(post(server.url)) }
      while requests.value == 0 { try await Task.sleep(for: .milliseconds(1)) }
      let departure = Departure()
      let second = Task { try await client.send(post(server.url, noting: departure)) }
      let third = Task { try await client.send(post(server.url)) }
      // Both wait by then.
      try await Task.sleep(for: .seconds(1))
      isReleased.change { $0 = true }
      _ = await first.result
      let error = await #expect(throws: HTTPError.self) { try await second.value }
      #expect(error == .cancelled(sent: false))
      #expect(departure.isCalledOff)
      #expect(try await third.value.status == 200)
    }
    #expect(requests.value == 2)
  }

  @Test("One that was cancelled before it came does not wait")
  func cancelledBefore() async throws {
    let received = Shared(false)
    try await withServer(maxConnections: 1) { peer in
      while peer.readRequest() != nil {
        received.change { $0 = true }
        peer.waitForClose()
      }
    } _: { client, server in
      let first = Task { try await client.send(post(server.url)) }
      while !received.value { try await Task.sleep(for: .milliseconds(1)) }
      let second = Task {
        while !Task.isCancelled { await Task.yield() }
        return try await client.send(post(server.url))
      }
      second.cancel()
      let error = await #expect(throws: HTTPError.self) { try await second.value }
      #expect(error == .cancelled(sent: false))
      // The first is on the wire still.
      first.cancel()
      let sent = await #expect(throws: HTTPError.self) { try await first.value }
      #expect(sent == .cancelled(sent: true))
    }
  }

  @Test("Shutting down ends those that wait, too")
  func shutdown() async throws {
    let received = Shared(false)
    let server = try LoopbackServer { peer in
      _ = peer.readRequest()
      received.change { $0 = true }
      peer.waitForClose()
    }
    defer { server.stop() }
    let client = try HTTPClient(HTTPClient.Configuration(maxConnections: 1))
    let first = Task { try await client.send(post(server.url)) }
    while !received.value { try await Task.sleep(for: .milliseconds(1)) }
    let others = (0..<3).map { _ in Task { try await client.send(post(server.url)) } }
    try await Task.sleep(for: .milliseconds(20))
    client.shutdown()
    for other in others {
      let error = await #expect(throws: HTTPError.self) { try await other.value }
      #expect(error == .cancelled(sent: false))
    }
    let error = await #expect(throws: HTTPError.self) { try await first.value }
    #expect(error == .cancelled(sent: true))
  }
}

/// A request that tells when it leaves, and can be called off.
private func post(_ url: String, noting departure: Departure) -> HTTPRequest {
  var request = post(url)
  request.departure = departure
  return request
}
