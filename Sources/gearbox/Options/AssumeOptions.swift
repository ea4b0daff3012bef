import ArgumentParser
import Diagnostics
import Money
import Planning

/// What is expected of answers that are not there yet, whatever the rules or kept answers say.
struct AssumeOptions: ParsableArguments {
  @Option(
    name: .customLong("assume"),
    help: ArgumentHelp(
      "The share that passes a stage's 'when' where that is not known: identify=0.5; repeatable.",
      valueName: "stage=share"))
  var texts: [String] = []

  func validate() throws { _ = try shares }

  /// The plans with these shares. A stage that waits for answers in none of them is refused.
  func plans(_ plans: [RoutingPlan]) throws -> [RoutingPlan] {
    let shares = try shares
    let stages = plans.flatMap(\.stages)
    for name in shares.keys.sorted() {
      let own = stages.filter { $0.name == name }
      guard !own.isEmpty else {
        let names = stages.map(\.name)
        throw CommandFailure(
          .usage, "--assume: the rules have no stage '\(name)'",
          help: nearestName(to: name, in: names).map { "did you mean '\($0)'?" }
            ?? "they have \(plans.first?.stages.map(\.name).joined(separator: ", ") ?? "none")")
      }
      guard own.contains(where: { !($0.when?.stages.isEmpty ?? true) }) else {
        throw CommandFailure(
          .usage, "--assume: stage '\(name)' waits for no answer, and nothing of it is unknown",
          help: "give a share only for a stage whose 'when' reads an earlier stage's answer")
      }
    }
    return plans.map { $0.assuming(shares) }
  }

  /// The plan with these shares, of which it may have no use.
  func assuming(_ plan: RoutingPlan) -> RoutingPlan {
    // They are valid: the command was not begun otherwise.
    plan.assuming((try? shares) ?? [:])
  }

  private var shares: [String: Share] {
    get throws {
      var shares: [String: Share] = [:]
      for text in texts {
        let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2, let share = Share(parts[1]) else {
          throw ValidationError(
            "--assume \(text): write STAGE=SHARE with a share from 0 to 1, such as identify=0.5.")
        }
        guard shares.updateValue(share, forKey: parts[0]) == nil else {
          throw ValidationError("--assume gives '\(parts[0])' two shares.")
        }
      }
      return shares
    }
  }
}
