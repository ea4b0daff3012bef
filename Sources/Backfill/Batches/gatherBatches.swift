import Planning
import Rules
import Runs
import Storage

/// What goes into the same batches: one model of one provider.
struct BatchGroup: Sendable, Hashable {
  let provider: String
  let model: String
}

extension BatchWork {
  /// Makes a batch of each model that has enough ready. True where any was made.
  ///
  /// While others work on tasks whose answers may make more ready, only what fills a batch is taken:
  /// many small batches would wait as long each.
  func gather(_ outlook: BatchOutlook) async throws -> Bool {
    var hasGathered = false
    for (group, tiers) in groups {
      let ready = tiers.reduce(0) { $0 + (outlook.ready[$1.name] ?? 0) }
      guard ready > 0, let provider = tiers.first?.call.provider,
        !outlook.isOtherWorkUnderWay || ready >= provider.maxBatchRequests,
        await !memory.isBlocked(group), await backfill.stop.reason == nil, await !mustLeave()
      else { continue }
      let filling = BatchFilling(
        work: self, group: group, provider: provider,
        filter: TaskFilter(stages: Set(tiers.map(\.stage)).sorted(), tiers: tiers.map(\.name)),
        enqueuedLimit: tiers.compactMap(\.call.enqueuedTokens).min())
      if let batch = try await filling.fill() {
        hasGathered = true
        if await mustLeave() {
          _ = try await giveBack(batch, outcome: "not_sent", "the run was stopped before it left")
        } else {
          _ = try await advance(batch)
        }
      }
    }
    return hasGathered
  }

  private typealias BatchTier = (stage: Int, name: String, call: PlannedCall)

  /// The tiers that are asked in batches, by what may share one, in the order of the plan.
  private var groups: [(BatchGroup, [BatchTier])] {
    var order: [BatchGroup] = []
    var tiers: [BatchGroup: [BatchTier]] = [:]
    for stage in backfill.plan.stages where stage.execution == .batch {
      for tier in stage.tiers {
        let group = BatchGroup(provider: tier.call.provider.name, model: tier.call.model)
        if tiers[group] == nil { order.append(group) }
        tiers[group, default: []].append((stage.index, "\(stage.name).\(tier.name)", tier.call))
      }
    }
    return order.map { ($0, tiers[$0] ?? []) }
  }
}
