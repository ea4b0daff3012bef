import Glibc
import Testing

@testable import Models

@Suite("Results of batches may be anything")
struct BatchResultsTests {
  private static let good =
    #"{"custom_id": "a", "error": {"code": "batch_expired", "message": "late"}}"#

  @Test("Lines that are garbage, or too long, are passed over")
  func garbage() throws {
    let file = try ScratchFile()
    try file.append("no JSON\n{}\n".utf8)
    // Longer than any result, and than what is held in memory.
    for _ in 0..<18 { try file.append([UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)) }
    try file.append(("\n" + Self.good + "\r\n   \n\u{0}\n" + Self.good).utf8)
    try #expect(lines(file).map(isResult) == [false, false, false, true, false, true])
  }

  @Test("Every line is read, wherever the pieces end", arguments: [1, 3, 40_000])
  func pieces(count: Int) throws {
    let file = try ScratchFile()
    let ids = (0..<count).map { "t\($0)-a1" }
    for id in ids { try file.append((#"{"custom_id": "\#(id)", "error": {}}"# + "\n").utf8) }
    let read = try lines(file).map { line in
      if case .result(let result) = line { result.id } else { "?" }
    }
    #expect(read == ids)
  }

  @Test("A file that cannot be read is an error, and no end of the results")
  func unreadable() throws {
    let file = try ScratchFile()
    try file.append((Self.good + "\n").utf8)
    // The descriptor is a pipe's from now on, which has no places to read at.
    var pipe: [Int32] = [0, 0]
    #expect(Glibc.pipe(&pipe) == 0 && dup2(pipe[0], file.descriptor) >= 0)
    for end in pipe { close(end) }
    let error = #expect(throws: ScratchFileError.self) { try lines(file) }
    #expect(error?.description.hasPrefix("a temporary file cannot be read: ") == true)
  }

  @Test("Results without an end stop at their limit")
  func endless() async throws {
    let server = try LoopbackServer { peer in
      _ = peer.readRequest()
      peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
      let chunk = "1000\r\n" + String(repeating: "x", count: 4096) + "\r\n"
      for _ in 0..<10_000 { peer.write(chunk) }
    }
    defer { server.stop() }
    let client = try HTTPClient()
    defer { client.shutdown() }
    let batches = OpenAIBatches(endpoint: try Endpoint(baseURL: server.url), http: client)
    let failure = await #expect(throws: CallFailure.self) {
      _ = try await batches.results(in: "file-1", maxBytes: 100_000)
    }
    #expect(failure?.reason == .replyTooLarge)
  }

  @Test(
    "Whatever an id is made of, it is one part of an address",
    arguments: [
      ("batch_1-2.a~", "batch_1-2.a~"), ("../files", "..%2Ffiles"), ("a b?c#d", "a%20b%3Fc%23d"),
      ("%2e%2e", "%252e%252e"), ("é\n", "%C3%A9%0A"),
      ("projects/1/batches:2", "projects%2F1%2Fbatches%3A2"),
    ])
  func ids(id: String, part: String) async throws {
    let (requests, sink) = AsyncStream.makeStream(of: Peer.Request.self)
    let server = try LoopbackServer { peer in
      if let request = peer.readRequest() { sink.yield(request) }
      peer.respond(body: #"{"id": "b", "status": "in_progress"}"#)
    }
    defer { server.stop() }
    let client = try HTTPClient()
    defer { client.shutdown() }
    let batches = OpenAIBatches(endpoint: try Endpoint(baseURL: server.url), http: client)
    _ = try await batches.batch(id)
    var iterator = requests.makeAsyncIterator()
    let request = try #require(await iterator.next())
    #expect(request.head.hasPrefix("GET /v1/batches/\(part) HTTP/1.1\r\n"))
  }

  @Test("An id that is none, or the way up, is refused", arguments: ["", ".", ".."])
  func noIDs(id: String) async throws {
    let client = try HTTPClient()
    defer { client.shutdown() }
    let batches = OpenAIBatches(endpoint: try Endpoint(baseURL: "http://127.0.0.1:9"), http: client)
    let failure = await #expect(throws: CallFailure.self) { _ = try await batches.batch(id) }
    #expect(failure?.reason == .unreadableReply)
  }

  @Test(
    "A list without an end is given up, and so is one that does not go on",
    arguments: [true, false])
  func endlessList(isNew: Bool) async throws {
    let pages = Shared(0)
    let server = try LoopbackServer { peer in
      while peer.readRequest() != nil {
        pages.change { $0 += 1 }
        let id = isNew ? "batch_\(pages.value)" : "batch_1"
        peer.respond(body: #"{"data": [{"id": "\#(id)"}], "has_more": true}"#)
      }
    }
    defer { server.stop() }
    let client = try HTTPClient()
    defer { client.shutdown() }
    let batches = OpenAIBatches(endpoint: try Endpoint(baseURL: server.url), http: client)
    let failure = await #expect(throws: CallFailure.self) {
      _ = try await batches.batch(named: "gearbox-1")
    }
    #expect(failure?.reason == .unreadableReply)
    #expect(pages.value == (isNew ? 1_000 : 2))
  }

  @Test("What is uploaded is what was gathered, from disk")
  func upload() async throws {
    let (requests, sink) = AsyncStream.makeStream(of: Peer.Request.self)
    let server = try LoopbackServer { peer in
      if let request = peer.readRequest() { sink.yield(request) }
      peer.respond(body: #"{"id": "file-1"}"#)
    }
    defer { server.stop() }
    let client = try HTTPClient()
    defer { client.shutdown() }
    let batches = OpenAIBatches(endpoint: try Endpoint(baseURL: server.url), http: client)
    var file = try BatchFile(named: "run-1")
    let line = #"{"custom_id": "\#(String(repeating: "é", count: 2_000))"}"# + "\n"
    for _ in 0..<100 { try file.append(Array(line.utf8)) }
    try file.finish()
    try file.finish()
    #expect(file.bytes == line.utf8.count * 100)
    #expect(try await batches.upload(file, named: "run-1") == "file-1")
    var iterator = requests.makeAsyncIterator()
    let request = try #require(await iterator.next())
    #expect(
      request.body == """
        --gearbox-run-1\r
        Content-Disposition: form-data; name="purpose"\r
        \r
        batch\r
        --gearbox-run-1\r
        Content-Disposition: form-data; name="file"; filename="run-1.jsonl"\r
        Content-Type: application/jsonl\r
        \r
        \(String(repeating: line, count: 100))\r
        --gearbox-run-1--\r

        """)
  }

  private func lines(_ file: ScratchFile) throws -> [BatchResults.Line] {
    var results = BatchResults(file, key: nil, now: 0)
    var lines: [BatchResults.Line] = []
    while let line = try results.next() { lines.append(line) }
    return lines
  }

  private func isResult(_ line: BatchResults.Line) -> Bool {
    if case .result = line { true } else { false }
  }
}
