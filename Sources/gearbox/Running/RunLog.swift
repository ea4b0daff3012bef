import Foundation
import JSON
import Reporting

/// Where a run's log goes to, a line per event.
final class RunLog: Sendable {
  let format: LogFormat
  /// nil is stderr.
  private let file: FileHandle?

  /// Opens `path` to be appended to, creating it where it is not there.
  ///
  /// - Throws: `CommandFailure` where the file cannot be written.
  init(appendingTo path: String, _ format: LogFormat) throws(CommandFailure) {
    self.format = format
    do {
      if !FileManager.default.fileExists(atPath: path) {
        try Data().write(to: URL(fileURLWithPath: path))
      }
      let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      try file.seekToEnd()
      self.file = file
    } catch {
      throw CommandFailure(
        .faulty, "cannot write the log file '\(path)'",
        help: "its folder has to be there, and both have to be yours to write")
    }
  }

  init(onStandardError format: LogFormat) {
    self.format = format
    file = nil
  }

  var isOnStandardError: Bool { file == nil }

  /// Writes one line. A log that cannot be written, on a full disk perhaps, must not end a run.
  func write(_ line: String) {
    let text = printable(line) + "\n"
    if let file {
      try? file.write(contentsOf: Data(text.utf8))
    } else {
      try? Stream.errors.write(text)
    }
  }

  /// A point in time as logs have it: ISO 8601, UTC, to the millisecond.
  static var now: String {
    Date.ISO8601FormatStyle(includingFractionalSeconds: true).format(Date())
  }
}
