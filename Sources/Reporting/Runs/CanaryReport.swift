package import Money
package import Planning
import Rules
package import Runs

/// What a canary came to, against what was estimated for it and what its rules allow.
package struct CanaryReport: Sendable {
  private struct Line: Sendable {
    let tier: CanaryTier
    let estimated: USD
  }

  private let lines: [Line]
  private let limits: CanaryLimits
  package let subjects: Int
  /// US dollars that the bill counts for the tasks that were asked.
  package let estimated: USD
  /// US dollars: billed, and the most that calls of unknown outcome can cost.
  package let cost: USD
  /// Calls that brought something from the model, or were billed.
  package let replies: Int
  /// Those of them that brought no valid answer.
  package let invalid: Int

  /// - Parameter subjects: How many were asked first.
  package init(
    _ tiers: [CanaryTier], subjects: Int, of plan: RoutingPlan
  ) throws(MoneyOverflow) {
    var lines: [Line] = []
    var (estimated, cost) = (USD.zero, USD.zero)
    for tier in tiers {
      let stage = plan.stage(named: tier.stage)
      let call = stage?.tier(named: tier.tier)?.call
      let unit = try call?.executed(as: stage?.execution ?? .direct).unitCost ?? .zero
      let line = Line(tier: tier, estimated: try unit * tier.tasks)
      estimated = try estimated + line.estimated
      cost = try cost + tier.cost
      lines.append(line)
    }
    self.lines = lines
    self.subjects = subjects
    self.estimated = estimated
    self.cost = cost
    limits = plan.limits.canary
    replies = tiers.reduce(0) { $0 + $1.replies }
    invalid = tiers.reduce(0) { $0 + $1.invalid }
  }

  /// What exceeds its threshold, in words. Empty where the run may go on.
  package var objections: [String] {
    var objections: [String] = []
    if isTooDear {
      objections.append(
        "it cost \(cost.formatted()), more than \(limits.costAbove) above the estimated "
          + estimated.formatted())
    }
    if Int64(invalid) * 10_000 > Int64(replies) * limits.invalidAbove.hundredths {
      objections.append(
        "\(counted(invalid)) of \(counted(replies, "response")) brought no valid answer, more "
          + "than \(limits.invalidAbove)")
    }
    return objections
  }

  private var isTooDear: Bool {
    let allowed = 10_000 + Int(clamping: limits.costAbove.hundredths)
    // What cannot even be counted is too dear.
    guard let left = try? cost * 10_000, let right = try? estimated * allowed else { return true }
    return left > right
  }

  /// The report for a person, in lines that fit the screen.
  package func text(on screen: Screen) -> String {
    var table = Table([
      .text("canary", .shortened), .number("asked"), .number("invalid"), .number("estimated"),
      .number("billed"),
    ])
    for line in lines {
      let tier = line.tier
      table.add([
        .init(tier.tier == tier.stage ? tier.stage : "\(tier.stage).\(tier.tier)"),
        .init(counted(tier.tasks)), .init(counted(tier.invalid)),
        .init(line.estimated.formatted()), .init(tier.cost.formatted()),
      ])
    }
    table.addRule()
    table.add(
      [
        .init(counted(subjects, "subject")), .init(counted(lines.reduce(0) { $0 + $1.tier.tasks })),
        .init(counted(invalid)), .init(estimated.formatted()), .init(cost.formatted()),
      ], .bold)
    return table.text(on: screen)
  }
}
