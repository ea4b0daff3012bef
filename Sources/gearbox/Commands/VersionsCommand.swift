import ArgumentParser
import JSON
import Reporting
import Runs
import Storage

struct VersionsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "versions",
    abstract: "Lists the versions that are published in the database.",
    discussion: """
      With their digests, and how many runs used them.

        gearbox versions
        gearbox versions --ruleset photos --format json
      """)

  @Option(help: ArgumentHelp("Only those of this rule set.", valueName: "name"))
  var ruleset: String?

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var format: FormatOptions

  func run() async throws {
    let console = Console.standard
    let versions = try await database.use(.read) { database in
      try await database.publishedVersions(of: ruleset)
    }
    if versions.isEmpty { console.note("Nothing is published yet: gearbox publish RULES") }
    try format.write(
      to: console,
      text: { versions.isEmpty ? "" : PublishedVersion.table(of: versions, on: $0) },
      json: { .array(versions.map(\.json)) })
  }
}
