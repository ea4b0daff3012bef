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
    case .refused(_, let detail):
      inRow += 1
      return inRow >= Self.most ? .unstorable(detail) : nil
    case .kept where isAnswer:
      inRow = 0
      return nil
    case .kept, .superseded: return nil
    }
  }
}
