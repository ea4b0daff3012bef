import Dispatch
import Foundation
import Glibc

/// A TCP server on 127.0.0.1 that misbehaves as a test wants: each connection is handed to `serve`
/// as a bare socket.
final class LoopbackServer: Sendable {
  struct Failure: Error {
    let what: String
  }

  let port: UInt16
  private let listener: Int32

  var url: String { "http://127.0.0.1:\(port)/v1" }

  init(_ serve: @escaping @Sendable (Peer) -> Void) throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        bind(listener, generic, size) == 0 && listen(listener, 128) == 0
          && getsockname(listener, generic, &size) == 0
      }
    }
    guard isBound else { throw Failure(what: "cannot listen on 127.0.0.1") }
    self.listener = listener
    port = UInt16(bigEndian: address.sin_port)
    // Threads and not a queue: their blocking must not starve the tests' own tasks.
    Thread.detachNewThread {
      var number = 0
      while true {
        let socket = accept(listener, nil, nil)
        guard socket >= 0 else { return }
        number += 1
        let peer = Peer(socket: socket, number: number)
        Thread.detachNewThread {
          serve(peer)
          Glibc.close(peer.socket)
        }
      }
    }
  }

  func stop() {
    // Ends the accept that is waiting, which a mere close would not.
    Glibc.shutdown(listener, Int32(SHUT_RDWR))
    Glibc.close(listener)
  }
}

/// The server's end of one connection.
struct Peer: Sendable {
  struct Request: Sendable, Equatable {
    let head: String
    let body: String
  }

  let socket: Int32
  /// Connections are counted from 1.
  let number: Int

  /// The next request; `nil` when the client has gone.
  func readRequest() -> Request? {
    var bytes: [UInt8] = []
    while let chunk = read() {
      bytes += chunk
      let text = String(decoding: bytes, as: UTF8.self)
      guard let end = text.firstRange(of: "\r\n\r\n") else { continue }
      let head = String(text[..<end.lowerBound])
      let length = head.split(separator: "\r\n").lazy
        .first { $0.lowercased().hasPrefix("content-length:") }
        .flatMap { Int($0.drop { $0 != ":" }.dropFirst().drop { $0 == " " }) }
      let body = String(text[end.upperBound...])
      if body.utf8.count >= length ?? 0 { return Request(head: head, body: body) }
    }
    return nil
  }

  func write(_ text: String) {
    let bytes = Array(text.utf8)
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      sent += count
    }
  }

  func respond(status: Int = 200, headers: [String] = [], body: String) {
    let lines = ["HTTP/1.1 \(status) Status", "Content-Length: \(body.utf8.count)"] + headers
    write(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
  }

  /// Closes with a reset instead of an orderly end.
  func reset() {
    var linger = linger(l_onoff: 1, l_linger: 0)
    setsockopt(
      socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
  }

  /// Waits until the client closes; false when it has not within the time.
  @discardableResult
  func waitForClose(seconds: Int = 10) -> Bool {
    var limit = timeval(tv_sec: seconds, tv_usec: 0)
    setsockopt(
      socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout.size(ofValue: limit)))
    var byte: UInt8 = 0
    while true {
      let count = recv(socket, &byte, 1, 0)
      if count == 0 || (count < 0 && errno == ECONNRESET) { return true }
      if count < 0 { return false }
    }
  }

  private func read() -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = recv(socket, &buffer, buffer.count, 0)
    return count > 0 ? Array(buffer[..<count]) : nil
  }
}

/// A value that a server's threads share with the test.
final class Shared<Value: Sendable>: @unchecked Sendable {
  // Unchecked: `current` is touched on `queue` alone.
  private let queue = DispatchQueue(label: "shared")
  private var current: Value

  init(_ value: Value) { current = value }

  var value: Value { queue.sync { current } }

  func change(_ body: (inout Value) -> Void) {
    queue.sync { body(&current) }
  }
}
