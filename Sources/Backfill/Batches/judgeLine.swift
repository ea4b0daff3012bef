import JSON
import Models
import Planning
import Prompts
import Runs

extension BatchWork {
  /// The verdict on a line of a batch: an answer that is worth a repair gets one in a later batch.
  func verdict(
    on outcome: CallOutcome, call: Int64, of routed: RoutedTask, attempt: Int,
    contact: Contact.State
  ) throws -> Verdict {
    let prompt = routed.tier.call.prompt
    var verdict = backfill.judge.verdict(
      on: outcome, call: call, of: routed, attempt: attempt, isRepair: routed.task.repair != nil,
      sent: try backfill.schemas[prompt.id] ?? JSONSchema(prompt.strictAnswer), contact: contact,
      blamesProvider: false, duration: nil)
    if let repair = verdict.repair {
      verdict.settlement.result = .repairLater(text: repair.previousAnswer)
    }
    return verdict
  }
}
