import JSON
import Reporting
import Runs
import Storage

/// Follows a run that others work at, until it ends: redrawn on a terminal, a line every few seconds
/// elsewhere, an object a line as JSON.
struct RunWatch {
  let database: Database
  let run: String
  let format: OutputFormat

  /// - Throws: `StorageError`; `CancellationError`.
  func watch() async throws {
    let output = Stream.output
    let isLive = output.isTerminal && format == .text
    var progress = RunProgress()
    var drawn = 0
    while let status = try await database.status(ofRun: run), status.isUnderWay {
      progress.note(status)
      if format == .json {
        try output.write(status.json.serialized() + "\n")
      } else if isLive {
        let lines = progress.lines(status, width: output.terminalWidth ?? 80)
        let text = lines.map { "\u{1B}[2K\($0)\n" }.joined()
        try output.write((drawn > 0 ? "\r\u{1B}[\(drawn)A\u{1B}[J" : "") + text)
        drawn = lines.count
      } else {
        try output.write(progress.line(status) + "\n")
      }
      try await ContinuousClock().sleep(for: isLive ? .milliseconds(500) : .seconds(2))
    }
    if drawn > 0 { try output.write("\r\u{1B}[\(drawn)A\u{1B}[J") }
  }
}

extension RunStatus {
  /// Whether anybody is at it. A run whose workers all died without a word is not, whatever its
  /// state says, and whatever they held.
  fileprivate var isUnderWay: Bool { !workers.isEmpty }
}
