import ArgumentParser
import Foundation
import Planning
import Reporting
import Simulation
import Storage

struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Explains the routing plan that a rule file compiles to, and saves what was priced.",
    discussion: """
      Where each fact comes from, what it earns, which score reaches which tier, and what each \
      tier asks whom, at what cost. The digest is what a run is bound to.

        gearbox plan rules/v1.yaml

      With --out the plan is priced over the database and saved with all that it was made of. A \
      run of it is exactly what was priced; where the rules, a prompt, a price or the subjects \
      have moved since, it refuses, and says what did:

        gearbox plan rules/v1.yaml --out backfill.json
        gearbox run --plan backfill.json
      """)

  @OptionGroup var file: RuleFileArgument

  @Option(
    name: .customLong("out"),
    help: ArgumentHelp("Price the plan, and save it to this file.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var output: String?

  @Flag(help: "With --out, save the plan without counting subjects in the database.")
  var noBill = false

  @OptionGroup var whatIf: SettingOptions
  @OptionGroup var execution: ExecutionOptions
  @OptionGroup var rules: RuleOptions
  @OptionGroup var database: DatabaseOptions
  @OptionGroup var format: FormatOptions

  func validate() throws {
    if noBill, output == nil { throw ValidationError("--no-bill goes with --out.") }
    if output != nil, !whatIf.texts.isEmpty {
      throw ValidationError(
        "What --set changes is a what-if, which cannot be run: change the rule file to save it.")
    }
  }

  func run() async throws {
    let console = Console.standard
    let plan = try execution.plan(
      rules.loadPlan(file.path, setting: try whatIf.settings(console), console))
    guard let output else {
      return try format.write(to: console, text: { plan.text(on: $0) }, json: { plan.json })
    }
    let pricing = noBill ? nil : try await price(plan, console)
    let saved = SavedPlan(
      plan, reroute: rules.provider, isBatch: execution.batch, pricing: pricing,
      toolVersion: Gearbox.version,
      at: Date.now.formatted(.iso8601))
    try format.write(
      to: console,
      text: { screen in
        plan.text(on: screen) + (pricing.map { "\n" + $0.bill.text(for: plan, on: screen) } ?? "")
      }, json: { plan.json })
    console.report(pricing?.bill.findings(on: plan) ?? [])
    try saved.write(to: output)
    console.note("Saved the plan: \(output)\nTo run exactly that:\n  \(runningCommand(output))")
  }

  private func price(_ plan: RoutingPlan, _ console: Console) async throws -> SavedPlan.Pricing {
    let profile = try await database.use(.read) { database in
      try await database.requireSources(of: plan, console)
      return try await database.pricedProfile(of: plan)
    }
    return SavedPlan.Pricing(
      bill: try simulate(plan, over: profile), imprint: try profile.imprint(for: plan),
      database: "\(try database.url())")
  }

  private func runningCommand(_ output: String) -> String {
    var words = ["gearbox", "run", "--plan", output]
    if let url = try? database.url(), database.database != nil {
      words += ["--database", "\(url)"]
    }
    return shellCommand(words)
  }
}
