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
  /// Whether tasks that failed for good are to be tried again.
  var retriesFailed = false

  /// The plan to run, with the providers that the run of the rules has which is to go on; and that
  /// run, where there is one: the unfinished one, or the latest where failed tasks are to be tried
  /// again.
  ///
  /// A saved plan has to be what it was; what is priced for that is not priced again.
  func plan(
    _ given: OpenedPlan
  ) async throws -> (RoutingPlan, unfinished: Run?, priced: Bill?) {
    let found =
      retriesFailed
      ? try await database.retriableRun(of: given.plan)
      : try await database.unfinishedRun(of: given.plan)
    guard let unfinished = found else {
      if retriesFailed {
        throw CommandFailure(
          .usage, "there is no run of \(given.plan.label) yet in which anything could have failed",
          help: "leave out --retry-failed")
      }
      guard let saved = given.saved else { return (given.plan, nil, nil) }
      let (bill, profile) = try await bill(of: given.plan)
      try saved.requireUnmoved(profile, console)
      return (given.plan, nil, bill)
    }
    // Its own answers have changed the subjects since.
    try given.saved?.requireUnmoved(nil, console)
    // A run's provider stays what it was: its answers would not be comparable otherwise.
    if given.isRouteFixed, given.reroute != unfinished.reroute {
      throw CommandFailure(
        .usage,
        "run \(unfinished.id) of these rules is to go on, and was started "
          + (unfinished.reroute.map { "with --provider \($0)" } ?? "without --provider"),
        help: "finish it the way it was started")
    }
    let plan = try given.plan(reroutedTo: unfinished.reroute, console)
    guard unfinished.isBatch, !given.isBatch else { return (plan, unfinished, nil) }
    // Asked directly, what is left would cost twice what its bill said.
    console.note("Run \(unfinished.id) was started with --batch, and goes on in batches.")
    return (plan.executing(.batch), unfinished, nil)
  }

  /// Goes on with an unfinished run, once the person agrees.
  func join(_ run: Run) async throws -> Run {
    try await database.migrate()
    let recovery = try await database.recoverRun(run.id)
    if let status = try await database.status(ofRun: run.id) {
      console.note(
        "Run \(run.id) of \(run.ruleSet)@\(run.version) is "
          + (run.state == .done ? "done: " : "unfinished: ")
          + "\(counted(status.tasks.settled)) of \(counted(status.tasks.total)) tasks are settled, "
          + "\(status.cost.billed.formatted()) spent.")
      if retriesFailed {
        console.note("\(counted(status.tasks[.failed], "task")) of it failed for good.")
      }
    }
    if recovery.calls > 0 {
      console.note(
        "\(counted(recovery.calls, "call")) had no known outcome, and may have been billed: "
          + "\(recovery.uncertain.formatted()) stays counted.")
    }
    let total = budgetIsGiven ? budget : run.budget
    try confirm("Go on with it" + (total.map { " within \($0.formatted())" } ?? "") + "?")
    if retriesFailed {
      let ready = try await database.retryFailed(run: run.id)
      if ready == 0, run.state == .done {
        console.note("Nothing of run \(run.id) has failed, and it is done.")
        throw ExitStatus.done
      }
      console.note(
        "\(counted(ready, "task")) that failed \(ready == 1 ? "is" : "are") ready again.")
    }
    do {
      return try await database.joinRun(run.id, budget: budgetIsGiven ? budget : nil)
    } catch {
      // Others went on with it while the person was asked.
      guard try await database.run(id: run.id)?.state == .done else { throw error }
      console.note("Run \(run.id) was finished meanwhile: nothing of it is left to do.")
      throw ExitStatus.done
    }
  }

  /// Plans a new run, once the person has seen the bill and agrees.
  ///
  /// - Parameters:
  ///   - isBatch: Whether all calls are made in batches, whatever the rules say.
  ///   - priced: The bill, where there is one already.
  func start(
    _ plan: RoutingPlan, reroute: String?, isBatch: Bool, priced: Bill?
  ) async throws -> Run {
    let bill = if let priced { priced } else { try await bill(of: plan).bill }
    console.note(bill.text(for: plan, on: console.messages))
    let place = budgetIsGiven ? nil : plan.limits.budget?.range
    console.report(bill.checkBudget(budget, at: place).map { [$0] } ?? [])
    let bound = budget.map { "at most \($0.formatted())" } ?? "without a budget"
    try confirm("Run \(plan.label), \(bound)?")
    let publication = try await database.publish(plan)
    if publication.isNew { console.note("Published \(plan.label).") }
    let total = bill.total
    let run = try await database.planRun(
      plan, budget: budget, replacesBudget: budgetIsGiven,
      estimated: EstimatedCost(low: total.low, expected: total.expected, high: total.high),
      reroute: reroute)
    guard run.reroute == reroute else {
      throw CommandFailure(
        .usage, "run \(run.id) of these rules was started meanwhile, with another provider",
        help: "finish it the way it was started")
    }
    guard isBatch || !run.isBatch else {
      throw CommandFailure(
        .usage, "run \(run.id) of these rules was started meanwhile, with --batch",
        help: "the same command again goes on with it, in batches")
    }
    return run
  }

  private func bill(of plan: RoutingPlan) async throws -> (bill: Bill, profile: FactProfile) {
    let profile = try await database.pricedProfile(of: plan)
    return (try simulate(plan, over: profile), profile)
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
