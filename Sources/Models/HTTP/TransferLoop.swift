import CLibCurl
import Glibc

/// The loop of the client's thread: takes mail, drives libcurl, ends what is finished.
final class TransferLoop {
  private let inbox: TransferInbox
  private let configuration: HTTPClient.Configuration
  private let connections: Int
  private var inFlight: [UnsafeMutableRawPointer: (Transfer, EasyHandle)] = [:]
  /// What came when all connections were in use, in order. libcurl would let it wait as well, but
  /// count that towards its timeout.
  private var waiting: [Transfer] = []
  private var idle: [EasyHandle] = []

  init(inbox: TransferInbox, configuration: HTTPClient.Configuration) {
    self.inbox = inbox
    self.configuration = configuration
    connections = max(1, min(configuration.maxConnections, 100_000))
  }

  func run() {
    gearbox_curl_multi_set_long(inbox.multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, connections)
    gearbox_curl_multi_set_long(inbox.multi, CURLMOPT_MAXCONNECTS, connections)
    while true {
      let mail = inbox.take()
      waiting += mail.started.filter { !isCancelled($0) }
      for transfer in mail.cancelled { remove(transfer) }
      if mail.isStopped { break }
      let performed = perform()
      let polled = curl_multi_poll(inbox.multi, nil, 0, 1000, nil)
      if performed != CURLM_OK || polled != CURLM_OK {
        fail(with: performed != CURLM_OK ? performed : polled)
      }
    }
    let last = inbox.close()
    for (transfer, handle) in inFlight.values { cancel(transfer, handle) }
    for transfer in waiting + last.started {
      transfer.end(with: .failure(.cancelled(sent: false)))
    }
  }

  /// Does what can be done now. Whoever waits leaves as soon as another has ended, without a word
  /// from another thread.
  private func perform() -> CURLMcode {
    var performed = CURLM_OK
    repeat {
      startWaiting()
      var running: Int32 = 0
      performed = curl_multi_perform(inbox.multi, &running)
      endFinished()
    } while performed == CURLM_OK && !waiting.isEmpty && inFlight.count < connections
    return performed
  }

  private func startWaiting() {
    while inFlight.count < connections, !waiting.isEmpty {
      let next = waiting.prefix(connections - inFlight.count)
      waiting.removeFirst(next.count)
      for transfer in next { start(transfer) }
    }
  }

  private func start(_ transfer: Transfer) {
    if isCancelled(transfer) { return }
    guard transfer.request.departure?.leave() ?? true else {
      transfer.end(with: .failure(.cancelled(sent: false)))
      return
    }
    guard let handle = idle.popLast() ?? EasyHandle() else {
      transfer.end(with: .failure(.invalidRequest("libcurl has no memory for a transfer")))
      return
    }
    if let problem = handle.prepare(for: transfer, configuration) {
      transfer.end(with: .failure(.invalidRequest(problem)))
      recycle(handle)
      return
    }
    let added = curl_multi_add_handle(inbox.multi, handle.pointer)
    guard added == CURLM_OK else {
      transfer.end(with: .failure(.invalidRequest(String(cString: curl_multi_strerror(added)))))
      recycle(handle)
      return
    }
    transfer.handle = handle.pointer
    inFlight[handle.pointer] = (transfer, handle)
  }

  /// Whether it was cancelled before it was sent; then it has ended. Word of that may have come
  /// before the transfer did.
  private func isCancelled(_ transfer: Transfer) -> Bool {
    guard transfer.isCancelled.withLock({ $0 }) else { return false }
    transfer.end(with: .failure(.cancelled(sent: false)))
    return true
  }

  private func remove(_ transfer: Transfer) {
    if let pointer = transfer.handle, let (transfer, handle) = inFlight[pointer] {
      cancel(transfer, handle)
    } else if let place = waiting.firstIndex(where: { $0 === transfer }) {
      waiting.remove(at: place)
      transfer.end(with: .failure(.cancelled(sent: false)))
    }
    // Else it has yet to come, and is seen to be cancelled then; or it has ended.
  }

  private func cancel(_ transfer: Transfer, _ handle: EasyHandle) {
    let sent = handle.hasSent(transfer)
    release(transfer, handle)
    transfer.end(with: .failure(.cancelled(sent: sent)))
  }

  private func endFinished() {
    var left: Int32 = 0
    while let message = curl_multi_info_read(inbox.multi, &left) {
      guard message.pointee.msg == CURLMSG_DONE,
        let pointer = message.pointee.easy_handle,
        let (transfer, handle) = inFlight[pointer]
      else { continue }
      // Read before the handle is removed: that frees the message.
      let code = gearbox_curl_message_result(message)
      let result = handle.result(of: transfer, code)
      release(transfer, handle)
      if !result.isSuccess { callOffWaiting() }
      transfer.end(with: result)
    }
  }

  private func callOffWaiting() {
    for transfer in waiting { transfer.request.departure?.callOff() }
  }

  /// The multi handle itself is in trouble (no memory, no file descriptors): what is in flight
  /// fails, and the loop goes on, but not in a spin.
  private func fail(with code: CURLMcode) {
    let message = String(cString: curl_multi_strerror(code))
    for (transfer, handle) in inFlight.values {
      let error: HTTPError =
        handle.hasSent(transfer)
        ? .failedAfterSending(.connectionLost, message) : .connectionFailed(.broken, message)
      release(transfer, handle)
      transfer.end(with: .failure(error))
    }
    usleep(10_000)
  }

  private func release(_ transfer: Transfer, _ handle: EasyHandle) {
    curl_multi_remove_handle(inbox.multi, handle.pointer)
    inFlight[handle.pointer] = nil
    transfer.handle = nil
    recycle(handle)
  }

  private func recycle(_ handle: EasyHandle) {
    handle.reset()
    if idle.count < configuration.maxConnections { idle.append(handle) }
  }
}

extension Result<HTTPResponse, HTTPError> {
  fileprivate var isSuccess: Bool {
    if case .success(let response) = self { response.status < 400 } else { false }
  }
}
