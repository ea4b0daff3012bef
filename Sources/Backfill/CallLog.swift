import Logging
import Money
import Planning
import Runs
import Storage

extension Logger {
  /// A line per call: subject, score, tier, model, cost, outcome.
  func log(_ settlement: Settlement, _ reply: SettlementReply, of prepared: PreparedTask) {
    var outcome = settlement.outcome
    var detail = settlement.detail
    if case .refused(let name, let why) = reply { (outcome, detail) = (name, why) }
    let cost =
      switch settlement.billing {
      case .billed(let amount, _): amount.formatted()
      case .uncertain: "uncertain"
      }
    var metadata: Logger.Metadata = [
      "subject": "\(prepared.task.subject)", "stage": "\(prepared.task.stage)",
      "score": "\(prepared.task.score)", "tier": "\(prepared.tier.name)",
      "model": "\(prepared.tier.call.model)", "cost": "\(cost)", "outcome": "\(outcome)",
    ]
    if let detail { metadata["detail"] = "\(detail)" }
    log(
      level: outcome == "answered" ? .info : .warning, "call", metadata: metadata)
  }
}
