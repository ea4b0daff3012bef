import ArgumentParser
import Planning
import Rules

/// How calls are made, whatever the rules say.
struct ExecutionOptions: ParsableArguments {
  @Flag(help: "Price all calls as batch calls, at their models' discount.")
  var batch = false

  /// The plan with its calls made so.
  func plan(_ plan: RoutingPlan) throws -> RoutingPlan {
    guard batch else { return plan }
    let calls = plan.stages.flatMap { $0.tiers.map(\.call) }
    if let call = calls.first(where: { $0.batchDiscount == nil }) {
      throw CommandFailure(
        .usage, "model '\(call.model)' has no price for batch calls",
        help: "give it a 'batch_discount' in the price book")
    }
    return plan.executing(.batch)
  }
}
