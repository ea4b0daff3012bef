import ArgumentParser
import Diagnostics
import JSON
import Reporting
import Storage

struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Finds every fault of rule files, and sums up what they ask.",
    discussion: """
      For each file without errors: its facts, the scores that are possible, and for each range of \
      scores which stage asks which tier, at what cost. No database is needed; with --database the \
      tables and columns that the rules name are looked up there, too.

        gearbox check rules/vehicle-images/v1.yaml
        gearbox check rules/*/*.yaml --format json
      """)

  @Argument(
    help: ArgumentHelp("Rule files.", valueName: "rules"),
    completion: .file(extensions: ["yaml", "yml"]))
  var files: [String]

  @OptionGroup var whatIf: SettingOptions
  @OptionGroup var rules: RuleOptions
  @OptionGroup var database: DatabaseOptions
  @OptionGroup var format: FormatOptions

  func run() async throws {
    let console = Console.standard
    let settings = try whatIf.settings(console)
    var reports = files.map { rules.load($0, setting: settings) }
    let areFaulty = reports.contains { !$0.isOK }
    if database.database != nil { reports = try await lookingUpSources(of: reports) }

    for (index, report) in reports.enumerated() {
      console.report(report.diagnostics)
      if let tally = report.tally { console.note("\(printable(report.file)): \(tally)\n") }
      guard format.format == .text, report.isOK else { continue }
      try console.write((index > 0 ? "\n" : "") + report.text(on: console.screen))
    }
    if format.format == .json {
      let json = reports.map(\.json)
      let whole = json.count == 1 ? json[0] : .array(json)
      try console.writeData(whole.serialized(pretty: true) + "\n")
    }
    if areFaulty { throw ExitStatus.faulty }
    if reports.contains(where: { !$0.isOK }) { throw ExitStatus.unavailable }
  }

  /// The reports with what the database lacks of that which each plan names.
  private func lookingUpSources(of reports: [CheckReport]) async throws -> [CheckReport] {
    try await database.use(.read) { database in
      var completed: [CheckReport] = []
      for report in reports {
        guard let plan = report.plan else {
          completed.append(report)
          continue
        }
        let found = try await database.checkSources(of: plan)
        completed.append(
          CheckReport(file: report.file, plan: plan, diagnostics: report.diagnostics + found))
      }
      return completed
    }
  }
}
