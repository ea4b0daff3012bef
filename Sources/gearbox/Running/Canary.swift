import Backfill
import Dispatch
import Planning
import Reporting
import Runs
import Storage

/// Asks some subjects before all others, and compares what that came to with what was estimated.
struct Canary {
  let database: Database
  let console: Console
  let plan: RoutingPlan
  let run: Run
  /// How many subjects are asked first.
  let count: Int
  /// Whether nobody is asked.
  let isSilent: Bool

  /// What follows from it.
  enum Outcome {
    /// The run may go on.
    case goesOn
    /// It ended otherwise: with nothing left, with the budget, with an interrupt.
    case ended(RunSummary)
    /// Its thresholds say no, or the person does.
    case stopped
  }

  func fly(_ session: RunSession) async throws -> Outcome {
    let chosen = try await database.chooseCanary(count, run: run.id)
    guard chosen > 0 else { return .goesOn }
    console.note("Canary: \(counted(chosen, "subject")) first.")
    let pilot = Worker()
    let summary = try await session.work(asCanary: pilot)
    let report = try CanaryReport(
      await database.canary(ofRun: run.id), subjects: chosen, of: plan)
    switch summary.ending {
    case .othersWorkOn: break
    case .done:
      console.note(report.text(on: console.messages))
      return .ended(summary)
    default: return .ended(summary)
    }
    console.note(report.text(on: console.messages))
    let place = WorkerPlace(database: database, run: run.id, worker: pilot)
    let reason = try await place.holding { () -> String? in
      guard let reason = try await reasonToStop(report, pilot) else {
        try await database.endCanary(ofRun: run.id)
        return nil
      }
      // Whoever else waits for the canary is not to take its end for a go-ahead.
      while try await database.cancelRun(run.id) > 1 {
        try await ContinuousClock().sleep(for: .milliseconds(300))
      }
      try await database.finishRun(run.id, as: .drained, reason: reason)
      try await database.endCanary(ofRun: run.id)
      return reason
    }
    return reason == nil ? .goesOn : .stopped
  }

  /// Why the run does not go on; nil where it does.
  private func reasonToStop(_ report: CanaryReport, _ pilot: Worker) async throws -> String? {
    if let reason = try await objection(report) { return reason }
    // Somebody may have cancelled the run while the person was asked.
    return try await database.isAskedToStop(pilot, run: run.id) ? Run.cancelled : nil
  }

  /// What a person types. Waiting for it blocks a thread, which is none of those that keep the place
  /// among the workers.
  private static func line() async -> String? {
    await withCheckedContinuation { continuation in
      DispatchQueue.global().async {
        continuation.resume(returning: readLine(strippingNewline: true))
      }
    }
  }

  private func objection(_ report: CanaryReport) async throws -> String? {
    let objections = report.objections
    if objections.isEmpty { return nil }
    let reason = Run.canaryObjection + objections.joined(separator: "; ")
    console.note(wrapped(reason, to: console.messages.width, indent: 2))
    if isSilent || !Stream.input.isTerminal { return reason }
    console.note("Go on all the same? Only 'yes' is taken for it.")
    return await Self.line() == "yes" ? nil : reason
  }
}
