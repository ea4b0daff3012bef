/// Why there is no response. The cases part where money parts: what certainly never reached the
/// server from what may have been received, worked on and billed.
package enum HTTPError: Error, Sendable, Hashable {
  /// The request cannot be sent as it stands (its address, a header). Nothing was sent.
  case invalidRequest(String)
  /// No connection came about. Nothing of the request was sent.
  case connectionFailed(ConnectionFailure, String)
  /// The request, or a part of it, had left; what became of it is not known.
  case failedAfterSending(LossReason, String)
  /// The task was cancelled, or the client shut down; `sent` says whether the request, or a part
  /// of it, had left by then.
  case cancelled(sent: Bool)

  /// What stood in the way of a connection.
  package enum ConnectionFailure: String, Sendable, Hashable {
    /// Nobody listens there, or the host or network cannot be reached.
    case refused
    /// The host's or the proxy's name has no address.
    case nameNotFound
    /// No connection within `connectTimeout`.
    case timeout
    /// The TLS handshake failed, or the certificate does not hold.
    case tls
    /// The connection broke, or the proxy refused, before the request was on its way.
    case broken
    /// The address is none that the public can reach, and the client connects to no other.
    case privateAddress
  }

  /// How a transfer ended that had begun.
  package enum LossReason: String, Sendable, Hashable {
    /// No complete response within `timeout`.
    case timeout
    /// The response began and then stood still for `stallTimeout`.
    case stalled
    /// The connection was closed or reset before or within the response.
    case connectionLost
    /// The response is longer than `maxResponseBytes`.
    case tooLarge
    /// What came back is not HTTP.
    case malformed
  }

  /// Whether the server may have received the request, and hence may bill it.
  package var mayHaveBeenReceived: Bool {
    switch self {
    case .invalidRequest, .connectionFailed: false
    case .failedAfterSending: true
    case .cancelled(let sent): sent
    }
  }
}

extension HTTPError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .invalidRequest(let message): "the request cannot be sent: \(message)"
    case .connectionFailed(_, let message): message
    case .failedAfterSending(_, let message): message
    case .cancelled(let sent): sent ? "cancelled after it was sent" : "cancelled before it was sent"
    }
  }
}
