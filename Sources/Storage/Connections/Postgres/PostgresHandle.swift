import CLibPQ

/// Owns a `PGconn`. Only the actor of its connection uses it.
final class PostgresHandle {
  let pointer: OpaquePointer
  let canceller: PostgresCanceller
  var statements = PreparedStatements()

  /// Connects, and blocks until that is done or failed.
  init(_ options: PostgresOptions) throws(StorageError) {
    var parameters = options.connectionParameters
    // Without a limit of ours, a host that swallows packets would hold a command for minutes.
    if Self.presetTimeout(options) == nil { parameters.append(("connect_timeout", "5")) }
    parameters += Self.watch.filter { options[$0.keyword] == nil }
    let pointer = withCStrings(parameters.map(\.keyword)) { keywords in
      withCStrings(parameters.map(\.value)) { values in
        PQconnectdbParams(keywords, values, 0)
      }
    }
    guard let pointer else {
      throw StorageError(.unreachable, "libpq has no memory for a connection")
    }
    do throws(StorageError) {
      guard PQstatus(pointer) == CONNECTION_OK else {
        throw connectionFailure(pointer, options)
      }
      shim_pq_silence_notices(pointer)
      guard let cancel = PQgetCancel(pointer) else {
        throw StorageError(.unreachable, "libpq has no memory for a connection")
      }
      canceller = PostgresCanceller(cancel)
      self.pointer = pointer
    } catch {
      PQfinish(pointer)
      throw error
    }
  }

  deinit {
    PQfinish(pointer)
  }

  var isBroken: Bool { PQstatus(pointer) != CONNECTION_OK }

  /// A server that vanishes without a word is missed within a minute, however long its statements take:
  /// the kernel asks after it by itself, which it would do after hours otherwise.
  private static let watch: [(keyword: String, value: String)] = [
    ("keepalives_idle", "30"), ("keepalives_interval", "10"),
    ("keepalives_count", "3"), ("tcp_user_timeout", "60000"),
  ]

  /// The timeout from the URL, or from `PGCONNECT_TIMEOUT`.
  private static func presetTimeout(_ options: PostgresOptions) -> String? {
    if let given = options["connect_timeout"] { return given }
    guard let defaults = PQconndefaults() else { return nil }
    defer { PQconninfoFree(defaults) }
    var entry = defaults
    while let keyword = entry.pointee.keyword {
      if String(cString: keyword) == "connect_timeout" {
        return entry.pointee.val.map { String(cString: $0) }
      }
      entry += 1
    }
    return nil
  }
}

/// Asks the server to stop what a connection is doing. libpq allows that from any thread.
final class PostgresCanceller: @unchecked Sendable {
  private let cancel: OpaquePointer

  init(_ cancel: OpaquePointer) {
    self.cancel = cancel
  }

  deinit {
    PQfreeCancel(cancel)
  }

  /// Returns when the server has passed the signal on.
  func send() {
    var message = [CChar](repeating: 0, count: 256)
    // A request that cannot be sent is as good as one that came too late: the statement goes on.
    _ = PQcancel(cancel, &message, CInt(message.count))
  }
}

/// Calls `body` with a null-terminated array of C strings that lives as long as the call.
func withCStrings<Result>(
  _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Result
) -> Result {
  var bytes: [CChar] = []
  bytes.reserveCapacity(strings.reduce(0) { $0 + $1.utf8.count + 1 })
  let offsets = strings.map { string in
    let offset = bytes.count
    var text = string
    text.withUTF8 { text in
      text.withMemoryRebound(to: CChar.self) { bytes.append(contentsOf: $0) }
    }
    bytes.append(0)
    return offset
  }
  return bytes.withUnsafeBufferPointer { buffer in
    var pointers = offsets.map { offset in buffer.baseAddress.map { $0 + offset } }
    pointers.append(nil)
    return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
  }
}
