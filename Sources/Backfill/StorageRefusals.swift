import Runs
import Storage

/// Counts answers in a row that the database refused to store. One is a matter of its values; if none
/// is stored any more, because of a rule or a right of the table, the rest of the run would be paid for
/// in vain.
actor StorageRefusals {
  private var inRow = 0

  /// So many in a row end the run.
  static let most = 20

  /// - Returns: why the run ends, where it does.
  func note(_ reply: SettlementReply, isAnswer: Bool) -> Stop.Reason? {
    switch reply {
    case .refused(Refusal.byDatabase, let detail):
      inRow += 1
      return inRow >= Self.most ? .unstorable(detail) : nil
    case .kept where isAnswer:
      inRow = 0
      return nil
    // One of a row that is gone, or holds something else, says nothing of the next.
    case .refused, .kept, .superseded: return nil
    }
  }
}

extension Backfill {
  /// Ends the run where the database stores no answers any more.
  func watchStorage(_ reply: SettlementReply, to settlement: Settlement) async {
    let isAnswer = if case .answered = settlement.result { true } else { false }
    if let reason = await storageRefusals.note(reply, isAnswer: isAnswer) {
      await stop.stop(reason)
    }
  }
}
