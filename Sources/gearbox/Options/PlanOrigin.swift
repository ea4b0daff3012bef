import ArgumentParser
import Planning
import Reporting

/// What a run works off: a rule file as it is now, or a plan that was saved.
struct PlanOrigin: ParsableArguments {
  @Argument(
    help: ArgumentHelp("The rule file.", valueName: "rules"),
    completion: .file(extensions: ["yaml", "yml"]))
  var rules: String?

  @Option(
    name: .customLong("plan"),
    help: ArgumentHelp(
      "Run exactly what plan --out saved, or refuse and say what moved.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var saved: String?

  @OptionGroup var options: RuleOptions
  @OptionGroup var execution: ExecutionOptions

  func validate() throws {
    guard (rules == nil) != (saved == nil) else {
      throw ValidationError("Give either a rule file or --plan FILE.")
    }
    guard saved != nil else { return }
    if options.priceBook != nil || options.prompts != nil || options.provider != nil
      || execution.batch
    {
      throw ValidationError(
        "A saved plan holds its prices, its prompts, its provider and how calls are made: "
          + "--models, --prompts, --provider and --batch go with gearbox plan.")
    }
  }

  /// Reads and compiles. What is wrong is told; any error ends the command.
  func open(_ console: Console) throws -> OpenedPlan {
    if let saved {
      let file = try SavedPlanFile(saved, console)
      return OpenedPlan(origin: self, plan: file.plan, saved: file)
    }
    return OpenedPlan(
      origin: self, plan: try execution.plan(options.loadPlan(rules ?? "", console)), saved: nil)
  }

  /// The words that name it on a command line, without the provider.
  var words: [String] {
    if let saved { return ["--plan", saved] }
    var words = [rules ?? ""]
    if let book = options.priceBook { words += ["--models", book] }
    if let prompts = options.prompts { words += ["--prompts", prompts] }
    if execution.batch { words.append("--batch") }
    return words
  }
}

/// A plan with where it comes from.
struct OpenedPlan {
  let origin: PlanOrigin
  let plan: RoutingPlan
  /// The file that it was saved in; nil where it was compiled from rule files.
  let saved: SavedPlanFile?

  /// The provider that every call goes to instead of its model's own.
  var reroute: String? { saved.map(\.saved.reroute) ?? origin.options.provider }

  /// Whether all calls are made in batches, whatever the rules say.
  var isBatch: Bool { saved?.saved.isBatch ?? origin.execution.batch }

  /// Whether it is said where calls go, so that a run that goes elsewhere is not joined.
  var isRouteFixed: Bool { saved != nil || origin.options.provider != nil }

  /// The plan whose calls go where those of an unfinished run do.
  func plan(reroutedTo provider: String?, _ console: Console) throws -> RoutingPlan {
    guard provider != reroute, let rules = origin.rules else { return plan }
    var options = origin.options
    options.provider = provider
    return try origin.execution.plan(options.loadPlan(rules, console))
  }
}
