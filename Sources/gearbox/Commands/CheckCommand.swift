import ArgumentParser
import Diagnostics
import Foundation
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
      tables and columns that the rules name are looked up there, too. With --format sarif, code \
      review tools show each finding beside its line.

        gearbox check rules/v1.yaml
        gearbox check rules/*/*.yaml --format json
        gearbox check rules/*/*.yaml --format sarif > gearbox.sarif
      """)

  @Argument(
    help: ArgumentHelp("Rule files.", valueName: "rules"),
    completion: .file(extensions: ["yaml", "yml"]))
  var files: [String]

  @OptionGroup var whatIf: SettingOptions
  @OptionGroup var rules: RuleOptions
  @OptionGroup var database: DatabaseOptions

  @Option(help: "For a person (text), for a program (json), or for code review tools (sarif).")
  var format = Format.text

  /// How findings are written.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, sarif
  }

  func run() async throws {
    let console = Console.standard
    let settings = try whatIf.settings(console)
    var reports = files.map { rules.load($0, setting: settings) }
    let areFaulty = reports.contains { !$0.isOK }
    if database.database != nil { reports = try await lookingUpSources(of: reports) }

    for (index, report) in reports.enumerated() {
      console.report(report.diagnostics)
      if let tally = report.tally { console.note("\(printable(report.file)): \(tally)\n") }
      guard format == .text, report.isOK else { continue }
      try console.write((index > 0 ? "\n" : "") + report.text(on: console.screen))
    }
    if let data = data(of: reports) {
      try console.writeData(data.serialized(pretty: true) + "\n")
    }
    if areFaulty { throw ExitStatus.faulty }
    if reports.contains(where: { !$0.isOK }) { throw ExitStatus.unavailable }
  }

  /// What a program reads; nil where a person does.
  private func data(of reports: [CheckReport]) -> JSONValue? {
    switch format {
    case .text: return nil
    case .json:
      let json = reports.map(\.json)
      return json.count == 1 ? json[0] : .array(json)
    case .sarif:
      var log = SARIFLog(
        toolVersion: Gearbox.version,
        workingDirectory: FileManager.default.currentDirectoryPath)
      for report in reports { log.add(report.diagnostics, of: report.file) }
      return log.json
    }
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
