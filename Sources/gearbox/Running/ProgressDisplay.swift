import Runs
import Storage

/// Shows how a run goes on until it is cancelled: a display that is redrawn on a terminal, a line
/// every few seconds elsewhere.
struct ProgressDisplay: Sendable {
  let database: Database
  let run: String
  let isLive: Bool
  /// The cells of a line, asked for at every drawing: terminals are resized.
  let width: @Sendable () -> Int
  /// What is to be said beside the progress.
  let notice: Notice
  /// Writes text to where people read, as it is.
  let write: @Sendable (String) -> Void

  private var interval: Duration { isLive ? .milliseconds(500) : .seconds(5) }

  func show() async {
    var progress = RunProgress()
    var drawn = 0
    while !Task.isCancelled {
      let clock = ContinuousClock()
      let started = clock.now
      // A look that fails is no news for the run: its own work would say so.
      if let status = try? await database.status(ofRun: run), !Task.isCancelled {
        progress.note(status)
        drawn = draw(status, progress, await notice.text, over: drawn)
      }
      // Looking costs the database something: never more than a tenth of the time.
      let pause = max(interval, started.duration(to: clock.now) * 10)
      try? await clock.sleep(for: pause)
    }
    erase(drawn)
  }

  private func draw(
    _ status: RunStatus, _ progress: RunProgress, _ notice: String?, over drawn: Int
  ) -> Int {
    guard isLive else {
      write(progress.line(status) + "\n")
      return 0
    }
    let lines = progress.lines(status, width: width()) + (notice.map { [$0] } ?? [])
    let text = lines.map { "\u{1B}[2K\($0)\n" }.joined()
    // The terminal may have echoed what was typed, a ^C perhaps; and a line may be gone.
    write((drawn > 0 ? "\r\u{1B}[\(drawn)A\u{1B}[J" : "") + text)
    return lines.count
  }

  /// Leaves nothing behind: what stays is said by the summary.
  private func erase(_ drawn: Int) {
    if drawn > 0 { write("\r\u{1B}[\(drawn)A\u{1B}[J") }
  }
}

/// A line that is said beside a run's progress: on a live display it would be overwritten anywhere
/// else.
actor Notice {
  private(set) var text: String?

  func say(_ text: String) {
    self.text = text
  }
}
