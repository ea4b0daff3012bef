import Foundation
import Logging
import Reporting

/// The file that a run's log goes to, a line per event.
final class RunLog: Sendable {
  private let file: FileHandle

  /// Opens `path` to be appended to, creating it where it is not there.
  ///
  /// - Throws: `CommandFailure` where the file cannot be written.
  init(appendingTo path: String) throws(CommandFailure) {
    do {
      if !FileManager.default.fileExists(atPath: path) {
        try Data().write(to: URL(fileURLWithPath: path))
      }
      file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      try file.seekToEnd()
    } catch {
      throw CommandFailure(
        .faulty, "cannot write the log file '\(path)'",
        help: "its folder has to be there, and both have to be yours to write")
    }
  }

  /// Writes one line. A log that cannot be written, on a full disk perhaps, must not end a run.
  func write(_ line: String) {
    try? file.write(contentsOf: Data((printable(line) + "\n").utf8))
  }
}

/// Writes `time level message key=value …` lines, values with spaces in quotes.
struct RunLogHandler: LogHandler {
  let log: RunLog?
  var logLevel: Logger.Level = .info
  var metadata: Logger.Metadata = [:]

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let fields = metadata.merging(event.metadata ?? [:]) { $1 }
    let text =
      Self.order.compactMap { key in fields[key].map { (key, $0) } }
      + fields.filter { !Self.order.contains($0.key) }.sorted { $0.key < $1.key }
      .map { ($0.key, $0.value) }
    let rendered = text.map { "\($0)=\(quoted("\($1)"))" }.joined(separator: " ")
    let time = Date().formatted(.iso8601)
    log?.write("\(time) \(event.level) \(event.message) \(rendered)")
  }

  /// The order in which a call is told.
  private static let order = [
    "subject", "stage", "score", "tier", "model", "cost", "outcome", "detail",
  ]

  private func quoted(_ value: String) -> String {
    value.contains(where: { $0 == " " || $0 == "\"" || $0.isNewline })
      ? "\"" + value.replacing("\"", with: "'") + "\"" : value
  }
}
