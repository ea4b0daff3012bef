import Money
import Planning
import Reporting
import Rules
import Runs
import Simulation
import Storage

/// Everything between the rule file and the first call: joins the unfinished run of the rules where
/// there is one, else prices them, asks, publishes and plans.
struct RunOpening {
  let database: Database
  let console: Console
  /// Whether nobody is asked.
  let isSilent: Bool
  /// US dollars; nil is no bound.
  let budget: USD?
  /// Whether the budget was given for this run, rather than standing in the rule file.
  let budgetIsGiven: Bool

  /// The plan to run, with the providers that the unfinished run of the rules has; and that run,
  /// where there is one.
  func plan(
    _ given: RoutingPlan, rules: RuleOptions, path: String
  ) async throws -> (RoutingPlan, unfinished: Run?) {
    if let stage = given.stages.first(where: { $0.execution == .batch }) {
      // Asked directly it would cost twice what its bill says.
      throw CommandFailure(
        .usage, "stage '\(stage.name)' is priced as batch calls, which cannot be run yet",
        help: "remove its 'execution: batch' to ask directly, at the full price")
    }
    guard let unfinished = try await database.unfinishedRun(of: given) else { return (given, nil) }
    // A run's provider stays what it was: its answers would not be comparable otherwise.
    if let provider = rules.provider, provider != unfinished.reroute {
      throw CommandFailure(
        .usage,
        "run \(unfinished.id) of these rules is unfinished, and was started "
          + (unfinished.reroute.map { "with --provider \($0)" } ?? "without --provider"),
        help: "finish it the way it was started")
    }
    var options = rules
    options.provider = unfinished.reroute
    let plan = options.provider == rules.provider ? given : try options.loadPlan(path, console)
    return (plan, unfinished)
  }

  /// Goes on with an unfinished run, once the person agrees.
  func join(_ run: Run) async throws -> Run {
    let recovery = try await database.recoverRun(run.id)
    if let status = try await database.status(ofRun: run.id) {
      console.note(
        "Run \(run.id) of \(run.ruleSet)@\(run.version) is unfinished: "
          + "\(counted(status.tasks.settled)) of \(counted(status.tasks.total)) tasks are settled, "
          + "\(status.cost.billed.formatted()) spent.")
    }
    if recovery.calls > 0 {
      console.note(
        "\(counted(recovery.calls, "call")) had no known outcome, and may have been billed: "
          + "\(recovery.uncertain.formatted()) stays counted.")
    }
    let total = budgetIsGiven ? budget : run.budget
    try confirm("Go on with it" + (total.map { " within \($0.formatted())" } ?? "") + "?")
    return try await database.joinRun(run.id, budget: budgetIsGiven ? budget : nil)
  }

  /// Plans a new run, once the person has seen the bill and agrees.
  func start(_ plan: RoutingPlan, reroute: String?) async throws -> Run {
    let bill = try simulate(
      plan, over: await database.profile(of: [plan]), usage: await database.usage(of: plan))
    console.note(bill.text(for: plan, on: console.messages))
    if let budget, budget < bill.total.expected {
      console.note(
        "The budget of \(budget.formatted()) is below the expected bill of "
          + "\(bill.total.expected.formatted()): the run will stop there.")
    }
    let bound = budget.map { "at most \($0.formatted())" } ?? "without a budget"
    try confirm("Run \(plan.label), \(bound)?")
    let publication = try await database.publish(plan)
    if publication.isNew { console.note("Published \(plan.label).") }
    let total = bill.total
    let run = try await database.planRun(
      plan, budget: budget,
      estimated: EstimatedCost(low: total.low, expected: total.expected, high: total.high),
      reroute: reroute)
    guard run.reroute == reroute else {
      throw CommandFailure(
        .usage, "run \(run.id) of these rules was started meanwhile, with another provider",
        help: "finish it the way it was started")
    }
    return run
  }

  private func confirm(_ question: String) throws {
    if isSilent { return }
    guard Stream.input.isTerminal else {
      throw CommandFailure(
        .usage, "nobody is there to ask: \(question)", help: "say --yes to go on without asking")
    }
    console.note(question + " Only 'yes' is taken for it.")
    guard readLine(strippingNewline: true) == "yes" else {
      throw CommandFailure(.interrupted, "nothing was planned, and nothing was called")
    }
  }
}
