import CLibCurl
import Glibc

/// The loop of the client's thread: takes mail, drives libcurl, ends what is finished.
final class TransferLoop {
  private let inbox: TransferInbox
  private let configuration: HTTPClient.Configuration
  private var inFlight: [UnsafeMutableRawPointer: (Transfer, EasyHandle)] = [:]
  private var idle: [EasyHandle] = []

  init(inbox: TransferInbox, configuration: HTTPClient.Configuration) {
    self.inbox = inbox
    self.configuration = configuration
  }

  func run() {
    let connections = max(1, min(configuration.maxConnections, 100_000))
    gearbox_curl_multi_set_long(inbox.multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, connections)
    gearbox_curl_multi_set_long(inbox.multi, CURLMOPT_MAXCONNECTS, connections)
    while true {
      let mail = inbox.take()
      for transfer in mail.started { start(transfer) }
      for transfer in mail.cancelled { remove(transfer) }
      if mail.isStopped { break }
      var running: Int32 = 0
      let performed = curl_multi_perform(inbox.multi, &running)
      endFinished()
      let polled = curl_multi_poll(inbox.multi, nil, 0, 1000, nil)
      if performed != CURLM_OK || polled != CURLM_OK {
        fail(with: performed != CURLM_OK ? performed : polled)
      }
    }
    let last = inbox.close()
    for (transfer, handle) in inFlight.values { cancel(transfer, handle) }
    for transfer in last.started { transfer.end(with: .failure(.cancelled(sent: false))) }
  }

  private func start(_ transfer: Transfer) {
    guard !transfer.isCancelled.withLock({ $0 }) else {
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

  private func remove(_ transfer: Transfer) {
    // Absent where it has not started (then `start` sees the flag) or has ended already.
    guard let pointer = transfer.handle, let (transfer, handle) = inFlight[pointer] else { return }
    cancel(transfer, handle)
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
      transfer.end(with: result)
    }
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
