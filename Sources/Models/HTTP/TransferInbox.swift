import CLibCurl

/// Where other threads leave word for the thread that owns the multi handle.
final class TransferInbox: @unchecked Sendable {
  // Unchecked for `multi`, a C handle: of its functions only `curl_multi_wakeup` is called here,
  // the one that libcurl allows from any thread. All others are the loop's.
  let multi: UnsafeMutableRawPointer
  private let mail = Lock(Mail())

  struct Mail {
    var started: [Transfer] = []
    var cancelled: [Transfer] = []
    var isStopped = false
    /// The loop has left: nobody reads any more.
    var isClosed = false
  }

  init?() {
    guard let multi = curl_multi_init() else { return nil }
    self.multi = multi
  }

  deinit { curl_multi_cleanup(multi) }

  func start(_ transfer: Transfer) {
    let isTaken = post { $0.started.append(transfer) }
    if !isTaken { transfer.end(with: .failure(.cancelled(sent: false))) }
  }

  /// May come before `start`, after the end, or twice.
  func cancel(_ transfer: Transfer) {
    transfer.isCancelled.withLock { $0 = true }
    post { $0.cancelled.append(transfer) }
  }

  func stop() {
    post { $0.isStopped = true }
  }

  /// What has come since the last call.
  func take() -> Mail {
    mail.withLock { mail in
      let taken = mail
      mail.started = []
      mail.cancelled = []
      return taken
    }
  }

  /// What came last; from now on nothing is accepted.
  func close() -> Mail {
    mail.withLock { mail in
      let taken = mail
      mail = Mail(isStopped: true, isClosed: true)
      return taken
    }
  }

  /// False where nobody reads any more.
  @discardableResult
  private func post(_ change: (inout Mail) -> Void) -> Bool {
    let (isTaken, wakes) = mail.withLock { mail in
      guard !mail.isClosed else { return (false, false) }
      // Where something lies there already, its sender has woken the loop, which has yet to look.
      let wasEmpty = mail.started.isEmpty && mail.cancelled.isEmpty
      change(&mail)
      return (true, wasEmpty)
    }
    if wakes { curl_multi_wakeup(multi) }
    return isTaken
  }
}
