import ArgumentParser
import Reporting

struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Explains the routing plan that a rule file compiles to.",
    discussion: """
      Where each fact comes from, what it earns, which score reaches which tier, and what each \
      tier asks whom, at what cost. The digest is what a run is bound to.

        gearbox plan rules/vehicle-images/v1.yaml
      """)

  @OptionGroup var file: RuleFileArgument
  @OptionGroup var whatIf: SettingOptions
  @OptionGroup var rules: RuleOptions
  @OptionGroup var format: FormatOptions

  func run() throws {
    let console = Console.standard
    let plan = try rules.loadPlan(
      file.path, setting: try whatIf.settings(console), console)
    try format.write(to: console, text: { plan.text(on: $0) }, json: { plan.json })
  }
}
