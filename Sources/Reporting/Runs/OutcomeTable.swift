import JSON
import Money
package import Runs

extension RunStatus {
  /// How calls ended and how long they took, by stage, model and outcome. Empty where nothing was
  /// measured.
  func outcomeTable(on screen: Screen) -> String {
    guard outcomes.contains(where: { $0.meanMilliseconds != nil }) else { return "" }
    var table = Table([
      .text("stage", .shortened), .text("model", .shortened), .text("outcome", .shortened),
      .number("calls"), .number("mean"), .number("longest"),
    ])
    for outcome in outcomes {
      table.add([
        .init(outcome.stage), .init(outcome.model), .init(outcome.outcome ?? "in flight"),
        .init(counted(outcome.calls)), .init(duration(outcome.meanMilliseconds)),
        .init(duration(outcome.maxMilliseconds)),
      ])
    }
    return table.text(on: screen)
  }

  private func duration(_ milliseconds: Int64?) -> String {
    guard let milliseconds else { return "" }
    if milliseconds < 1000 { return "\(milliseconds) ms" }
    return "\(milliseconds / 1000).\(milliseconds % 1000 / 100) s"
  }

  /// Who works at the run now, a line for each.
  func workerLines(on screen: Screen) -> String {
    workers.map { worker in
      let state =
        if worker.isAskedToStop { "stops: it was asked to" } else if let paused = worker.paused {
          "is paused: \(paused)"
        } else { "works since \(worker.joinedAt)" }
      let line = wrapped(printable("worker \(worker.name) \(state)"), to: screen.width, indent: 2)
      return (worker.paused == nil ? line : screen.style(.yellow, line)) + "\n"
    }.joined()
  }

  /// Why no call is made at the moment, where any worker says so.
  package var paused: String? { workers.lazy.compactMap(\.paused).first }
}

extension OutcomeStatus {
  var json: JSONValue {
    [
      "stage": .string(stage), "model": .string(model), "outcome": .optional(outcome),
      "calls": JSONValue(calls), "mean_ms": .optional(meanMilliseconds),
      "max_ms": .optional(maxMilliseconds),
    ]
  }
}

extension WorkerStatus {
  var json: JSONValue {
    [
      "name": .string(name), "joined_at": .string(joinedAt),
      "asked_to_stop": .bool(isAskedToStop), "paused": .optional(paused),
    ]
  }
}
