import Logging
import Money
import Planning
import Runs
import Storage

extension Logger {
  /// A line per call: subject, score, tier, model, cost, outcome.
  func log(_ settlement: Settlement, _ reply: SettlementReply, of routed: RoutedTask) {
    var outcome = settlement.outcome
    var detail = settlement.detail
    if case .refused(let name, let why) = reply { (outcome, detail) = (name, why) }
    let cost: Logger.MetadataValue =
      switch settlement.billing {
      case .billed(let amount, _): .stringConvertible(amount)
      case .uncertain: "uncertain"
      }
    var metadata: Logger.Metadata = [
      "subject": "\(routed.task.subject)", "stage": "\(routed.task.stage)",
      "score": .stringConvertible(routed.task.score), "tier": "\(routed.tier.name)",
      "model": "\(routed.tier.call.model)", "cost": cost, "outcome": "\(outcome)",
    ]
    if let duration = settlement.duration {
      metadata["duration"] = .stringConvertible(Seconds(duration))
    }
    if let detail { metadata["detail"] = "\(detail)" }
    log(
      level: outcome == "answered" ? .info : .warning, "call", metadata: metadata)
  }
}

/// How long something took, to the millisecond: `0.734`.
package struct Seconds: Sendable, CustomStringConvertible {
  package let milliseconds: Int64

  init(_ duration: Duration) {
    milliseconds = duration.milliseconds
  }

  package var description: String {
    let rest = String(milliseconds % 1000)
    return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
  }
}
