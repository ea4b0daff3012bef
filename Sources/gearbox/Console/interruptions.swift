import Dispatch

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// SIGINT and SIGTERM as they come, in place of the end of the process that they would be. One
/// stream at a time; once it is given up, the signals end the process again.
///
/// Signals go through a pipe. A dispatch source for signals only hears of them where the thread that
/// made it happens to be the main one.
func interruptions() -> AsyncStream<Int32> {
  AsyncStream { continuation in
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return continuation.finish() }
    let (reading, writing) = (ends[0], ends[1])
    signalPipe = writing

    // Dispatch sources may be used from any thread; only their type does not say so.
    nonisolated(unsafe) let source = DispatchSource.makeReadSource(
      fileDescriptor: reading, queue: .global())
    source.setEventHandler {
      var number: UInt8 = 0
      if read(reading, &number, 1) == 1 { continuation.yield(Int32(number)) }
    }
    source.setCancelHandler {
      close(reading)
      close(writing)
    }
    source.resume()
    for number in [SIGINT, SIGTERM] { signal(number, passOn) }

    continuation.onTermination = { _ in
      for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
      signalPipe = -1
      source.cancel()
    }
  }
}

/// Where the handler writes: it can be told by a global alone.
nonisolated(unsafe) private var signalPipe: Int32 = -1

/// Does nothing but what a signal handler may do.
private func passOn(_ number: Int32) {
  let before = errno
  var byte = UInt8(truncatingIfNeeded: number)
  _ = write(signalPipe, &byte, 1)
  errno = before
}
