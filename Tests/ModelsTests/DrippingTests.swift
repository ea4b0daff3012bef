import Glibc
import Models
import Testing

@Suite("Servers that take their time")
struct DrippingTests {
  @Test("A body that drips ends at the timeout")
  func drip() async throws {
    let outcome = try await withServer { peer in
      _ = peer.readRequest()
      peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
      for _ in 0..<600 {
        peer.write(" ")
        usleep(50_000)
      }
    } _: { client, server in
      var request = askedFor
      request.timeout = .milliseconds(600)
      return await ChatCompletionsProvider(
        endpoint: try Endpoint(baseURL: server.url), http: client
      ).complete(request)
    }
    guard case .failed(let failure) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(failure.reason == .timeout)
    #expect(failure.billing == .uncertain)
  }
}
