import Reporting

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Nobody reads what is written any more.
struct BrokenPipe: Error {}

/// An output stream of this process.
struct Stream: Sendable {
  static let input = Stream(descriptor: STDIN_FILENO)
  static let output = Stream(descriptor: STDOUT_FILENO)
  static let errors = Stream(descriptor: STDERR_FILENO)

  private let descriptor: Int32

  /// Writes all of it, or throws `BrokenPipe`, or what the system says.
  func write(_ text: String) throws {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { writeBytes(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno == EPIPE {
        throw BrokenPipe()
      } else if errno == EAGAIN {
        var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&waiting, 1, 1000)
      } else if errno != EINTR {
        throw CommandFailure(
          .faulty, "cannot write the output: \(systemMessage(errno))")
      }
    }
  }

  var isTerminal: Bool { isatty(descriptor) == 1 }

  /// The cells of a line of the terminal; nil where there is none.
  var terminalWidth: Int? {
    var size = winsize()
    guard isTerminal, ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return nil
    }
    return Int(size.ws_col)
  }
}

/// `write` of the system, out of the reach of methods of that name.
private func writeBytes(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, bytes, count)
}

/// Lets writing to a pipe that nobody reads fail instead of ending the process: a run has calls to
/// settle first.
func ignoreBrokenPipes() {
  signal(SIGPIPE, SIG_IGN)
}

/// What the system says of an error number.
func systemMessage(_ number: Int32) -> String {
  String(cString: strerror(number))
}

/// Ends the process.
func end(with status: ExitStatus) -> Never {
  exit(status.rawValue)
}

/// The value of an environment variable; nil where it is not set or empty.
func environment(_ name: String) -> String? {
  guard let value = getenv(name) else { return nil }
  let text = String(cString: value)
  return text.isEmpty ? nil : text
}

extension Screen {
  /// As wide as the terminal, else as `COLUMNS` says, else 80 cells. Coloured on a terminal that
  /// can do it, unless `NO_COLOR` is set.
  init(of stream: Stream) {
    let width = stream.terminalWidth ?? environment("COLUMNS").flatMap { Int($0) } ?? 80
    let isColored =
      stream.isTerminal && environment("NO_COLOR") == nil && environment("TERM") != "dumb"
    self.init(style: Style(isColored: isColored), width: width)
  }
}
