import Models
import Runs

/// What is known of the presence of providers, and of their models'.
///
/// A refusal of one request may be about the request, or about everything: a key without access, a
/// model that was retired, an address that is wrong. Only its neighbours tell, and they are waited for,
/// as an answer may take longer than a refusal does.
actor Contact {
  struct State: Sendable, Hashable {
    /// Whether the provider ever answered anything, be it an error.
    var wasReached = false
    /// Whether the model ever gave a text.
    var hasAnswered = false
    /// Calls that found no connection before there was any.
    var misses = 0
    /// Whether the model refused so many tasks in a row that it would refuse all others, too.
    var refusesAll = false
    /// Whether a task that was refused was so for its own sake.
    var isTasksOwn = true
  }

  private struct Presence {
    var hasAnswered = false
    /// The highest number of a call that got a text.
    var lastAnswered = 0
    /// The numbers of calls that are under way.
    var underWay: Set<Int> = []
    /// Tasks that were refused for the first time, by this worker, since the last text.
    var refusals = 0
    /// Those of them that nobody had asked before.
    var newRefusals = 0
    /// The number of the last call that had begun when these became too many.
    var doubtedAt: Int?

    var patience: Int { hasAnswered ? Judge.patienceWithModel : Judge.patience }

    /// Whether all would be refused: too many were, with everybody back who might have fared better,
    /// and some among them that were asked for the first time; or none of those is left to be asked.
    func refusesAll(isRepeated: Bool) -> Bool {
      guard let doubtedAt else { return false }
      return newRefusals >= Judge.patience && isBack(by: doubtedAt)
        || isRepeated && underWay.isEmpty
    }

    /// Whether every call has come back that had begun by then.
    func isBack(by number: Int) -> Bool { underWay.allSatisfy { $0 > number } }

    mutating func noteText(of call: Int) {
      hasAnswered = true
      lastAnswered = max(lastAnswered, call)
      (refusals, newRefusals, doubtedAt) = (0, 0, nil)
    }

    mutating func noteRefusal(isNew: Bool, begun: Int) {
      refusals += 1
      if isNew { newRefusals += 1 }
      if doubtedAt == nil, refusals >= patience { doubtedAt = begun }
    }
  }

  private var reached: Set<String> = []
  private var misses: [String: Int] = [:]
  private var presences: [ModelName: Presence] = [:]
  /// By task: the number of the last call that had begun as it was refused for the first time.
  private var refused: [Int64: Int] = [:]
  private let refusedEarlier: Set<Int64>
  private var begun = 0

  /// - Parameter history: What became of this run's calls before.
  init(_ history: CallHistory = CallHistory()) {
    refusedEarlier = history.refusedTasks
    for model in history.answeringModels { presences[model] = Presence(hasAnswered: true) }
  }

  /// Takes note that a call is to be made, reserved or not, and gives its number. It is followed by
  /// `note` or `withdraw`.
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
  /// - Parameter call: The number that `begin` gave.
  func note(_ outcome: CallOutcome, of task: Int64, by model: ModelName, call: Int) -> State {
    var presence = presences[model] ?? Presence()
    presence.underWay.remove(call)
    var (isTasksOwn, refusesAll) = (true, false)
    switch outcome {
    case .answered:
      reached.insert(model.provider)
      presence.noteText(of: call)
    case .failed(let failure):
      if failure.status != nil { reached.insert(model.provider) }
      if failure.text != nil { presence.noteText(of: call) }
      if failure.reason == .unreachable { misses[model.provider, default: 0] += 1 }
      if failure.isFlatRefusal {
        let isRepeated = refused[task] != nil
        isTasksOwn = noteRefusal(failure, of: task, &presence)
        refusesAll = presence.refusesAll(isRepeated: isRepeated)
      }
    }
    presences[model] = presence
    return State(
      wasReached: reached.contains(model.provider), hasAnswered: presence.hasAnswered,
      misses: misses[model.provider] ?? 0, refusesAll: refusesAll, isTasksOwn: isTasksOwn)
  }

  /// Gives whether the task was refused for its own sake: again, and with a text for a call that began
  /// later, or with everybody back who was under way at the first time, and few refused besides.
  private func noteRefusal(
    _ failure: CallFailure, of task: Int64, _ presence: inout Presence
  ) -> Bool {
    let first = refused[task]
    let wasRefused = refusedEarlier.contains(task)
    refused[task] = first ?? begun
    // An access that is still missing says no more of a task than it did the last time.
    let isKnown = wasRefused && !failure.isAboutAccess
    if first == nil, !isKnown, failure.isAboutAccess || !presence.hasAnswered {
      presence.noteRefusal(isNew: !wasRefused, begun: begun)
    }
    guard first != nil || isKnown else { return false }
    let then = first ?? begun
    return presence.lastAnswered > then || presence.doubtedAt == nil && presence.isBack(by: then)
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
  var isAboutAccess: Bool { status == 403 || status == 404 || status == 410 }
}
