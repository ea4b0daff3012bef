/// One HTTP request. Its body leaves this machine at most once, whatever happens to the connection.
package struct HTTPRequest: Sendable {
  /// The methods that model providers use.
  package enum Method: String, Sendable {
    case get = "GET"
    case post = "POST"
  }

  package var method: Method
  /// An absolute `http` or `https` address; any other scheme is refused.
  package var url: String
  package var headers: HTTPHeaders
  /// Sent as `Authorization: Bearer …`; apart from `headers`, so that printing those shows no key.
  package var bearer: Secret?
  /// Sent as `x-api-key: …`, which is Anthropic's way; apart from `headers` for the same reason.
  package var apiKey: Secret?
  package var body: [UInt8]
  /// What is sent instead of `body`, where that does not belong into memory.
  package var bodyFile: ScratchFile?
  /// Where the response's body goes, whatever the status; `HTTPResponse.body` is its beginning then.
  package var responseFile: ScratchFile?
  /// From when a connection is free for it to the last byte.
  package var timeout: Duration
  /// For name lookup, connection and TLS handshake together; within `timeout`.
  package var connectTimeout: Duration
  /// How long a response body that has begun may stand still; within `timeout`. The time that a
  /// server takes before its first byte of body does not count: models think.
  package var stallTimeout: Duration
  /// A larger response body fails the transfer.
  package var maxResponseBytes: Int
  /// Learns when the request leaves, and keeps it from leaving where it was called off. What waits
  /// for a connection is called off where one before it fails or is refused (a status of 400 or
  /// more): what that means for the next is the caller's to say.
  package var departure: Departure?

  /// A request with the limits that suit one call to a model.
  package init(
    method: Method = .get, url: String, headers: HTTPHeaders = [:], bearer: Secret? = nil,
    body: [UInt8] = [], timeout: Duration = .seconds(60), connectTimeout: Duration = .seconds(10),
    stallTimeout: Duration = .seconds(30), maxResponseBytes: Int = 16 << 20
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.bearer = bearer
    self.body = body
    self.timeout = timeout
    self.connectTimeout = connectTimeout
    self.stallTimeout = stallTimeout
    self.maxResponseBytes = maxResponseBytes
  }

  /// How many bytes the body has.
  var bodyCount: Int { bodyFile?.count ?? body.count }
}
