import Backfill
import Logging
import Money
import Reporting
import Runs

/// What is said when a run ends: in the log's last lines, and to the person who started it.
struct RunSummary {
  let status: RunStatus
  let ending: Ending

  /// The last lines of a log. They hold COMPLETE or STOPPED, SUMMARY and TOTAL, so that they can
  /// be found again.
  var lines: [String] { [headline] + stages + [total] }

  /// Whether it is complete, and how many tasks ended how.
  var headline: String {
    let tasks = status.tasks
    let counts = [
      "\(counted(tasks[.done])) done", "\(counted(tasks[.failed])) failed",
      "\(counted(tasks[.skipped])) skipped",
    ].joined(separator: ", ")
    let run = "\(status.run.ruleSet)@\(status.run.version) run \(status.run.id)"
    return switch ending {
    case .done: "COMPLETE \(run): \(counts)"
    default: "STOPPED \(run): \(counts), \(counted(tasks.open)) left"
    }
  }

  /// The same for a log that programs read.
  var metadata: Logger.Metadata {
    let (tasks, run) = (status.tasks, status.run)
    var fields: Logger.Metadata = [
      "ruleset": "\(run.ruleSet)", "version": .stringConvertible(run.version),
      "state": "\(run.state.rawValue)",
      "calls": .stringConvertible(status.calls), "billed": .stringConvertible(status.cost.billed),
      "uncertain": .stringConvertible(status.cost.uncertain),
      "estimated": .stringConvertible(run.estimated.expected),
      "left": .stringConvertible(tasks.open),
    ]
    for state in [TaskState.done, .failed, .skipped] {
      fields[state.rawValue] = .stringConvertible(tasks[state])
    }
    return fields
  }

  private var stages: [String] {
    status.stages.filter { $0.tasks.total > 0 || $0.calls > 0 }.map { stage in
      let tiers = stage.tiers.filter { $0.calls > 0 && $0.name != stage.name }
        .map { "\($0.name) \(counted($0.calls))" }.joined(separator: ", ")
      return "SUMMARY \(stage.name): \(counted(stage.calls)) calls, \(stage.billed.formatted())"
        + (tiers.isEmpty ? "" : " (\(tiers))")
    }
  }

  private var total: String {
    let (cost, run) = (status.cost, status.run)
    var parts = ["TOTAL \(cost.billed.formatted()) billed (\(cost.billed) USD)"]
    if !cost.uncertain.isZero { parts.append("\(cost.uncertain.formatted()) uncertain") }
    parts.append(
      "bill \(run.estimated.low.formatted()) to \(run.estimated.high.formatted()), "
        + "expected \(run.estimated.expected.formatted())")
    if let budget = run.budget { parts.append("budget \(budget.formatted())") }
    return parts.joined(separator: " · ")
  }

  /// Why it stopped and how it is continued; nil where nothing is left to do.
  func advice(resumedBy command: String) -> String? {
    let advice = endingAdvice(resumedBy: command)
    guard let left = status.batchesLeftLine else { return advice }
    let ending = "To end them there: gearbox cancel --run \(status.run.id) --batches"
    return [advice, "\(left)\n\(ending)"].compactMap(\.self).joined(separator: "\n")
  }

  private func endingAdvice(resumedBy command: String) -> String? {
    switch ending {
    case .done(let failed):
      failed == 0
        ? nil
        : "\(counted(failed, "task")) failed for good; gearbox calls --failed --run \(status.run.id) shows "
          + "the texts.\n"
          + "Try them again with:\n  "
          + "\(command) --retry-failed"
    case .othersWorkOn:
      status.workers.isEmpty
        ? "what is left was kept back for a canary that was cut off. Continue with:\n  \(command)"
        : "other workers hold what is left; watch them with: gearbox status"
    case .drained: "drained: what was in flight is settled. Continue with:\n  \(command)"
    case .cancelled:
      "cancelled from elsewhere: what was in flight is settled. Continue with:\n  \(command)"
    case .budget:
      "the next call does not fit into the budget"
        + (status.run.budget.map { " of \($0.formatted())" } ?? "")
        + ". Continue with a higher one:\n  \(command)"
    case .unreachable(let why):
      "the provider cannot be reached: \(why). Nothing was lost; continue with:\n  \(command)"
    case .failing(let why):
      "the provider fails: \(why). What was not answered is ready; continue with:\n  \(command)"
    case .unstorable(let why):
      "the database refuses all answers: \(why). Their texts are kept: gearbox calls --failed "
        + "--run \(status.run.id). Once that is mended, ask them again with the rest:\n"
        + "  \(command) --retry-failed"
    case .refused(let why):
      "the provider refuses: \(why). Nothing was lost; once that is mended, continue with:\n"
        + "  \(command)"
    }
  }
}
