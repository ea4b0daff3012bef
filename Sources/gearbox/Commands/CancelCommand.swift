import ArgumentParser
import Backfill
import JSON
import Logging
import Models
import Planning
import Reporting
import Runs
import Storage

struct CancelCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cancel",
    abstract: "Stops a run from elsewhere: its workers settle what is in flight, and end.",
    discussion: """
      Waits until the last worker has ended; Ctrl-C ends the waiting, not the cancelling. The same \
      gearbox run goes on with the run, and nothing that was answered is asked again.

      Batches that were handed to a provider stay there, are answered and billed; the next run \
      takes the answers. --batches ends them there, too: what the provider has not executed is \
      ready again, what it has is settled.

        gearbox cancel --run 01J…
        gearbox cancel --run 01J… --batches
      """)

  @Option(help: ArgumentHelp("The run's id.", valueName: "id"))
  var run: String

  @Flag(help: "End the run's batches at the provider, too.")
  var batches = false

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var format: FormatOptions

  func run() async throws {
    let console = Console.standard
    try await database.use(.write) { database in
      let found = try await database.requireRun(run)
      guard found.state != .done else {
        throw CommandFailure(.usage, "run \(run) is done: there is nothing to cancel")
      }
      try await database.migrate()
      let asked = try await database.cancelRun(run)
      if asked > 0 {
        console.note(
          "\(counted(asked, "worker")) asked to stop; calls in flight are settled first.")
      } else {
        console.note("Nobody works at it.")
      }
      try await waitForTheLast(in: database)
      if batches { try await endBatches(of: found, in: database, console) }
      guard let status = try await database.status(ofRun: run) else { return }
      try format.write(to: console, text: { status.text(on: $0) }, json: { status.json })
      if status.run.state.isUnfinished, let resume = status.run.resume {
        console.note("Continue with:\n  \(resume)")
      }
      if !batches, let left = status.batchesLeftLine {
        console.note("\(left)\nTo end them there: gearbox cancel --run \(run) --batches")
      }
    }
  }

  /// A provider may take its time to end a batch; Ctrl-C leaves the rest to the next who comes.
  private func endBatches(
    of run: Run, in database: Database, _ console: Console
  ) async throws {
    guard try await database.hasOpenBatches(run: run.id) else {
      console.note("None of its batches is open.")
      return
    }
    let plan = try await database.recordedPlan(of: run, console)
    let access = try ProviderAccess(of: plan, images: ImageAccess())
    let client = try HTTPClient(HTTPClient.Configuration())
    let imageClient = try access.imageClient(connections: 1)
    defer {
      client.shutdown()
      imageClient.shutdown()
    }
    let stop = Stop()
    let backfill = try Backfill(
      database: database, plan: plan, run: run, providers: [:],
      batchProviders: access.batchProviders(over: client, imageClient), worker: Worker(),
      stop: stop, logger: Logger(label: "gearbox.cancel") { _ in RunLogHandler(log: nil) })
    console.note("Its batches are ended at the provider, which may take some minutes.")
    try await Interrupts.handling(first: { await stop.stop(.asked) }) {
      try await backfill.endBatches()
    }
    if let reason = await stop.reason?.text { throw CommandFailure(.unavailable, reason) }
  }

  /// A worker that dies meanwhile is missed after a while, and then counts as gone. One that was out of
  /// touch as all were asked, or joins meanwhile, is asked when it shows up; with nobody left, what is
  /// still said to be running is drained.
  private func waitForTheLast(in database: Database) async throws {
    while try await database.cancelRun(run) > 0 {
      try await ContinuousClock().sleep(for: .milliseconds(300))
    }
  }
}
