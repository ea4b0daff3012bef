import Backfill
import JSON
import Reporting
import Runs
import Storage

/// What stands at the end of a worker's session, whoever started it: the status as data, why the
/// run stopped and the command that goes on with it, and how the program ends.
struct RunConclusion {
  let console: Console
  let format: FormatOptions
  /// The command line that goes on with the run.
  var resume: String

  /// Works, and says how it ended.
  func concluding(_ work: () async throws -> RunSummary?) async throws -> ExitStatus {
    let summary: RunSummary?
    do {
      summary = try await work()
    } catch  where error.isCancellation {
      console.note(
        "Stopped at once. Calls that were in flight may have been billed and stay counted. "
          + "Continue with:\n  \(resume)")
      return .interrupted
    } catch let error where !(error is ExitStatus || error is CommandFailure) {
      console.note("The run stopped where it was. Continue with:\n  \(resume)")
      throw error
    }
    guard let summary else { return .limit }
    try format.write(
      to: console, text: { summary.status.text(on: $0) }, json: { summary.status.json })
    if let advice = summary.advice(resumedBy: resume) { console.note(advice) }
    return summary.ending.exitStatus
  }
}

extension Error {
  /// Whether the work was cut off, rather than failed.
  fileprivate var isCancellation: Bool {
    if self is CancellationError { return true }
    return (self as? StorageError)?.kind == .cancelled
  }
}

extension Ending {
  var isDone: Bool {
    if case .done = self { true } else { false }
  }

  fileprivate var exitStatus: ExitStatus {
    switch self {
    case .done(let failed): failed == 0 ? .done : .incomplete
    case .othersWorkOn: .done
    case .drained, .cancelled: .interrupted
    case .budget: .limit
    case .unreachable, .failing, .refused, .unstorable: .unavailable
    }
  }
}
