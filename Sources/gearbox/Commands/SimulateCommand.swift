import ArgumentParser
import Planning
import Reporting
import Simulation

struct SimulateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Tells the bill: what the rules would cost over the rows as they are now.",
    discussion: """
      Low counts the calls that are certain, high all that are possible; between them lies what is \
      expected. The database is read once and never written to, and no model is called.

        gearbox simulate rules/v1.yaml
        gearbox simulate rules/v1.yaml --format json
        gearbox simulate rules/v1.yaml --set score.orders.each=6
        gearbox simulate rules/v1.yaml --save-profile now.json
        gearbox simulate rules/v2.yaml --profile now.json
        gearbox simulate rules/v3.yaml --batch
        gearbox simulate rules/v1.yaml --assume identify=1
        gearbox simulate rules/v1.yaml --format csv > bill.csv
        gearbox simulate rules/v1.yaml --format html --out bill.html
      """)

  @OptionGroup var file: RuleFileArgument
  @OptionGroup var whatIf: SettingOptions
  @OptionGroup var assumed: AssumeOptions
  @OptionGroup var rules: RuleOptions
  @OptionGroup var profile: ProfileOptions
  @OptionGroup var database: DatabaseOptions
  @OptionGroup var execution: ExecutionOptions
  @OptionGroup var format: ReportFormatOptions

  func run() async throws {
    let console = Console.standard
    async let saved = profile.savedProfile()
    let loaded = try rules.loadPlan(file.path, setting: try whatIf.settings(console), console)
    let plan = try assumed.plans([try execution.plan(loaded, isToRun: false)]).first ?? loaded
    let bill = try await profile.bill(of: plan, database, console, known: saved)
    console.report(bill.findings(on: plan))
    try format.write(
      to: console, text: { bill.text(for: plan, on: $0) }, json: { bill.json(for: plan) },
      markdown: { bill.markdown(for: plan) }, csv: { bill.csv(for: plan) },
      html: { bill.page(for: plan, from: profile.pageOrigin(database)) })
  }
}
