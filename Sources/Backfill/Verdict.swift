import JSON
import Models
import Money
import Planning
import Prompts
import Runs

/// What follows from the outcome of one call.
struct Verdict: Sendable {
  var settlement: Settlement
  /// The same task asked once more at once, with the complaint about its answer.
  var repair: ModelRequest.Repair?
  /// Why the whole run should end.
  var stop: Stop.Reason?
  /// How long whoever made the call should wait before making another.
  var pause: Duration?
}

/// Judges outcomes: what was billed, what becomes of the task, and whether the run goes on.
struct Judge: Sendable {
  /// Wire calls per task, all told.
  let attempts: Int
  let backoff: Backoff

  /// - Parameters:
  ///   - attempt: Counted from 1.
  ///   - isRepair: Whether the call was a repair itself.
  ///   - sent: The schema that was sent.
  ///   - contact: What is known of the provider, this outcome included.
  ///   - blamesProvider: Whether failures are the provider's at the moment, and not the task's.
  ///   - duration: How long the provider took; nil where that was not measured.
  func verdict(
    on outcome: CallOutcome, call: Int64, of routed: RoutedTask, attempt: Int,
    isRepair: Bool, sent: JSONSchema, contact: Contact.State, blamesProvider: Bool,
    duration: Duration?
  ) -> Verdict {
    var verdict =
      switch outcome {
      case .answered(let reply):
        answered(reply, call: call, of: routed, attempt: attempt, isRepair: isRepair, sent: sent)
      case .failed(let failure):
        failed(
          failure, call: call, of: routed, attempt: attempt, contact: contact,
          blamesProvider: blamesProvider)
      }
    verdict.settlement.duration = duration
    return verdict
  }

  private func answered(
    _ reply: ModelReply, call: Int64, of routed: RoutedTask, attempt: Int, isRepair: Bool,
    sent: JSONSchema
  ) -> Verdict {
    let planned = routed.tier.call
    let usage = reply.usage.map(TokenUsage.init)
    let billing = planned.billing(usage)
    func settled(
      _ outcome: String, _ detail: String?, _ result: Settlement.Result
    ) -> Settlement {
      Settlement(
        call: call, task: routed.task, billing: billing, usage: usage, outcome: outcome,
        detail: detail, result: result)
    }
    switch AnswerCheck(reply.text, against: sent, of: planned.prompt) {
    case .valid(let json, let replaced):
      let answer = NewAnswer(
        json: json, store: routed.stage.store, tier: routed.tier.name,
        atLeast: routed.tier.atLeast, model: planned.model, provider: planned.provider.name,
        prompt: planned.prompt.id, question: planned.question, confidence: planned.confidence,
        replacedCharacters: replaced)
      return Verdict(settlement: settled("answered", nil, .answered(answer)))
    case .invalid(let outcome, let said):
      let complaint = DataInText.leftOut(of: said)
      guard !isRepair, attempt < attempts,
        reply.text.utf8.count <= planned.prompt.longestRepairedAnswer
      else {
        return Verdict(
          settlement: settled(
            outcome, complaint, .failed(text: DataInText.leftOut(of: reply.text))))
      }
      return Verdict(
        settlement: settled(outcome, complaint, .repairing),
        repair: .init(previousAnswer: reply.text, complaint: complaint))
    }
  }

  private func failed(
    _ failure: CallFailure, call: Int64, of routed: RoutedTask, attempt: Int,
    contact: Contact.State, blamesProvider: Bool
  ) -> Verdict {
    let planned = routed.tier.call
    let usage: TokenUsage?
    let billing: Settlement.Billing
    switch failure.billing {
    case .billed(let reported):
      usage = TokenUsage(reported)
      billing = planned.billing(usage)
    case .notBilled: (usage, billing) = (nil, .billed(.zero, metered: nil))
    // A reply that came, though it is of no use, is billed as declared where nothing is metered.
    case .uncertain where planned.meter == nil && failure.status.map { $0 / 100 == 2 } == true:
      (usage, billing) = (nil, planned.billing(nil))
    case .uncertain: (usage, billing) = (nil, .uncertain)
    }
    func settled(_ result: Settlement.Result) -> Settlement {
      Settlement(
        call: call, task: routed.task, billing: billing, usage: usage,
        outcome: failure.reason.rawValue, detail: failure.message, result: result)
    }
    if let stop = stop(after: failure, contact) {
      return Verdict(settlement: settled(.released), stop: stop)
    }
    if failure.reason == .cancelled { return Verdict(settlement: settled(.released)) }
    if isOpen(failure, contact) {
      // Its neighbours are asked in between.
      let wait = Self.openWait.milliseconds
      return Verdict(
        settlement: settled(
          failure.isFlatRefusal ? .postponed(byMilliseconds: wait) : .released),
        pause: .milliseconds(500))
    }
    // A refusal for the rate is about the provider, as all failures are while it is in trouble; and
    // where nothing was billed, nothing bounds the tries but how long that may last.
    if failure.isRetryable, failure.billing == .notBilled,
      failure.reason == .rateLimited || blamesProvider
    {
      let wait = backoff.wait(afterAttempt: 1, serverAsks: failure.retryAfter)
      return Verdict(settlement: settled(.postponed(byMilliseconds: wait.milliseconds)))
    }
    guard failure.isRetryable, attempt < attempts else {
      return Verdict(settlement: settled(.failed(text: failure.text)))
    }
    let wait = backoff.wait(afterAttempt: attempt, serverAsks: failure.retryAfter)
    return Verdict(settlement: settled(.retry(afterMilliseconds: wait.milliseconds)))
  }

  /// Failures that every other call would share: going on would only fail every task.
  private func stop(after failure: CallFailure, _ contact: Contact.State) -> Stop.Reason? {
    if let asked = failure.retryAfter, asked > Self.longestWait {
      return .refused("\(failure.message) (it asks to wait \(asked.components.seconds) seconds)")
    }
    switch failure.reason {
    // The address or the key is none: no request can be made of it.
    case .quotaExhausted, .invalidRequest: return .refused(failure.message)
    case .unauthorized where !failure.isFlatRefusal: return .refused(failure.message)
    case .unreachable:
      return !contact.wasReached && contact.misses >= Self.patience
        ? .unreachable(failure.message) : nil
    default:
      return mayMeanAll(failure, contact) && contact.refusesAll ? .refused(failure.message) : nil
    }
  }

  /// Whether it cannot be told yet if a failure is about this task or about all of them.
  private func isOpen(_ failure: CallFailure, _ contact: Contact.State) -> Bool {
    failure.reason == .unreachable
      ? !contact.wasReached : mayMeanAll(failure, contact) && !contact.isTasksOwn
  }

  /// Whether other calls might meet the same refusal: no call to the model has fared better yet, or
  /// it speaks of what they share.
  private func mayMeanAll(_ failure: CallFailure, _ contact: Contact.State) -> Bool {
    failure.isFlatRefusal && (!contact.hasAnswered || failure.isAboutAccess)
  }

  /// How much later a task is asked again of which that cannot be told.
  private static let openWait = Duration.seconds(2)

  /// How many tasks may be refused before any was answered until the run gives up.
  static let patience = 3

  /// How many tasks in a row a model may refuse that has answered others.
  static let patienceWithModel = 20

  /// A provider that asks to wait longer than this is waited for by the person, not by the run.
  static let longestWait = Duration.seconds(600)
}

extension PlannedCall {
  /// What a call is billed whose provider answered: by the meter where there is one and it
  /// reported usage, else as declared. A meter that reports nothing leaves it uncertain.
  func billing(_ usage: TokenUsage?) -> Settlement.Billing {
    guard meter != nil else { return .billed(unitCost, metered: nil) }
    guard let usage, let amount = metered(usage) else { return .uncertain }
    return .billed(amount, metered: amount)
  }
}

extension TokenUsage {
  init(_ usage: Usage) {
    self.init(
      input: usage.inputTokens, cachedInput: usage.cachedInputTokens, output: usage.outputTokens)
  }
}

extension Duration {
  /// Whole milliseconds, rounded up.
  var milliseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
  }
}
