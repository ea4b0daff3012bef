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

        gearbox run rules/v1.yaml --budget 18
        gearbox run rules/v1.yaml --provider mock --yes
        gearbox run --plan backfill.json
        gearbox run rules/v1.yaml --canary 50

      A canary asks some subjects first and compares what they were billed, and how many answers \
      were invalid, with limits.canary of the rules: within them the run goes on; beyond, it asks \
      on a terminal, and stops elsewhere. Others join with gearbox work, and gearbox cancel stops \
      all of them.

      Calls of stages with execution: batch, and all of them with --batch, are handed to the \
      provider in files, at half the price, and answered within a day. The command may be stopped \
      meanwhile: the same command looks for what was handed over and goes on with it.

        gearbox run rules/v3.yaml --batch

      Ctrl-C settles the calls in flight and stops; a second Ctrl-C stops at once. Batches stay at \
      the provider; gearbox cancel --batches ends them there.
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
    help: ArgumentHelp(
      "Ask so many subjects first, and see whether the rest should be asked.", valueName: "n"))
  var canary: Int?

  @Flag(help: "Make the tasks that failed for good ready again, and work them off.")
  var retryFailed = false

  @OptionGroup var images: ImageOptions
  @OptionGroup var logging: LogOptions
  @OptionGroup var database: DatabaseOptions
  @OptionGroup var format: FormatOptions

  func validate() throws {
    if let budget, GateOptions.amount(budget)?.isNegative ?? true {
      throw ValidationError("--budget is an amount of US dollars, such as 18 or $12.50")
    }
    if let canary, canary < 1 {
      throw ValidationError("--canary is how many subjects are asked first, and \(canary) is none.")
    }
  }

  func run() async throws {
    try await logging.reporting { console in try await run(console) }
  }

  private func run(_ console: Console) async throws -> ExitStatus {
    let log = try logging.open()
    let given = try origin.open(console)
    return try await database.use(.write, poolSize: 6) { database -> ExitStatus in
      try await database.requireSources(of: given.plan, console)
      let opening = RunOpening(
        database: database, console: console, isSilent: yes,
        budget: budget.flatMap { GateOptions.amount($0) } ?? given.plan.limits.budget?.value,
        budgetIsGiven: budget != nil, retriesFailed: retryFailed)
      let (plan, unfinished, priced) = try await opening.plan(given)
      // A key that is missing is said before anybody is asked and before anything is planned.
      let access = try ProviderAccess(of: plan, images: images.access)
      let run =
        if let unfinished { try await opening.join(unfinished) } else {
          try await opening.start(
            plan, reroute: given.reroute, isBatch: given.isBatch, priced: priced)
        }
      // Until it is decided, whoever goes on goes on with the canary.
      let resume = resumingCommand(of: run, canary: canary)
      func recordStart(resumedBy resume: String) async throws {
        try await database.recordStart(
          ofRun: run.id, plan: plan, resume: resume, isBatch: given.isBatch || run.isBatch)
      }
      try await recordStart(resumedBy: resume)
      let session = RunSession(
        database: database, console: console, plan: plan, run: run, access: access, log: log)
      var conclusion = RunConclusion(console: console, format: format, resume: resume)
      guard let canary else {
        return try await conclusion.concluding {
          try await database.endAbandonedCanary(ofRun: run.id)
          return try await session.work()
        }
      }
      let flight = Canary(
        database: database, console: console, plan: plan, run: run, count: canary,
        isSilent: yes)
      var goesOn = false
      let status = try await conclusion.concluding {
        switch try await flight.fly(session) {
        case .ended(let summary): return summary
        case .goesOn: goesOn = true
        case .stopped:
          let resume = resumingCommand(of: run)
          try await recordStart(resumedBy: resume)
          console.note("Nothing was lost. Continue with:\n  \(resume)")
        }
        return nil
      }
      guard goesOn else { return status }
      conclusion.resume = resumingCommand(of: run)
      return try await conclusion.concluding {
        try await recordStart(resumedBy: resumingCommand(of: run))
        return try await session.work()
      }
    }
  }

  /// The command line that goes on with a run. It names no budget where the run stopped at one:
  /// the person has to.
  private func resumingCommand(of run: Run, canary: Int? = nil) -> String {
    var words = ["gearbox", "run"] + origin.words
    if let canary { words += ["--canary", "\(canary)"] }
    if let reroute = run.reroute, origin.saved == nil { words += ["--provider", reroute] }
    if let url = try? database.url(), database.database != nil {
      words += ["--database", "\(url)"]
    }
    words += images.words + logging.words
    return shellCommand(words)
  }
}
