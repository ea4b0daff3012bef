import Glibc
import JSON

/// A provider that speaks Anthropic's Messages.
package struct AnthropicProvider: ModelProvider {
  private let endpoint: Endpoint
  private let http: HTTPClient
  private let connectTimeout: Duration
  private let now: @Sendable () -> Int64

  /// The version of the interface that is spoken; Anthropic keeps what it means.
  static let version = "2023-06-01"

  /// - Parameters:
  ///   - endpoint: Its address ends with the version, as in `https://api.anthropic.com/v1`.
  ///   - http: the caller's to shut down.
  ///   - now: seconds since 1970; limits are reset at a time of day.
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
      method: .post, url: endpoint.url("messages"),
      headers: [
        "Content-Type": "application/json", "Accept": "application/json", "User-Agent": "gearbox",
        "anthropic-version": Self.version,
      ],
      body: request.messagesBody.serializedBytes(), timeout: request.timeout,
      connectTimeout: connectTimeout)
    sent.apiKey = endpoint.apiKey
    sent.departure = departure
    do throws(HTTPError) {
      let response = try await http.send(sent)
      return MessagesReader(response: response, key: endpoint.apiKey, now: now()).outcome()
    } catch {
      return .failed(CallFailure(error, key: endpoint.apiKey))
    }
  }
}
