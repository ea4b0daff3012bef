import ArgumentParser
import Diagnostics
import JSON
import Money
import Planning
import Reporting
import Simulation

struct SweepCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Tells the bill along a range of one setting, or the setting that fits a cost.",
    discussion: """
      All variants are priced over the same rows, which are read once. One --set has a range, \
      FROM..TO:STEP, and others may change more of the rules:

        gearbox sweep v1.yaml --set stages.identify.tiers.guided.at_least=20..40:5

      --target-cost finds the value whose expected cost fits: of those that cost no more the \
      dearest, of equals the nearest to what stands in the rules. A threshold without a range is \
      looked for among all whole numbers. Where none fits, the status is 2:

        gearbox sweep v1.yaml --set stages.identify.tiers.guided.at_least --target-cost 12

      --assume holds for every value. --sensitivity tells what one step of each threshold and weight is worth.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, csv, html
  }

  @OptionGroup var file: RuleFileArgument
  @OptionGroup var whatIf: SettingOptions

  @Option(
    help: ArgumentHelp(
      "Find the value whose expected cost is at most this: 12, or $12.", valueName: "amount"))
  var targetCost: String?

  @Flag(help: "What one step of each threshold and weight is worth, the most expensive first.")
  var sensitivity = false

  @Option(
    help: "For a person (text), a program (json), a spreadsheet (csv) or a browser (html).")
  var format = Format.text

  @OptionGroup var destination: DestinationOptions
  @OptionGroup var assumed: AssumeOptions

  @OptionGroup var rules: RuleOptions
  @OptionGroup var profile: ProfileOptions
  @OptionGroup var database: DatabaseOptions

  func validate() throws {
    let wanted = try Wanted(whatIf.texts)
    if sensitivity {
      guard wanted.range == nil, wanted.open == nil, targetCost == nil else {
        throw ValidationError("--sensitivity takes neither a range nor --target-cost.")
      }
      return
    }
    guard targetCost.map({ GateOptions.amount($0) != nil }) ?? true else {
      throw ValidationError("--target-cost is an amount of US dollars, such as 12 or $12.")
    }
    guard wanted.range != nil || wanted.open != nil else {
      throw ValidationError("Say what to vary: --set PATH=FROM..TO:STEP.")
    }
    if wanted.open != nil, targetCost == nil {
      throw ValidationError("Give the range: --set PATH=FROM..TO:STEP.")
    }
  }

  /// What the settings ask for.
  private struct Wanted {
    /// Settings with one value, which hold for every variant.
    var fixed: [String] = []
    var range: SettingRange?
    /// A path without a value: all numbers.
    var open: String?

    init(_ texts: [String]) throws {
      for text in texts {
        do throws(SettingRange.Fault) {
          if let range = try SettingRange.read(text) {
            guard self.range == nil, open == nil else { throw Self.second(text) }
            self.range = range
          } else if !text.contains("=") {
            guard range == nil, open == nil else { throw Self.second(text) }
            open = text
          } else {
            fixed.append(text)
          }
        } catch {
          throw ValidationError("--set \(text): \(error.message); \(error.help).")
        }
      }
    }

    private static func second(_ text: String) -> SettingRange.Fault {
      SettingRange.Fault(
        message: "one setting is varied at a time", help: "give the others one value each")
    }
  }

  func run() async throws {
    let console = Console.standard
    let wanted = try Wanted(whatIf.texts)
    let fixed = try readSettings(wanted.fixed, console)
    let loaded = try rules.loadPlan(file.path, setting: fixed, warning: false, console)
    let base = try assumed.plans([loaded]).first ?? loaded
    let variants = RuleVariants(rules: rules, path: file.path, fixed: fixed, assumed: assumed)
    if sensitivity {
      return try await writeSensitivity(of: base, variants, console)
    }
    let sweep =
      if let range = wanted.range {
        try await self.sweep(base, variants, along: range, console)
      } else {
        try await self.sweep(base, variants, alongAll: wanted.open ?? "", console)
      }
    let target = targetCost.flatMap { GateOptions.amount($0) }
    let report = SweepReport(sweep, of: base, target: target)
    switch format {
    case .text: try destination.write(to: console) { report.text(on: $0) }
    case .json: try destination.write(report.json.serialized(pretty: true) + "\n", to: console)
    case .csv: try destination.write(report.csv, to: console)
    case .html: try destination.write(report.page(from: profile.pageOrigin(database)), to: console)
    }
    if target != nil, report.fitting == nil {
      console.note(printable(report.nothingFits))
      throw ExitStatus.limit
    }
  }

  private func sweep(
    _ base: RoutingPlan, _ variants: RuleVariants, along range: SettingRange, _ console: Console
  ) async throws -> Sweep {
    let tried = range.values.map { ($0, variants.variant("\(range.path)=\($0)")) }
    let plans = tried.compactMap { $0.1.plan }
    guard !plans.isEmpty else {
      console.report(tried.first?.1.faults ?? [])
      throw ExitStatus.faulty
    }
    let profile = try await profile.profile(
      of: distinctNeeds(of: [base] + plans), database, console)
    return Sweep(
      path: range.path, base: try simulate(base, over: profile),
      current: base.value(at: range.path),
      steps: try tried.map { value, variant in
        guard let plan = variant.plan else {
          return SweepStep(value: value, .faulty(variant.faults))
        }
        return SweepStep(value: value, .priced(try simulate(plan, over: profile)))
      })
  }

  /// All whole numbers: between its breakpoints, a threshold costs the same everywhere.
  private func sweep(
    _ base: RoutingPlan, _ variants: RuleVariants, alongAll path: String, _ console: Console
  ) async throws -> Sweep {
    guard let number = base.adjustableNumbers.first(where: { $0.path == path }),
      let threshold = number.threshold
    else {
      let thresholds = base.adjustableNumbers.filter { $0.threshold != nil }.map(\.path)
      throw CommandFailure(
        .usage, "'\(path)' is no threshold of the rules, and only those are looked for everywhere",
        help: nearestName(to: path, in: thresholds).map { "did you mean '\($0)'?" }
          ?? "give it a range: --set \(path)=FROM..TO:STEP")
    }
    let profile = try await profile.profile(of: [base], database, console)
    let pieces = try base.thresholdPieces(of: threshold, over: profile)
    return Sweep(
      path: path, base: try simulate(base, over: profile),
      current: String(number.value),
      steps: try pieces.map { piece in
        let value = String(piece.nearest(to: number.value))
        let variant = variants.variant("\(path)=\(value)")
        guard let plan = variant.plan else {
          return SweepStep(value: value, span: piece, .faulty(variant.faults))
        }
        return SweepStep(
          value: value, span: piece, .priced(try simulate(plan, over: profile)))
      })
  }

  private func writeSensitivity(
    of base: RoutingPlan, _ variants: RuleVariants, _ console: Console
  ) async throws {
    let profile = try await profile.profile(of: [base], database, console)
    func bill(_ setting: String?) throws -> Bill? {
      try setting.flatMap { variants.variant($0).plan }
        .map { try simulate($0, over: profile) }
    }
    let whole = try simulate(base, over: profile)
    let numbers = try base.adjustableNumbers.map { number in
      try NumberSensitivity(
        number, from: whole, down: bill(number.step(-1)), up: bill(number.step(1)))
    }
    let report = SensitivityReport(Sensitivity(base: whole, numbers: numbers), of: base)
    switch format {
    case .text: try destination.write(to: console) { report.text(on: $0) }
    case .json: try destination.write(report.json.serialized(pretty: true) + "\n", to: console)
    case .csv: try destination.write(report.csv, to: console)
    case .html:
      try destination.write(report.page(from: self.profile.pageOrigin(database)), to: console)
    }
  }
}

/// Of plans that need the same of a database, one.
private func distinctNeeds(of plans: [RoutingPlan]) throws -> [RoutingPlan] {
  struct Needs: Hashable {
    let columns: ProfileColumns
    let questions: Set<String>
  }
  var known: Set<Needs> = []
  var distinct: [RoutingPlan] = []
  for plan in plans {
    let needs = Needs(
      columns: try ProfileNeeds(of: [plan]).columns,
      questions: Set(plan.stages.flatMap { $0.tiers.map(\.call.question) }))
    if known.insert(needs).inserted { distinct.append(plan) }
  }
  return distinct
}

/// A rule file with one thing or another changed in it.
private struct RuleVariants {
  let rules: RuleOptions
  let path: String
  let fixed: [Setting]
  let assumed: AssumeOptions

  /// The plan with one more setting, or why there is none.
  func variant(_ text: String) -> (plan: RoutingPlan?, faults: [Diagnostic]) {
    var diagnostics = DiagnosticList()
    guard let setting = Setting.read(text, into: &diagnostics) else {
      return (nil, diagnostics.sorted())
    }
    let report = rules.load(path, setting: fixed + [setting])
    let faults = report.diagnostics.filter { $0.severity == .error }
    guard faults.isEmpty, let plan = report.plan else { return (nil, faults) }
    return (assumed.assuming(plan), [])
  }
}
