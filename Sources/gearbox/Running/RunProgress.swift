import Foundation
import Money
import Reporting
import Runs

/// How a run goes on, from one look at the database to the next: per stage what is done, how fast,
/// and how long it will take.
struct RunProgress {
  private var samples: [(at: ContinuousClock.Instant, settled: Int)] = []
  /// How long the rate is averaged over.
  private let window = Duration.seconds(20)

  /// Tasks settled per second over the last seconds; nil until that can be told.
  private(set) var rate: Double?

  mutating func note(_ status: RunStatus, at instant: ContinuousClock.Instant = .now) {
    samples.append((instant, status.tasks.settled))
    samples.removeAll { $0.at.duration(to: instant) > window }
    guard let first = samples.first, first.at < instant else { return }
    let seconds = first.at.duration(to: instant) / .seconds(1)
    rate = Double(status.tasks.settled - first.settled) / seconds
  }

  /// The lines of a live display.
  func lines(_ status: RunStatus, width: Int) -> [String] {
    let names = status.stages.map(\.name.count).max() ?? 0
    var lines = status.stages.map { stage in
      line(of: stage, name: stage.name.padding(toLength: names, withPad: " ", startingAt: 0), width)
    }
    lines.append(clipped(summary(of: status), width))
    if let batches = status.openBatchesLine { lines.append(clipped(batches, width)) }
    if let paused = status.paused { lines.append(clipped(printable("paused: \(paused)"), width)) }
    return lines
  }

  /// One line, for a log or a terminal that cannot move its cursor.
  func line(_ status: RunStatus) -> String {
    let stages = status.stages.filter { $0.tasks.total > 0 }.map { stage in
      "\(stage.name) \(counted(stage.tasks.settled))/\(counted(stage.tasks.total))"
    }
    let paused = status.paused.map { [printable("paused: \($0)")] } ?? []
    let batches = status.openBatchesLine.map { [$0] } ?? []
    return (stages + [summary(of: status)] + batches + paused).joined(separator: " · ")
  }

  private func line(of stage: StageStatus, name: String, _ width: Int) -> String {
    let (settled, total) = (stage.tasks.settled, stage.tasks.total)
    guard total > 0 else { return clipped("  \(name)  nothing to ask", width) }
    let count = "\(counted(settled))/\(counted(total))"
    var parts: [String] = []
    if stage.tasks[.failed] > 0 { parts.append("\(counted(stage.tasks[.failed])) failed") }
    if stage.tasks[.skipped] > 0 { parts.append("\(counted(stage.tasks[.skipped])) skipped") }
    parts.append(stage.billed.formatted())
    let notes = parts.joined(separator: " · ")
    let room = max(10, min(30, width - name.count - count.count - notes.count - 10))
    let filled = room * settled / total
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: room - filled)
    return clipped("  \(name)  \(bar)  \(count)  \(notes)", width)
  }

  private func summary(of status: RunStatus) -> String {
    let spent = status.run.budget.map { "\(status.cost.billed.formatted()) of \($0.formatted())" }
    var parts = ["spent \(spent ?? status.cost.billed.formatted())"]
    if !status.cost.uncertain.isZero {
      parts.append("\(status.cost.uncertain.formatted()) uncertain")
    }
    if let rate, rate > 0 {
      parts.append("\(counted(Int(rate.rounded())))/s")
      if status.tasks.open > 0 {
        parts.append("about \(remaining(Double(status.tasks.open) / rate)) left")
      }
    }
    return parts.joined(separator: " · ")
  }

  private func remaining(_ seconds: Double) -> String {
    let whole = Int(min(seconds.rounded(.up), 359_999))
    let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
    let padded = rest < 10 ? "0\(rest)" : "\(rest)"
    guard hours > 0 else { return "\(minutes):\(padded)" }
    return "\(hours):\(minutes < 10 ? "0" : "")\(minutes):\(padded)"
  }

  private func clipped(_ line: String, _ width: Int) -> String {
    line.count <= width ? line : String(line.prefix(max(width - 1, 0))) + "…"
  }
}
