import Models
import Runs

/// What is known of the presence of providers, and of their models'.
///
/// A refusal of one request may be about the request, or about everything: a key without access, a
/// model that was retired, an address that is wrong. Only its neighbours tell. So a model that refuses
/// is judged once all calls have come back that were under way at the first refusal, as an answer may
/// take longer than a refusal does.
actor Contact {
  struct State: Sendable, Hashable {
    /// Whether the provider ever answered anything, be it an error.
    var wasReached = false
    /// Whether the model ever gave a text.
    var hasAnswered = false
    /// Calls that found no connection before there was any.
    var misses = 0
    /// Tasks that the model refused for the first time since it last gave a text.
    var refusals = 0
    /// Whether the model refused this very task before.
    var isRepeated = true
    /// Whether every call has come back that was under way at the first of these refusals.
    var isSettled = true
  }

  private struct Presence {
    var hasAnswered = false
    /// The numbers of calls that are under way.
    var underWay: Set<Int> = []
    var refusals = 0
    /// The number of the last call that had begun by the first of these refusals.
    var begunByThen: Int?

    var isSettled: Bool {
      guard let begunByThen else { return true }
      return underWay.allSatisfy { $0 > begunByThen }
    }

    mutating func noteAnswer() {
      hasAnswered = true
      (refusals, begunByThen) = (0, nil)
    }

    mutating func noteRefusal(isRepeated: Bool, begun: Int) {
      if begunByThen == nil { begunByThen = begun }
      if !isRepeated { refusals += 1 }
    }
  }

  private var reached: Set<String> = []
  private var misses: [String: Int] = [:]
  private var presences: [ModelName: Presence] = [:]
  private var refused: Set<Int64>
  private var begun = 0

  /// - Parameter history: What became of this run's calls before.
  init(_ history: CallHistory = CallHistory()) {
    refused = history.refusedTasks
    for model in history.answeringModels { presences[model] = Presence(hasAnswered: true) }
  }

  /// Takes note that a call is about to leave, and gives its number. It is followed by `note` or
  /// `withdraw`.
  func begin(_ model: ModelName) -> Int {
    begun += 1
    presences[model, default: Presence()].underWay.insert(begun)
    return begun
  }

  /// A call was not made after all.
  func withdraw(_ call: Int, by model: ModelName) {
    presences[model]?.underWay.remove(call)
  }

  /// Takes note of an outcome, and gives what is known now.
  ///
  /// - Parameter call: The number that `begin` gave; nil where nothing was sent.
  func note(
    _ outcome: CallOutcome, of task: Int64, by model: ModelName, call: Int?
  ) -> State {
    var presence = presences[model] ?? Presence()
    if let call { presence.underWay.remove(call) }
    var isRepeated = false
    switch outcome {
    case .answered:
      reached.insert(model.provider)
      presence.noteAnswer()
    case .failed(let failure):
      if failure.status != nil { reached.insert(model.provider) }
      if failure.text != nil { presence.noteAnswer() }
      if failure.reason == .unreachable { misses[model.provider, default: 0] += 1 }
      if failure.isFlatRefusal {
        isRepeated = !refused.insert(task).inserted
        presence.noteRefusal(isRepeated: isRepeated, begun: begun)
      }
    }
    presences[model] = presence
    return State(
      wasReached: reached.contains(model.provider), hasAnswered: presence.hasAnswered,
      misses: misses[model.provider] ?? 0, refusals: presence.refusals, isRepeated: isRepeated,
      isSettled: presence.isSettled)
  }
}

extension CallFailure {
  /// Whether the provider refuses the request for what it is, so that waiting changes nothing.
  var isFlatRefusal: Bool {
    switch reason {
    case .rejected: !isRetryable
    // A key that works may still be forbidden one request; one that is none is refused with 401.
    case .unauthorized: status == 403
    default: false
    }
  }

  /// Whether the refusal speaks of the access, the address or the model, which other calls share.
  var isAboutAccess: Bool { status == 403 || status == 404 }
}
