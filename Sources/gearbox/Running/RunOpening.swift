import Diagnostics
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
  ///
  /// A saved plan has to be what it was; the subjects that were counted for that are not counted
  /// again.
  func plan(
    _ given: OpenedPlan
  ) async throws -> (RoutingPlan, unfinished: Run?, counted: FactProfile?) {
    guard let unfinished = try await database.unfinishedRun(of: given.plan) else {
      guard let saved = given.saved else { return (given.plan, nil, nil) }
      let profile = try await database.profile(of: [given.plan])
      try saved.requireUnmoved(profile, console)
      return (given.plan, nil, profile)
    }
    // Its own answers have changed the subjects since.
    try given.saved?.requireUnmoved(nil, console)
    // A run's provider stays what it was: its answers would not be comparable otherwise.
    if given.isRouteFixed, given.reroute != unfinished.reroute {
      throw CommandFailure(
        .usage,
        "run \(unfinished.id) of these rules is unfinished, and was started "
          + (unfinished.reroute.map { "with --provider \($0)" } ?? "without --provider"),
        help: "finish it the way it was started")
    }
    return (try given.plan(reroutedTo: unfinished.reroute, console), unfinished, nil)
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
  ///
  /// - Parameter counted: The subjects, where they have been counted already.
  func start(
    _ plan: RoutingPlan, reroute: String?, over counted: FactProfile?
  ) async throws -> Run {
    let profile =
      if let counted { counted } else { try await database.profile(of: [plan]) }
    let bill = try simulate(plan, over: profile)
    console.note(bill.text(for: plan, on: console.messages))
    let place = budgetIsGiven ? nil : plan.limits.budget?.range
    console.report(bill.checkBudget(budget, at: place).map { [$0] } ?? [])
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
