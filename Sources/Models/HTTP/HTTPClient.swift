import CLibCurl
import Glibc

/// Sends HTTP requests through libcurl. Many transfers run at once on one thread of the client's
/// own, over HTTP/1.1; connections are kept and used again. TLS certificates are always verified,
/// proxies are taken from `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy`.
///
/// Whoever makes a client ends it with `shutdown()`.
package final class HTTPClient: Sendable {
  /// What holds for all requests of a client.
  package struct Configuration: Sendable {
    /// Open connections and transfers under way at most; further ones wait, in the order they came.
    package var maxConnections: Int
    /// A PEM file of the authorities to trust instead of the system's.
    package var authorityFile: String?
    /// A directory of such files, by hash.
    package var authorityDirectory: String?
    /// Refuses connections to loopback, private, link-local and other addresses that the public
    /// cannot reach, whatever name led there; and uses no proxy, which would hide the address.
    package var reachesOnlyPublicAddresses = false

    /// Trusts what `CURL_CA_BUNDLE`, else `SSL_CERT_FILE`, and `SSL_CERT_DIR` name, as the curl
    /// command does; what the system trusts where they are not set.
    package init(maxConnections: Int = 64) {
      self.maxConnections = maxConnections
      authorityFile =
        Self.variable("CURL_CA_BUNDLE") ?? Self.variable("SSL_CERT_FILE")
      authorityDirectory = Self.variable("SSL_CERT_DIR")
    }

    private static func variable(_ name: String) -> String? {
      guard let value = getenv(name), value.pointee != 0 else { return nil }
      return String(cString: value)
    }
  }

  private let inbox: TransferInbox
  private let thread: Lock<pthread_t?>

  /// Starts the client's thread.
  ///
  /// - Throws: `invalidRequest` where the machine grants no thread or no memory for it.
  package init(_ configuration: Configuration = Configuration()) throws(HTTPError) {
    guard Self.isCurlReady, let inbox = TransferInbox() else {
      throw .invalidRequest("libcurl does not start")
    }
    let loop = TransferLoop(inbox: inbox, configuration: configuration)
    let passed = Unmanaged.passRetained(loop)
    var thread = pthread_t()
    let status = pthread_create(&thread, nil, { loopThread($0) }, passed.toOpaque())
    guard status == 0 else {
      passed.release()
      throw .invalidRequest("no thread for HTTP: \(String(cString: strerror(status)))")
    }
    self.inbox = inbox
    self.thread = Lock(thread)
  }

  /// The response to a request, whatever its status.
  ///
  /// Cancelling the task takes the transfer off the wire at once.
  package func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    let transfer = Transfer(request)
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        transfer.onEnd(continuation)
        inbox.start(transfer)
      }
    } onCancel: {
      inbox.cancel(transfer)
    }
    return try result.get()
  }

  /// Ends all transfers as cancelled and waits until the thread is gone. Requests that come later
  /// are cancelled at once. To call it twice does no harm.
  package func shutdown() {
    inbox.stop()
    let joinable = thread.withLock { thread in
      defer { thread = nil }
      return thread
    }
    if let joinable { pthread_join(joinable, nil) }
  }

  deinit {
    // A forgotten client must not keep its thread; but only an owner may block on its end.
    inbox.stop()
    if let left = thread.withLock({ $0 }) { pthread_detach(left) }
  }

  private static let isCurlReady = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK
}

/// The body of the client's thread.
private func loopThread(_ loop: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let loop else { return nil }
  // Signals belong to the program's own threads; and a peer that hangs up must not raise SIGPIPE
  // through a TLS library that writes to sockets itself.
  var signals = sigset_t()
  sigfillset(&signals)
  pthread_sigmask(SIG_BLOCK, &signals, nil)
  Unmanaged<TransferLoop>.fromOpaque(loop).takeRetainedValue().run()
  return nil
}
