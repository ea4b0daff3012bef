import JSON
package import Runs

extension RunStatus {
  private var openBatches: [BatchStatus] { batches.filter(\.state.isOpen) }

  /// The batches that are not settled, a line for each.
  func batchTable(on screen: Screen) -> String {
    guard !openBatches.isEmpty else { return "" }
    var table = Table([
      .text("batch", .shortened), .text("model", .shortened), .text("state"), .number("lines done"),
      .number("of"), .number("age"),
    ])
    for batch in openBatches {
      table.add([
        .init(batch.name), .init(batch.model), .init(batch.state.rawValue),
        .init(counted(batch.done)), .init(counted(batch.requests)),
        .init(Self.age(batch.ageSeconds)),
      ])
    }
    let settled = batches.count - openBatches.count
    let before =
      settled > 0 ? screen.style(.dim, "and \(counted(settled)) settled before") + "\n" : ""
    return table.text(on: screen) + before
  }

  /// What is waited for, in a line; nil where no batch is open.
  package var openBatchesLine: String? {
    guard !openBatches.isEmpty else { return nil }
    let (done, all) = openBatches.reduce((0, 0)) { ($0.0 + $1.done, $0.1 + $1.requests) }
    let oldest = openBatches.map(\.ageSeconds).max() ?? 0
    return "\(countedBatches) at the provider: "
      + "\(counted(done)) of \(counted(all)) lines done, the oldest \(Self.age(oldest)) old"
  }

  /// What stays behind where a run stops; nil where no batch is open.
  package var batchesLeftLine: String? {
    guard !openBatches.isEmpty else { return nil }
    let lines = openBatches.reduce(0) { $0 + $1.open }
    return "\(countedBatches) with "
      + "\(counted(lines, "line")) \(openBatches.count == 1 ? "stays" : "stay") at the provider "
      + "and will be billed; the same command takes the answers."
  }

  private var countedBatches: String {
    openBatches.count == 1 ? "1 batch" : "\(counted(openBatches.count)) batches"
  }

  /// `45 s`, `12 min`, `3 h 5 min`.
  private static func age(_ seconds: Int64) -> String {
    if seconds < 60 { return "\(seconds) s" }
    let minutes = seconds / 60
    return minutes < 60 ? "\(minutes) min" : "\(minutes / 60) h \(minutes % 60) min"
  }
}

extension BatchStatus {
  var json: JSONValue {
    [
      "name": .string(name), "provider": .string(provider), "model": .string(model),
      "state": .string(state.rawValue), "lines": JSONValue(requests), "done": JSONValue(done),
      "open": JSONValue(open), "planned_at": .string(plannedAt),
      "age_seconds": .number(JSONNumber(ageSeconds)), "batch": .optional(batchID),
    ]
  }
}
