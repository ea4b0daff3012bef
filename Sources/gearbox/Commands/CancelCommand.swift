import ArgumentParser
import JSON
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

        gearbox cancel --run 01J…
      """)

  @Option(help: ArgumentHelp("The run's id.", valueName: "id"))
  var run: String

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
      guard let status = try await database.status(ofRun: run) else { return }
      try format.write(to: console, text: { status.text(on: $0) }, json: { status.json })
      if status.run.state.isUnfinished, let resume = status.run.resume {
        console.note("Continue with:\n  \(resume)")
      }
    }
  }

  /// A worker that dies meanwhile is missed after a while, and then counts as gone.
  private func waitForTheLast(in database: Database) async throws {
    while try await !database.workers(ofRun: run).isEmpty {
      try await ContinuousClock().sleep(for: .milliseconds(300))
    }
    // With nobody left, what is still said to be running is drained.
    _ = try await database.cancelRun(run)
  }
}
