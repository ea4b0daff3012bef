import ArgumentParser
import Backfill
import Diagnostics
import JSON
import Money
import Planning
import Reporting
import Rules
import Runs
import Simulation
import Storage

struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Works the backfill off: prices it, asks, and calls the models within the budget.",
    discussion: """
      Shows the bill first, and asks before anything is spent, unless --yes. The rules are \
      published, the tasks are planned with their scores pinned, and every call is reserved \
      against the budget before it is sent. A run that was stopped, for whatever reason, goes on \
      with the same command: nothing that was answered is asked again.

        gearbox run rules/vehicle-images/v1.yaml --budget 18
        gearbox run rules/vehicle-images/v1.yaml --provider mock --yes
        gearbox run --plan backfill.json

      Ctrl-C settles the calls in flight and stops; a second Ctrl-C stops at once.
      """)

  @OptionGroup var origin: PlanOrigin

  @Option(
    help: ArgumentHelp(
      "US dollars that the run never exceeds; else the rule file's limits.budget.",
      discussion: "It is the run's total, and replaces the former one where a run goes on.",
      valueName: "usd"))
  var budget: String?

  @Flag(help: "Do not ask.")
  var yes = false

  @Option(
    help: ArgumentHelp("Append a line for every call to this file.", valueName: "file"),
    completion: .file())
  var logFile: String?

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var format: FormatOptions

  func validate() throws {
    if let budget, USD(budget)?.isNegative ?? true {
      throw ValidationError("--budget is an amount of US dollars, such as 18 or 12.50")
    }
  }

  func run() async throws {
    let console = Console.standard
    let log = try logFile.map { try RunLog(appendingTo: $0) }
    let given = try origin.open(console)
    let status = try await database.use(.write, poolSize: 6) { database -> ExitStatus in
      try await database.requireSources(of: given.plan, console)
      let opening = RunOpening(
        database: database, console: console, isSilent: yes,
        budget: budget.flatMap { USD($0) } ?? given.plan.limits.budget?.value,
        budgetIsGiven: budget != nil)
      let (plan, unfinished, counted) = try await opening.plan(given)
      // A key that is missing is said before anybody is asked and before anything is planned.
      let access = try ProviderAccess(of: plan)
      let run =
        if let unfinished { try await opening.join(unfinished) } else {
          try await opening.start(plan, reroute: given.reroute, over: counted)
        }
      let session = RunSession(
        database: database, console: console, plan: plan, run: run, access: access, log: log)
      let resume = resumingCommand(of: run)
      let summary: RunSummary
      do {
        summary = try await session.work()
      } catch  where error.isCancellation {
        console.note(
          "Stopped at once. Calls that were in flight may have been billed and stay counted. "
            + "Continue with:\n  \(resume)")
        return .interrupted
      } catch {
        console.note("The run stopped where it was. Continue with:\n  \(resume)")
        throw error
      }
      try format.write(
        to: console, text: { summary.status.text(on: $0) }, json: { summary.status.json })
      if let advice = summary.advice(resumedBy: resume) { console.note(advice) }
      return summary.ending.exitStatus
    }
    if status != .done { throw status }
  }

  /// The command line that goes on with a run. It names no budget where the run stopped at one:
  /// the person has to.
  private func resumingCommand(of run: Run) -> String {
    var words = ["gearbox", "run"] + origin.words
    if let reroute = run.reroute, origin.saved == nil { words += ["--provider", reroute] }
    if let url = try? database.url(), database.database != nil {
      words += ["--database", "\(url)"]
    }
    if let logFile { words += ["--log-file", logFile] }
    return words.map(shellQuoted).joined(separator: " ")
  }
}

/// A word as it is typed into a shell.
func shellQuoted(_ word: String) -> String {
  let plain = word.allSatisfy {
    $0.isASCII && ($0.isLetter || $0.isNumber || "-_./:=@%".contains($0))
  }
  return plain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
}

extension Error {
  /// Whether the work was cut off, rather than failed.
  fileprivate var isCancellation: Bool {
    if self is CancellationError { return true }
    return (self as? StorageError)?.kind == .cancelled
  }
}

extension Ending {
  fileprivate var exitStatus: ExitStatus {
    switch self {
    case .done(let failed): failed == 0 ? .done : .incomplete
    case .othersWorkOn: .done
    case .drained: .interrupted
    case .budget: .limit
    case .unreachable, .refused: .unavailable
    }
  }
}
