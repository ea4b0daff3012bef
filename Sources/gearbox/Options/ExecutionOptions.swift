import ArgumentParser
import Planning
import Rules

/// How calls are made, whatever the rules say.
struct ExecutionOptions: ParsableArguments {
  @Flag(help: "Make all calls in batches, at their models' discount.")
  var batch = false

  /// The plan with its calls made so.
  ///
  /// - Parameter isToRun: Whether that is more than a question of price.
  func plan(_ plan: RoutingPlan, isToRun: Bool = true) throws -> RoutingPlan {
    guard batch else { return plan }
    let calls = plan.stages.flatMap { $0.tiers.map(\.call) }
    if isToRun, let call = calls.first(where: { !$0.provider.hasBatches }) {
      throw CommandFailure(
        .usage, "provider '\(call.provider.name)' has no batches that gearbox speaks",
        help: "leave out --batch, and say 'execution: batch' in the stages that can")
    }
    if let call = calls.first(where: { $0.batchDiscount == nil }) {
      throw CommandFailure(
        .usage, "model '\(call.model)' has no price for batch calls",
        help: "give it a 'batch_discount' in the price book")
    }
    return plan.executing(.batch)
  }
}
