import Money
package import Runs

extension RunStatus {
  /// The status for a person: how far each stage is, what it cost against what was estimated, and
  /// what failed.
  package func text(on screen: Screen) -> String {
    [
      heading(on: screen), stageTable(on: screen), batchTable(on: screen), costTable(on: screen),
      outcomeTable(on: screen), failureTable(on: screen),
    ].filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private func heading(on screen: Screen) -> String {
    let label = "\(printable(run.ruleSet))@\(run.version)"
    let state = screen.style(run.state.ink, run.state.rawValue)
    var lines = [screen.style(.bold, "run \(printable(run.id)), \(label)") + ": " + state]
    let end = run.endedAt.map { ", ended \($0)" } ?? ""
    lines.append(printable("started \(run.startedAt)\(end)"))
    if let provider = run.reroute { lines.append("every call goes to \(printable(provider))") }
    if let reason = run.reason {
      lines.append(wrapped(printable("stopped: \(reason)"), to: screen.width, indent: 2))
    }
    return lines.map { $0 + "\n" }.joined() + workerLines(on: screen)
  }

  private func stageTable(on screen: Screen) -> String {
    var table = Table([
      .text("stage", .shortened), .number("done"), .number("ready"), .number("waiting"),
      .number("leased"), .number("failed"), .number("skipped"), .number("calls"),
      .number("billed"),
    ])
    for stage in stages {
      table.add(cells(stage.name, stage.tasks, calls: stage.calls, billed: stage.billed))
    }
    table.addRule()
    table.add(cells("total", tasks, calls: calls, billed: cost.billed), .bold)
    return table.text(on: screen)
  }

  private func cells(
    _ name: String, _ tasks: TaskCounts, calls: Int, billed: USD
  ) -> [Table.Cell] {
    let order: [TaskState] = [.done, .ready, .waiting, .leased, .failed, .skipped]
    return [.init(name)] + order.map { .init(counted(tasks[$0])) } + [
      .init(counted(calls)), .init(billed.formatted()),
    ]
  }

  private func costTable(on screen: Screen) -> String {
    var table = Table([.text(""), .number(""), .text("")])
    let estimated = run.estimated
    table.add([
      "estimated", .init(estimated.expected.formatted()),
      "\(estimated.low.formatted()) to \(estimated.high.formatted())",
    ])
    table.add(["billed", .init(cost.billed.formatted())], .bold)
    if !cost.reserved.isZero {
      table.add(["reserved", .init(cost.reserved.formatted()), "for calls in flight"])
    }
    if !cost.uncertain.isZero {
      table.add([
        "uncertain", .init(cost.uncertain.formatted()), "for calls whose outcome nobody knows",
      ])
    }
    if let budget = run.budget { table.add(["budget", .init(budget.formatted())]) }
    return table.text(on: screen, withTitles: false)
  }

  private func failureTable(on screen: Screen) -> String {
    guard !failures.isEmpty else { return "" }
    var table = Table([
      .number("tasks"), .text("not answered for"), .text("for example", .wrapped),
    ])
    for failure in failures {
      table.add([
        .init(counted(failure.tasks)), .init(failure.outcome), .init(failure.example ?? ""),
      ])
    }
    return table.text(on: screen)
  }
}

extension RunState {
  fileprivate var ink: Style.Ink {
    switch self {
    case .running: .cyan
    case .done: .green
    case .drained, .budget: .yellow
    case .failed: .red
    }
  }
}
