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

  /// Works until nothing is left or something stops it, and says how it ended.
  ///
  /// - Parameter pilot: Who asks only the subjects that were chosen to be first. It keeps its place among
  ///   the workers where the run may go on then, and nothing is said.
  func work(asCanary pilot: Worker? = nil) async throws -> RunSummary {
    var configuration = HTTPClient.Configuration()
    configuration.maxConnections = plan.limits.concurrency
    let client = try HTTPClient(configuration)
    let imageClient = try access.imageClient(connections: plan.limits.concurrency)
    defer {
      client.shutdown()
      imageClient.shutdown()
    }
    let stop = Stop()
    let notice = Notice()
    let backfill = try Backfill(
      database: database, plan: plan, run: run,
      providers: access.providers(over: client, imageClient),
      batchProviders: access.batchProviders(over: client, imageClient),
      worker: pilot ?? Worker(), stop: stop, logger: logger, fliesCanary: pilot != nil)
    let ending = try await Interrupts.handling(
      first: {
        let draining = "Draining: calls in flight are settled. Ctrl-C again stops at once."
        if isLive { await notice.say(draining) } else { console.note(draining) }
        await stop.stop(.asked)
      },
      { try await watched(backfill, notice) })

    guard let status = try await database.status(ofRun: run.id) else {
      throw CommandFailure(.unavailable, "run \(run.id) is gone from the database")
    }
    let summary = RunSummary(status: status, ending: ending)
    let goesOn = pilot != nil && (ending == .othersWorkOn || ending.isDone)
    if !goesOn { say(summary) }
    return summary
  }

  /// Works with a display beside it, which ends when the work does.
  private func watched(_ backfill: Backfill, _ notice: Notice) async throws -> Ending {
    if log?.isOnStandardError ?? false { return try await backfill.work() }
    let display = ProgressDisplay(
      database: database, run: run.id, isLive: isLive,
      width: { Stream.errors.terminalWidth ?? console.messages.width }, notice: notice,
      write: { text in try? Stream.errors.write(text) })
    // Cancelled and awaited when this function is left.
    async let _ = display.show()
    return try await backfill.work()
  }

  /// Whether a person watches: then the progress is redrawn in place.
  private var isLive: Bool { Stream.errors.isTerminal && !(log?.isOnStandardError ?? false) }

  /// All of it goes to the log, and to whatever stderr was sent to instead of a terminal. A person
  /// gets the headline: the table that follows says the rest.
  private func say(_ summary: RunSummary) {
    switch log?.format {
    case .json: logger.notice("\(summary.headline)", metadata: summary.metadata)
    case .text: for line in summary.lines { log?.write(line) }
    case nil: break
    }
    if log?.isOnStandardError ?? false { return }
    if isLive {
      console.note(wrapped(summary.headline, to: console.messages.width))
    } else {
      for line in summary.lines { console.note(line) }
    }
  }

  private var logger: Logger {
    let handler = RunLogHandler(log: log)
    var logger = Logger(label: "gearbox.run") { _ in handler }
    logger[metadataKey: "run"] = "\(run.id)"
    return logger
  }
}
