import ArgumentParser
import JSON
import Reporting
import Runs
import Storage

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Tells how far a run is, what it cost against what was estimated, and what failed.",
    discussion: """
      Of the latest run, unless --run names another.

        gearbox status
        gearbox status --watch
        gearbox status --run 01J… --format json
      """)

  @Option(help: ArgumentHelp("A run's id; else the latest run.", valueName: "id"))
  var run: String?

  @Flag(
    help: ArgumentHelp(
      "Go on showing the progress until the run ends: redrawn on a terminal, line by line "
        + "elsewhere."))
  var watch = false

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var format: FormatOptions

  func run() async throws {
    let console = Console.standard
    let found = try await database.use(.read) { database -> RunStatus? in
      guard let id = try await wantedRun(in: database) else { return nil }
      if watch { try await RunWatch(database: database, run: id, format: format.format).watch() }
      return try await database.status(ofRun: id)
    }
    if found == nil { console.note("There is no run yet: gearbox run RULES") }
    if watch, format.format == .json {
      // Like the lines before it.
      try console.writeData((found?.json ?? .null).serialized() + "\n")
    } else {
      try format.write(
        to: console, text: { found?.text(on: $0) ?? "" }, json: { found?.json ?? .null })
    }
    if let run = found?.run, run.state.isUnfinished, found?.workers.isEmpty ?? false,
      let resume = run.resume
    {
      console.note("Continue with:\n  \(resume)")
    }
  }

  private func wantedRun(in database: Database) async throws -> String? {
    if let run { return try await database.requireRun(run).id }
    return try await database.latestRun()?.id
  }
}

extension Database {
  /// The run with that id.
  func requireRun(_ id: String) async throws -> Run {
    if let run = try await run(id: id) { return run }
    let latest = try await latestRun()
    throw CommandFailure(
      .usage, "there is no run '\(id)'",
      help: latest.map { "the latest run is \($0.id)" } ?? "there is no run at all yet")
  }
}
