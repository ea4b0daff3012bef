import Expressions

/// What comes of every class of subjects: the scores that are reached, and what each stage makes
/// of them. A finding rests on it only where the rules allow an exact answer.
struct RoutingSurvey {
  /// Each score that is reached, with the plainest facts that reach it.
  private(set) var scores: [Int64: [Value]] = [:]
  /// Scores at which some stage asks, or may ask once answers are there.
  private(set) var askedScores: Set<Int64> = []
  /// Stage by stage as in the plan.
  private(set) var stages: [StageSurvey]

  struct StageSurvey {
    /// Tiers that a score reaches.
    var reached: Set<Int> = []
    /// Tiers that are reached where `when` does not forbid it.
    var askable: Set<Int> = []
    /// Facts for which `when` holds, and facts for which it fails or errs.
    var holds: [Value]?
    var fails: [Value]?
    /// Whether `when` waits for an answer somewhere, or cannot be judged.
    var isOpenSomewhere = false

    var alwaysHolds: Bool { holds != nil && fails == nil && !isOpenSomewhere }
    var neverHolds: Bool { holds == nil && fails != nil && !isOpenSomewhere }
  }

  init(_ plan: RoutingPlan, _ classes: FactClasses, _ space: FactSpace) {
    stages = plan.stages.map { _ in StageSurvey() }
    var changes: [Int64: Int] = [:]
    space.forEach { facts in
      let subject = SubjectKnowledge(facts: facts)
      let decision = plan.decide(subject)
      let score: Int64? = if case .points(let points) = decision.score { points } else { nil }
      // Without a score nobody is asked. Where it is not exact, another subject of the class may
      // have one.
      if score == nil, classes.isScoreExact { return true }
      if let score {
        let changed = zip(facts, classes.values).count { $0 != $1.first }
        if changes[score].map({ changed < $0 }) ?? true {
          changes[score] = changed
          scores[score] = facts
        }
      }
      for stage in plan.stages {
        let isExact = classes.exactStages.contains(stage.index)
        let outcome = isExact ? plan.condition(of: stage, after: decision) : nil
        note(stage, outcome, tier: decision.stages[stage.index].tier, facts, score)
      }
      return true
    }
  }

  private mutating func note(
    _ stage: Stage, _ outcome: Outcome?, tier: Int?, _ facts: [Value], _ score: Int64?
  ) {
    var mayHold = true
    switch outcome {
    case .value(.bool(true)): stages[stage.index].holds = stages[stage.index].holds ?? facts
    case .unknown, nil: stages[stage.index].isOpenSomewhere = true
    // A condition that errs asks nobody either.
    case .value, .error:
      stages[stage.index].fails = stages[stage.index].fails ?? facts
      mayHold = false
    }
    guard let tier else { return }
    stages[stage.index].reached.insert(tier)
    guard mayHold else { return }
    stages[stage.index].askable.insert(tier)
    if let score { askedScores.insert(score) }
  }

  /// A score with the facts that reach it.
  struct Reached {
    let score: Int64
    let facts: [Value]
  }

  var highest: Reached? {
    scores.max { $0.key < $1.key }.map { Reached(score: $0.key, facts: $0.value) }
  }

  /// The lowest score from `bound` upwards.
  func lowest(from bound: Int64) -> Reached? {
    scores.filter { $0.key >= bound }.min { $0.key < $1.key }
      .map { Reached(score: $0.key, facts: $0.value) }
  }
}

extension RoutingPlan {
  /// What a stage's condition comes to while no stage has answered; true where it has none.
  func condition(of stage: Stage, after decision: Decision) -> Outcome {
    guard let condition = stage.when else { return .value(.bool(true)) }
    var slots = ConditionSlots(facts: decision.facts.count, stages: stages.count)
    for (slot, outcome) in decision.facts.enumerated() { slots.setFact(slot, outcome) }
    slots.setScore(decision.score)
    return condition.resolved.evaluate(slots.bindings)
  }
}

extension FactTable {
  /// Facts as a message shows them: `orders = 5, is_known = true`, in the order of the rule file.
  /// Those that are false, 0 or null are left out where others are left.
  func witness(_ values: [Value]) -> String {
    let known = Dictionary(
      zip(deciding.map(\.name), values), uniquingKeysWith: { first, _ in first })
    let inOrder = fileOrder.compactMap { name in known[name].map { (name, $0) } }
    let telling = inOrder.filter { $0.1 != .bool(false) && $0.1 != .int(0) && $0.1 != .null }
    let shown = telling.isEmpty ? inOrder : telling
    if shown.isEmpty { return "whatever the facts are" }
    return "for example: " + shown.map { "\($0) = \($1.asLiteral)" }.joined(separator: ", ")
  }
}

extension Value {
  fileprivate var asLiteral: String {
    switch self {
    case .null: "null"
    case .bool(let value): String(value)
    case .int(let value): String(value)
    case .double(let value): "\(value)"
    case .string(let value): "\"\(value)\""
    case .timestamp(let value): value.text
    default: "\(self)"
    }
  }
}
