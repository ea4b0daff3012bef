import ArgumentParser
import Diagnostics
import Planning
import Reporting
import Rules
import YAML

/// Where the files are found that a rule file needs, and where its calls go.
struct RuleOptions: ParsableArguments {
  @Option(
    name: .customLong("models"),
    help: ArgumentHelp(
      "The price book; else the nearest models.yaml beside or above the rules.",
      valueName: "file"),
    completion: .file(extensions: ["yaml", "yml"]))
  var priceBook: String?

  @Option(
    help: ArgumentHelp(
      "The folder of prompts; else the nearest 'prompts' beside or above the rules.",
      valueName: "dir"),
    completion: .directory)
  var prompts: String?

  @Option(
    help: ArgumentHelp(
      "Send every call to this provider of the price book, such as mock.", valueName: "name"))
  var provider: String?

  /// Reads and compiles a rule file. Nothing is printed.
  ///
  /// - Parameters:
  ///   - tree: Where it is read from.
  ///   - settings: What is changed in it.
  func load(
    _ path: String, from tree: some SourceTree = DiskTree(), setting settings: [Setting] = []
  ) -> CheckReport {
    var diagnostics = DiagnosticList()
    let loader = PlanLoader(
      priceBook: priceBook, prompts: prompts, reroute: provider, settings: settings)
    var plan = loader.load(path, from: tree, into: &diagnostics)
    if let found = plan, let problem = unknownProvider(in: found) {
      diagnostics.add(problem)
      plan = nil
    }
    return CheckReport(file: path, plan: plan, diagnostics: diagnostics.sorted())
  }

  /// The plan of a rule file. What is wrong with the file is told; any error ends the command.
  ///
  /// - Parameter warning: Whether warnings are told, too.
  func loadPlan(
    _ path: String, from tree: some SourceTree = DiskTree(), setting settings: [Setting] = [],
    warning: Bool = true, _ console: Console
  ) throws -> RoutingPlan {
    let report = load(path, from: tree, setting: settings)
    console.report(
      warning ? report.diagnostics : report.diagnostics.filter { $0.severity == .error })
    guard let plan = report.plan, report.isOK else { throw ExitStatus.faulty }
    return plan
  }

  /// A provider that the price book does not have leaves the plan without any call.
  private func unknownProvider(in plan: RoutingPlan) -> Diagnostic? {
    guard let provider, plan.stages.contains(where: \.tiers.isEmpty) else { return nil }
    var ignored = DiagnosticList()
    let book = plan.sources.dropFirst().first
      .flatMap { YAMLReader.read($0, into: &ignored) }
      .flatMap { PriceBook.decode($0, into: &ignored) }
    let names = book?.providers.map(\.name.value) ?? []
    return Diagnostic(
      "unknown-provider",
      "\(book?.source.name ?? "the price book") has no provider '\(provider)'", at: nil,
      help: nearestName(to: provider, in: names).map { "did you mean '\($0)'?" }
        ?? "it has \(names.joined(separator: ", "))")
  }
}

/// The rule file that a command works on.
struct RuleFileArgument: ParsableArguments {
  @Argument(
    help: ArgumentHelp("The rule file.", valueName: "rules"),
    completion: .file(extensions: ["yaml", "yml"]))
  var path: String
}
