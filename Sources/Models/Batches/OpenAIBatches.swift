import Glibc
import JSON

/// OpenAI's files and batches, for chat completions.
package struct OpenAIBatches: BatchProvider {
  let endpoint: Endpoint
  private let http: HTTPClient
  private let images: ImageInlining?
  private let now: @Sendable () -> Int64

  /// Files are large: the whole of one has to pass within this time.
  private static let transferTime = Duration.seconds(600)
  /// The key of a batch's metadata that holds its name.
  private static let nameKey = "gearbox_batch"

  /// - Parameters:
  ///   - http: the caller's to shut down.
  ///   - images: puts images into the lines; nil sends addresses as they are.
  ///   - now: seconds since 1970.
  package init(
    endpoint: Endpoint, http: HTTPClient, images: ImageInlining? = nil,
    now: @escaping @Sendable () -> Int64 = { Int64(time(nil)) }
  ) {
    self.endpoint = endpoint
    self.http = http
    self.images = images
    self.now = now
  }

  package func line(
    _ request: ModelRequest, id: String
  ) async throws(CallFailure) -> [UInt8] {
    let request = if let images { try await images.inlined(request) } else { request }
    let line: JSONValue = [
      "custom_id": .string(id), "method": "POST", "url": "/v1/chat/completions",
      "body": request.chatCompletionsBody,
    ]
    return Array((line.serialized() + "\n").utf8)
  }

  package func upload(
    _ file: BatchFile, named name: String
  ) async throws(CallFailure) -> String {
    var request = request(.post, "files", file.contentType)
    request.bodyFile = file.content
    request.timeout = Self.transferTime
    return try id(in: try await object(request))
  }

  package func file(named name: String) async throws(CallFailure) -> String? {
    let found = try await first(of: "files", query: "purpose=batch&limit=10000") {
      $0["filename"]?.string == BatchFile.fileName(name)
    }
    guard let found else { return nil }
    return try id(in: found)
  }

  package func create(
    from file: String, named name: String
  ) async throws(CallFailure) -> ProviderBatch {
    let body: JSONValue = [
      "input_file_id": .string(file), "endpoint": "/v1/chat/completions",
      "completion_window": "24h", "metadata": [Self.nameKey: .string(name)],
    ]
    var request = request(.post, "batches")
    request.body = Array(body.serialized().utf8)
    return try batch(in: try await object(request))
  }

  package func batch(named name: String) async throws(CallFailure) -> ProviderBatch? {
    let found = try await first(of: "batches", query: "limit=100") {
      $0["metadata"]?[Self.nameKey]?.string == name
    }
    guard let found else { return nil }
    return try batch(in: found)
  }

  package func batch(_ id: String) async throws(CallFailure) -> ProviderBatch {
    try batch(in: try await object(request(.get, "batches/\(try segment(id))")))
  }

  package func results(
    in file: String, maxBytes: Int
  ) async throws(CallFailure) -> BatchResults {
    var request = request(.get, "files/\(try segment(file))/content")
    request.timeout = Self.transferTime
    request.maxResponseBytes = maxBytes
    let content: ScratchFile
    do throws(ScratchFileError) {
      content = try ScratchFile()
    } catch {
      throw CallFailure(.invalidRequest, error.description, billing: .notBilled)
    }
    request.responseFile = content
    _ = try await response(to: request)
    return BatchResults(content, key: endpoint.apiKey, now: now())
  }

  package func cancel(_ id: String) async throws(CallFailure) {
    _ = try await object(request(.post, "batches/\(try segment(id))/cancel"))
  }

  private func request(
    _ method: HTTPRequest.Method, _ operation: String, _ type: String = "application/json"
  ) -> HTTPRequest {
    HTTPRequest(
      method: method, url: endpoint.url(operation),
      headers: ["Content-Type": type, "Accept": "application/json", "User-Agent": "gearbox"],
      bearer: endpoint.apiKey)
  }

  /// Pages of a list at most.
  private static let mostPages = 1_000

  /// Looks through a list, page by page, the latest first.
  ///
  /// - Throws: where the list does not come to its end: then nobody can say what is not in it.
  private func first(
    of list: String, query: String, where matches: (JSONValue) -> Bool
  ) async throws(CallFailure) -> JSONValue? {
    var last: String?
    for _ in 1...Self.mostPages {
      var request = request(.get, list)
      request.url += request.url.contains("?") ? "&" : "?"
      request.url += query + (last.map { "&after=\($0)" } ?? "")
      let page = try await object(request)
      let items = page["data"]?.array ?? []
      if let found = items.first(where: matches) { return found }
      guard page["has_more"] == true else { return nil }
      guard let next = items.last?["id"]?.string, try segment(next) != last else {
        throw unreadable("the list of \(list) says that there is more, and does not go on")
      }
      last = try segment(next)
    }
    throw unreadable("the list of \(list) has no end: \(Self.mostPages) pages were read")
  }

  private func object(_ request: HTTPRequest) async throws(CallFailure) -> JSONValue {
    let response = try await response(to: request)
    guard let body = try? JSONValue(parsing: response.body), body.object != nil else {
      throw unreadable(
        "the reply is not a JSON object: "
          + ProviderText.line(response.body, masking: endpoint.apiKey))
    }
    return body
  }

  private func response(to request: HTTPRequest) async throws(CallFailure) -> HTTPResponse {
    let response: HTTPResponse
    do throws(HTTPError) {
      response = try await http.send(request)
    } catch {
      throw CallFailure(error, key: endpoint.apiKey)
    }
    guard (200..<300).contains(response.status) else {
      let reader = ChatResponseReader(response: response, key: endpoint.apiKey, now: now())
      guard case .failed(let failure) = reader.outcome() else {
        throw unreadable("HTTP \(response.status)")
      }
      throw failure
    }
    return response
  }

  private func id(in body: JSONValue) throws(CallFailure) -> String {
    guard let id = body["id"]?.string, !id.isEmpty else { throw unreadable("the reply has no id") }
    return id
  }

  /// An id as a part of an address: the server's word, and not to lead elsewhere.
  private func segment(_ id: String) throws(CallFailure) -> String {
    guard !["", ".", ".."].contains(id) else { throw unreadable("the provider's id is none") }
    var segment = ""
    for byte in id.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "_"), UInt8(ascii: "~"):
        segment.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16, uppercase: true)
        segment += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
      }
    }
    return segment
  }

  private func unreadable(_ message: String) -> CallFailure {
    CallFailure(.unreadableReply, message, billing: .uncertain)
  }

  private func batch(in body: JSONValue) throws(CallFailure) -> ProviderBatch {
    let counts = body["request_counts"]
    let answered = counts?["completed"]?.int64.map { Int(clamping: max(0, $0)) }
    let failed = counts?["failed"]?.int64.map { Int(clamping: max(0, $0)) }
    return ProviderBatch(
      id: try id(in: body), state: state(in: body, answered: answered ?? 0),
      outputFile: body["output_file_id"]?.string, errorFile: body["error_file_id"]?.string,
      done: answered.map { $0.addingReportingOverflow(failed ?? 0).partialValue },
      answered: answered)
  }

  /// - Parameter answered: Requests that it says were answered.
  private func state(in body: JSONValue, answered: Int) -> ProviderBatch.State {
    switch body["status"]?.string {
    case "completed": return .completed
    case "expired", "cancelled": return .cutOff
    // It failed on the way: what was executed by then is billed.
    case "failed" where answered > 0 || body["output_file_id"]?.string != nil: return .cutOff
    case "failed":
      let errors = body["errors"]?["data"]?.array ?? []
      let said = errors.compactMap { $0["message"]?.string }.first ?? "no reason is given"
      return .refused(
        BatchRefusal(
          message: ProviderText.line(said, masking: endpoint.apiKey),
          isQueueFull: errors.contains { $0["code"]?.string == "token_limit_exceeded" }))
    // validating, in_progress, finalizing, cancelling, and what is not known yet.
    default: return .open
    }
  }
}
