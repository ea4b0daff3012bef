import Runs
import Storage

/// Shows how a run goes on until it is cancelled: a display that is redrawn on a terminal, a line
/// every few seconds elsewhere.
struct ProgressDisplay: Sendable {
  let database: Database
  let run: String
  let isLive: Bool
  let width: Int
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
        drawn = draw(status, progress, over: drawn)
      }
      // Looking costs the database something: never more than a tenth of the time.
      let pause = max(interval, started.duration(to: clock.now) * 10)
      try? await clock.sleep(for: pause)
    }
    erase(drawn)
  }

  private func draw(_ status: RunStatus, _ progress: RunProgress, over drawn: Int) -> Int {
    guard isLive else {
      write(progress.line(status) + "\n")
      return 0
    }
    let lines = progress.lines(status, width: width)
    let text = lines.map { "\u{1B}[2K\($0)\n" }.joined()
    write((drawn > 0 ? "\u{1B}[\(drawn)A" : "") + text)
    return lines.count
  }

  /// Leaves nothing behind: what stays is said by the summary.
  private func erase(_ drawn: Int) {
    if drawn > 0 { write("\u{1B}[\(drawn)A\u{1B}[J") }
  }
}
