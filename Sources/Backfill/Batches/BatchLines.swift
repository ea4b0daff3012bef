import Models
import Runs

/// The lines of a batch that have no result yet.
struct BatchLines {
  private var open: [String: BatchCall] = [:]
  private var seen: Set<String> = []
  /// Results of requests that a model was asked for, those among them that were settled before.
  private(set) var executed = 0
  /// Lines that are asked again later, and were no attempt.
  var postponed: [(routed: RoutedTask, settlement: Settlement)] = []
  /// Lines that the provider says it did not execute.
  var unexecuted: [(call: BatchCall, code: String, message: String)] = []

  init(_ calls: [BatchCall]) {
    for call in calls { open[call.lineID] = call }
  }

  var isEmpty: Bool { open.isEmpty }

  /// Those without any result.
  var missing: [BatchCall] { open.values.sorted { $0.call < $1.call } }

  /// Whether whatever has no result was not executed, and is not billed. Of a batch that was cut off
  /// the provider says how many requests it answered, and their results have all come. Where it says
  /// no number, or completed the batch, nobody knows.
  func accounts(for batch: ProviderBatch) -> Bool {
    guard batch.state == .cutOff, let answered = batch.answered else { return false }
    return answered <= executed
  }

  /// Whether the provider counts more results than came, or completed the batch without any.
  func isShort(of batch: ProviderBatch) -> Bool {
    if batch.answered ?? 0 > executed || batch.done ?? 0 > seen.count { return true }
    return batch.state == .completed && batch.outputFile == nil && batch.errorFile == nil
  }

  /// The call that a result is of; nil where it has one already, is settled, or is none of these.
  mutating func take(_ result: BatchResult) -> BatchCall? {
    guard seen.insert(result.id).inserted else { return nil }
    switch result.outcome {
    case .executed(.answered): executed += 1
    case .executed(.failed(let failure)) where failure.billing != .notBilled: executed += 1
    case .executed(.failed), .notExecuted: break
    }
    return open.removeValue(forKey: result.id)
  }
}
