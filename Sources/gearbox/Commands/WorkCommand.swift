import ArgumentParser
import Planning
import Reporting
import Runs
import Storage

struct WorkCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "work",
    abstract: "Joins a run from anywhere that reaches the database.",
    discussion: """
      Works under exactly the rules, prompts and prices that the run recorded, with the run's \
      provider and budget; keys and addresses come from this machine's environment. Any number may \
      join and leave at any time: no task is asked by two of them, the rates of the rules hold for \
      all of them together, and nothing is ever spent beyond the budget.

        gearbox work --run 01J… --database postgres://…

      Ctrl-C settles the calls in flight and leaves; a second Ctrl-C leaves at once. The others \
      work on.
      """)

  @Option(help: ArgumentHelp("The run's id.", valueName: "id"))
  var run: String

  @OptionGroup var images: ImageOptions
  @OptionGroup var logging: LogOptions
  @OptionGroup var database: DatabaseOptions
  @OptionGroup var format: FormatOptions

  func run() async throws {
    try await logging.reporting { console in try await work(console) }
  }

  private func work(_ console: Console) async throws -> ExitStatus {
    let log = try logging.open()
    return try await database.use(.write, poolSize: 6) { database in
      let found = try await database.requireRun(run)
      guard found.state.isUnfinished else {
        throw CommandFailure(
          .usage, "run \(run) is done: there is nothing left to work on",
          help: "gearbox run starts another, and gearbox run --retry-failed tries again what failed"
        )
      }
      let plan = try await database.recordedPlan(of: found, console)
      try await database.requireSources(of: plan, console)
      let access = try ProviderAccess(of: plan, images: images.access)
      try await database.migrate()
      _ = try await database.recoverRun(run)
      try await database.endAbandonedCanary(ofRun: run)
      let joined = try await database.joinRun(run, budget: nil)
      let session = RunSession(
        database: database, console: console, plan: plan, run: joined, access: access, log: log)
      let resume = joined.resume ?? "gearbox work --run \(run)"
      return try await RunConclusion(console: console, format: format, resume: resume)
        .concluding { try await session.work() }
    }
  }
}
