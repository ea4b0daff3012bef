import Backfill
import Logging
import Models
import Planning
import Reporting
import Rules
import Runs
import Storage

/// One worker at one run, with its display and its log.
struct RunSession {
  let database: Database
  let console: Console
  let plan: RoutingPlan
  let run: Run
  let access: ProviderAccess
  let log: RunLog?
  /// The command line that goes on with the run.
  let command: String

  /// Works until nothing is left or something stops it, and says how it ended.
  func work() async throws -> (RunStatus, Ending) {
    var configuration = HTTPClient.Configuration()
    configuration.maxConnections = plan.limits.concurrency
    let client = try HTTPClient(configuration)
    defer { client.shutdown() }
    let stop = Stop()
    let backfill = try Backfill(
      database: database, plan: plan, run: run, providers: access.providers(over: client),
      worker: Worker(),
      stop: stop, logger: logger)
    let ending = try await Interrupts.handling(
      first: {
        console.note("Draining: calls in flight are settled. Ctrl-C again stops at once.")
        await stop.stop(.asked)
      },
      { try await watched(backfill) })

    guard let status = try await database.status(ofRun: run.id) else {
      throw CommandFailure(.unavailable, "run \(run.id) is gone from the database")
    }
    say(RunSummary(status: status, ending: ending))
    return (status, ending)
  }

  /// Works with a display beside it, which ends when the work does.
  private func watched(_ backfill: Backfill) async throws -> Ending {
    let display = ProgressDisplay(
      database: database, run: run.id, isLive: Stream.errors.isTerminal,
      width: console.messages.width, write: { text in try? Stream.errors.write(text) })
    // Cancelled and awaited when this function is left.
    async let _ = display.show()
    return try await backfill.work()
  }

  private func say(_ summary: RunSummary) {
    for line in summary.lines {
      log?.write(line)
      console.note(line)
    }
    if let advice = summary.advice(resumedBy: command) { console.note(advice) }
  }

  private var logger: Logger {
    let handler = RunLogHandler(log: log)
    return Logger(label: "gearbox.run") { _ in handler }
  }
}
