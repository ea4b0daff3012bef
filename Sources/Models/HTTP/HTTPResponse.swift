/// A complete response, whatever its status: redirects are not followed and are statuses like any.
package struct HTTPResponse: Sendable {
  /// When things happened, counted from the start of the transfer.
  package struct Timings: Sendable, Hashable {
    /// The connection stood, TLS included; zero where an open one was taken again.
    package var connected: Duration
    /// The first byte of the response arrived.
    package var firstByte: Duration
    /// The last byte of the response arrived.
    package var total: Duration
  }

  package let status: Int
  /// Those of the final response: neither a proxy's nor those of a `100 Continue`.
  package let headers: HTTPHeaders
  package let body: [UInt8]
  package let timings: Timings
}
