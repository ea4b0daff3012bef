import Expressions
import Rules

/// The classes into which the rules' constants divide what can be known of a subject: for each
/// fact, values of which one stands for every value that there is.
struct FactClasses {
  /// Slot by slot as in `FactTable.deciding`.
  let values: [[Value]]
  /// Slots that some condition reads. All others only earn points.
  let readSlots: Set<Int>
  /// Whether the scores of the classes are all the scores there are, as far as the rules can tell
  /// them apart.
  let isScoreExact: Bool
  /// Indices of the stages whose `when` the classes decide.
  let exactStages: Set<Int>
  /// Whether a single fact has more values to try than there may be classes.
  let areTooMany: Bool
  /// Whether scores go on without end in some direction.
  let isScoreUnbounded: Bool

  init(_ plan: RoutingPlan) {
    let compared = ComparedConstants(plan)
    let tainted = Self.tainted(plan, by: compared.opaque)
    let span = ScoreSpan(plan, compared: compared)
    values = plan.facts.deciding.enumerated().map { slot, fact in
      let points = plan.score.first { $0.slot == slot }?.points
      return fact.representatives(of: compared.values[fact.name] ?? [], points: points, span: span)
    }
    areTooMany = span.isTooLong
    isScoreUnbounded = span.isUnbounded
    isScoreExact =
      span.isExact && plan.score.allSatisfy { !tainted.contains($0.fact) }
    let isScoreOpaque = span.isUnbounded && compared.opaque.contains(ComparedConstants.score)
    let scoreIsExact = isScoreExact
    exactStages = Set(
      plan.stages.filter { stage in
        guard let when = stage.when else { return true }
        return when.facts.isDisjoint(with: tainted)
          && !(when.readsScore && (isScoreOpaque || !scoreIsExact))
      }.map(\.index))
    let read = plan.stages.reduce(into: Set<String>()) { $0.formUnion($1.when?.facts ?? []) }
      .union(plan.facts.derived.filter(\.decides).flatMap(\.condition.facts))
      .subtracting(compared.opaque)
    readSlots = Set(
      plan.facts.deciding.enumerated().filter { read.contains($1.name) }.map(\.offset))
  }

  /// The opaque facts, and every fact that is derived from one.
  private static func tainted(_ plan: RoutingPlan, by opaque: Set<String>) -> Set<String> {
    plan.facts.derived.reduce(into: opaque) { tainted, fact in
      if !fact.condition.facts.isDisjoint(with: tainted) { tainted.insert(fact.fact.name) }
    }
  }
}

extension Fact {
  /// Whether its values are never negative.
  var isCount: Bool {
    if case .count = source { true } else { false }
  }

  /// One value of each class, the plainest first.
  fileprivate func representatives(
    of constants: Set<Value>, points: Points?, span: ScoreSpan
  ) -> [Value] {
    let known: [Value] =
      switch type {
      case .bool: [.bool(false), .bool(true)]
      case .int: ints(around: constants, points: points, span: span).map { .int($0) }
      case .double: doubles(around: constants)
      case .string: strings(besides: constants)
      case .timestamp: times(around: constants)
      }
    return isNullable ? known + [.null] : known
  }

  private func ints(around constants: Set<Value>, points: Points?, span: ScoreSpan) -> [Int64] {
    var found: Set<Int64> = [0]
    for case .int(let constant) in constants {
      found.insert(constant)
      found.insert(constant == .min ? constant : constant - 1)
      found.insert(constant == .max ? constant : constant + 1)
    }
    if let points { found.formUnion(span.counts(of: points, isCount: isCount)) }
    return found.filter { !isCount || $0 >= 0 }
      .sorted { ($0.magnitude, $0 < 0 ? 1 : 0) < ($1.magnitude, $1 < 0 ? 1 : 0) }
  }

  private func doubles(around constants: Set<Value>) -> [Value] {
    let sorted = constants.compactMap { if case .double(let value) = $0 { value } else { nil } }
      .sorted()
    guard let least = sorted.first, let most = sorted.last else { return [.double(0)] }
    let between = zip(sorted, sorted.dropFirst()).map { $0 + ($1 - $0) / 2 }
    // Databases hold NaN too, and it compares with nothing.
    return ([least - 1] + (sorted + between).sorted() + [most + 1, .nan]).map { .double($0) }
  }

  private func strings(besides constants: Set<Value>) -> [Value] {
    var other = "other"
    while constants.contains(.string(other)) { other += "s" }
    let sorted = constants.compactMap { if case .string(let text) = $0 { text } else { nil } }
      .sorted()
    return ([other] + sorted).map { .string($0) }
  }

  private func times(around constants: Set<Value>) -> [Value] {
    let times = constants.compactMap { if case .timestamp(let time) = $0 { time } else { nil } }
    let found = times.flatMap { time in
      // A second away where there is room, and as little as there can be between two constants.
      [-1, 0, 1].compactMap { time.shifted(bySeconds: $0) } + time.neighbours
    }
    let sorted = Set(found).sorted()
    return (sorted.isEmpty ? Timestamp(seconds: 0).map { [$0] } ?? [] : sorted)
      .map { .timestamp($0) }
  }
}

extension Timestamp {
  fileprivate func shifted(bySeconds offset: Int64) -> Timestamp? {
    Timestamp(seconds: seconds + offset, nanoseconds: nanoseconds)
  }

  /// A nanosecond before and after.
  fileprivate var neighbours: [Timestamp] {
    let before =
      nanoseconds > 0
      ? Timestamp(seconds: seconds, nanoseconds: nanoseconds - 1)
      : Timestamp(seconds: seconds - 1, nanoseconds: 999_999_999)
    let after =
      nanoseconds < 999_999_999
      ? Timestamp(seconds: seconds, nanoseconds: nanoseconds + 1)
      : Timestamp(seconds: seconds + 1)
    return [before, after].compactMap(\.self)
  }
}
