/// One request on its way: what has been sent of it, and what has come back.
final class Transfer: @unchecked Sendable {
  // Unchecked: apart from `isCancelled`, all of this is touched by the loop's thread alone once the
  // transfer has been handed to it; libcurl's callbacks run on that thread too.
  let request: HTTPRequest
  let isCancelled = Lock(false)

  /// The C handle while in flight.
  var handle: UnsafeMutableRawPointer?
  /// Bytes of the body that libcurl has taken to send.
  var bodyTaken = 0
  var headers = HTTPHeaders()
  var headerBytes = 0
  /// The empty line after the headers has come.
  var hasAllHeaders = false
  /// All of the response's body, or its beginning where it goes to a file.
  var body: [UInt8] = []
  /// Bytes of the response's body so far.
  var received = 0
  /// Bytes of the request's body.
  let bodyCount: Int
  /// Why a callback stopped the transfer; libcurl itself only knows that one did.
  var refusal: HTTPError.LossReason?
  /// An address of the host was refused as private.
  var hasPrivateAddress = false
  private var continuation: CheckedContinuation<Result<HTTPResponse, HTTPError>, Never>?

  static let maxHeaderBytes = 256 << 10

  /// Of a response that goes to a file: as much as an error needs to be told.
  private static let maxBodyBesideFile = 64 << 10

  init(_ request: HTTPRequest) {
    self.request = request
    bodyCount = request.bodyCount
  }

  func onEnd(_ continuation: CheckedContinuation<Result<HTTPResponse, HTTPError>, Never>) {
    self.continuation = continuation
  }

  func end(with result: Result<HTTPResponse, HTTPError>) {
    let waiting = continuation
    continuation = nil
    waiting?.resume(returning: result)
  }

  /// The next bytes of the body; the number copied, nil where they cannot be had.
  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    var count = min(buffer.count, bodyCount - bodyTaken)
    guard count > 0 else { return 0 }
    if let file = request.bodyFile {
      count = file.read(at: bodyTaken, into: .init(rebasing: buffer[..<count]))
      guard count > 0 else { return nil }
      bodyTaken += count
      return count
    }
    request.body.withUnsafeBytes { body in
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: body[bodyTaken..<bodyTaken + count]))
    }
    bodyTaken += count
    return count
  }

  /// Takes one header line; false stops the transfer.
  func receive(headerLine line: UnsafeRawBufferPointer) -> Bool {
    headerBytes += line.count
    guard headerBytes <= Self.maxHeaderBytes else {
      refusal = .tooLarge
      return false
    }
    if line.starts(with: "HTTP/".utf8) {
      // Another response begins: what came before was an interim one.
      headers = HTTPHeaders()
      hasAllHeaders = false
      return true
    }
    if line.allSatisfy({ $0 == 0x0D || $0 == 0x0A }) { hasAllHeaders = true }
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return true }
    let name = UnsafeRawBufferPointer(rebasing: line[..<colon])
    let value = UnsafeRawBufferPointer(rebasing: line[line.index(after: colon)...])
    headers.add(Self.trimmed(name), Self.trimmed(value))
    return true
  }

  /// Takes a piece of the response body; false stops the transfer.
  func receive(body piece: UnsafeRawBufferPointer) -> Bool {
    guard piece.count <= request.maxResponseBytes - received else {
      refusal = .tooLarge
      return false
    }
    received += piece.count
    guard let file = request.responseFile else {
      body.append(contentsOf: piece)
      return true
    }
    body.append(contentsOf: piece.prefix(Self.maxBodyBesideFile - body.count))
    return file.append(piece)
  }

  private static func trimmed(_ bytes: UnsafeRawBufferPointer) -> String {
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
    let start = bytes.drop(while: isSpace)
    guard let last = start.lastIndex(where: { !isSpace($0) }) else { return "" }
    return String(decoding: start[...last], as: UTF8.self)
  }
}
