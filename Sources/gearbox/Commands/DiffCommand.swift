import ArgumentParser
import Diagnostics
import JSON
import Planning
import Reporting
import Rules
import Simulation
import Storage

struct DiffCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Tells the price of a rule change: what moves, and what that costs.",
    discussion: """
      Both are priced over the same rows, which are read once. OLD and NEW are rule files, versions \
      that are published in the database, or files of git revisions, with the prompts and the price \
      book that belong to them:

        gearbox diff rules/v1.yaml rules/v2.yaml
        gearbox diff photos@1 rules/v2.yaml
        gearbox diff main:rules/v1.yaml rules/v1.yaml --fail-above 5%
        gearbox diff rules/v1.yaml --set score.orders.each=6

      --set changes NEW; without NEW, a copy of OLD. A gate that closes ends with status 2.
      """)

  @Argument(
    help: ArgumentHelp(RuleReference.help, valueName: "old"),
    completion: .file(extensions: ["yaml", "yml"]))
  var old: String

  @Argument(
    help: ArgumentHelp("What to compare it with, named in one of these ways.", valueName: "new"),
    completion: .file(extensions: ["yaml", "yml"]))
  var new: String?

  @OptionGroup var whatIf: SettingOptions
  @OptionGroup var gates: GateOptions

  @Option(
    help: ArgumentHelp(
      "How many of the groups affected are told; 0 saves their scan.", valueName: "count"))
  var groups = 10

  @OptionGroup var format: ReportFormatOptions
  @OptionGroup var assumed: AssumeOptions

  @OptionGroup var rules: RuleOptions
  @OptionGroup var profile: ProfileOptions
  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    if new == nil, whatIf.texts.isEmpty {
      throw ValidationError("Give a second rule file, or say with --set what to change.")
    }
    if groups < 0 { throw ValidationError("--groups is 0 or more.") }
  }

  func run() async throws {
    let console = Console.standard
    let settings = try whatIf.settings(console)
    async let saved = profile.savedProfile()
    let named = Versions(
      old: try await rules.loadPlan(RuleReference(old), in: database, console),
      new: try await rules.loadPlan(
        RuleReference(new ?? old), in: database, setting: settings, console))
    let assuming = try assumed.plans([named.old, named.new])
    let plans = Versions(old: assuming.first ?? named.old, new: assuming.last ?? named.new)
    let profile = try await profile.profile(
      of: [plans.new, plans.old], database, console, known: saved)
    let comparison = try compare(plans.old, plans.new, over: profile)
    let affected = try await affectedGroups(plans, comparison, profile.usage)
    let report = ComparisonReport(
      comparison, of: plans, named: Versions(old: old, new: new ?? old), groups: affected,
      gates: try gates.gates.map { try $0.result(of: comparison) })
    try format.write(
      to: console, text: { report.text(on: $0) }, json: { report.json },
      markdown: { report.markdown }, csv: { report.csv },
      html: { report.page(from: self.profile.pageOrigin(database)) })
    try pass(report.gates, console)
  }

  private func affectedGroups(
    _ plans: Versions<RoutingPlan>, _ comparison: Comparison, _ usage: UsageBook
  ) async throws -> AffectedGroups {
    guard plans.new.subjects.group != nil else {
      return .leftOut("groups are left out, as the rules do not say what subjects belong to")
    }
    guard profile.saved == nil else {
      return .leftOut("groups are left out, as a profile does not tell them apart")
    }
    guard groups > 0 else { return .leftOut("groups are left out, as asked") }
    guard !comparison.stages.isEmpty else { return .found([], of: 0) }
    let needs = try ProfileNeeds(of: [plans.new, plans.old])
    let moves = try await database.use(.read) { database in
      let empty = try GroupMoves(
        from: plans.old, to: plans.new, comparison, over: needs.columns, usage: usage)
      return try await database.reduceGroups(of: needs, into: empty) { moves, group, row in
        try moves.count(row, of: group)
      }
    }
    return .found(moves.largest(groups), of: moves.count)
  }

  /// Tells which gates are closed; one that is no warning ends the command.
  private func pass(_ results: [GateResult], _ console: Console) throws {
    let closed = results.filter(\.isClosed)
    for result in closed {
      console.note(
        (result.gate.isWarning ? "warning" : "gate closed") + ": \(printable(result.sentence)).")
    }
    if closed.contains(where: { !$0.gate.isWarning }) { throw ExitStatus.limit }
  }
}
