import ArgumentParser
import JSON
import Planning
import Reporting
import Runs
import Storage

struct PublishCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "publish",
    abstract: "Records a rule file's version in the database, for good.",
    discussion: """
      A published version never changes: publishing the same version with another content is \
      refused, naming what differs. The first run of a version publishes it by itself.

        gearbox publish rules/v2.yaml
      """)

  @OptionGroup var file: RuleFileArgument
  @OptionGroup var rules: RuleOptions
  @OptionGroup var database: DatabaseOptions
  @OptionGroup var format: FormatOptions

  func run() async throws {
    let console = Console.standard
    let plan = try rules.loadPlan(file.path, console)
    let publication = try await database.use(.write) { try await $0.publish(plan) }
    let said =
      publication.isNew
      ? "\(plan.label) is published."
      : "\(plan.label) was published before, and is the same."
    console.note(printable(said))
    var json = publication.version.json.object ?? [:]
    json["is_new"] = .bool(publication.isNew)
    try format.write(
      to: console, text: { PublishedVersion.table(of: [publication.version], on: $0) },
      json: { .object(json) })
  }
}
