import Planning
import Rules
import Runs
import Storage

extension Backfill {
  /// Places of the stages that are asked in batches.
  var batchStages: [Int] { plan.stages.filter { $0.execution == .batch }.map(\.index) }

  /// The tasks that are asked one by one; nil is all.
  var directTasks: TaskFilter? {
    let batched = Set(batchStages)
    if batched.isEmpty { return nil }
    return TaskFilter(stages: plan.stages.map(\.index).filter { !batched.contains($0) })
  }

  /// Ends the run's batches at their providers, settles what they came to, and makes the rest ready
  /// again. Nobody else may be at work on the run.
  package func endBatches() async throws {
    let batches = BatchWork(
      backfill: self, isOver: { false }, onAnswers: {}, isEnding: true)
    // Cancelled and awaited when this function is left.
    async let _ = renewBatches()
    try await batches.work()
  }

  private func renewBatches() async {
    while !Task.isCancelled {
      try? await clock.sleep(for: Self.renewal)
      try? await database.renewBatches(
        run: run.id, worker: worker, leaseMilliseconds: Self.lease.milliseconds)
    }
  }
}
