import Expressions

/// The values that conditions may read, at fixed places: every fact, then `score`, then the
/// answers of the stages. Filled in the order in which a decision finds them out.
struct ConditionSlots {
  private(set) var bindings: [Binding]
  private let scoreSlot: Int

  init(facts: Int, stages: Int) {
    scoreSlot = facts
    bindings = Array(repeating: .unknown, count: facts + 1 + stages)
  }

  mutating func setFact(_ slot: Int, _ outcome: Outcome) {
    switch outcome {
    case .value(let value): bindings[slot] = .value(value)
    case .unknown: bindings[slot] = .unknown
    case .error: bindings[slot] = .absent
    }
  }

  mutating func setScore(_ score: Decision.Score) {
    switch score {
    case .points(let points): bindings[scoreSlot] = .value(.int(points))
    case .failed: bindings[scoreSlot] = .absent
    }
  }

  mutating func setAnswer(ofStage index: Int, _ binding: Binding) {
    bindings[scoreSlot + 1 + index] = binding
  }

  /// The names behind the slots, in their order.
  static func names(facts: [String], stages: [String]) -> [String] {
    facts + ["score"] + stages
  }
}
