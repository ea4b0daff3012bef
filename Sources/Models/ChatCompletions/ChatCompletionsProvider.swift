import Glibc
import JSON

/// A provider that speaks OpenAI's chat completions: OpenAI itself, and most gateways and local
/// servers.
package struct ChatCompletionsProvider: ModelProvider {
  private let endpoint: Endpoint
  private let http: HTTPClient
  private let connectTimeout: Duration
  private let now: @Sendable () -> Int64

  /// - Parameters:
  ///   - http: the caller's to shut down.
  ///   - now: seconds since 1970; a `Retry-After` may name a date.
  package init(
    endpoint: Endpoint, http: HTTPClient, connectTimeout: Duration = .seconds(10),
    now: @escaping @Sendable () -> Int64 = { Int64(time(nil)) }
  ) {
    self.endpoint = endpoint
    self.http = http
    self.connectTimeout = connectTimeout
    self.now = now
  }

  package func complete(
    _ request: ModelRequest, noting departure: Departure?
  ) async -> CallOutcome {
    var sent = HTTPRequest(
      method: .post, url: endpoint.url("chat/completions"),
      headers: [
        "Content-Type": "application/json", "Accept": "application/json", "User-Agent": "gearbox",
      ],
      bearer: endpoint.apiKey, body: request.chatCompletionsBody.serializedBytes(),
      timeout: request.timeout, connectTimeout: connectTimeout)
    sent.departure = departure
    do throws(HTTPError) {
      let response = try await http.send(sent)
      let reader = ChatResponseReader(response: response, key: endpoint.apiKey, now: now())
      return reader.outcome()
    } catch {
      return .failed(CallFailure(error, key: endpoint.apiKey))
    }
  }
}
