import Money
package import Planning

/// Prices two plans over the same rows and tells what changes from the one to the other.
///
/// - Throws: `ProfileMismatch` where the profile does not tell what one of them needs;
///   `MoneyOverflow` where amounts grow past what money holds.
package func compare(
  _ old: RoutingPlan, _ new: RoutingPlan, over profile: FactProfile
) throws -> Comparison {
  let plans = Versions(old: old, new: new)
  let vectors = Versions(old: try profile.vectors(for: old), new: try profile.vectors(for: new))
  let bills = Versions(
    old: try simulate(old, over: vectors.old.compactMap(\.self), usage: profile.usage),
    new: try simulate(new, over: vectors.new.compactMap(\.self), usage: profile.usage))

  var names = new.stages.map(\.name)
  names += old.stages.map(\.name).filter { !names.contains($0) }
  var tallies = names.map { StageMoves(stage: $0) }
  var rows = try RowComparison(old, new, bills, profile.usage)
  for alike in try rowsDecidedAlike(vectors, by: plans) {
    let decided = try rows.decided(alike.old, alike.new)
    for index in tallies.indices { try tallies[index].count(decided) }
  }

  var stages: [StageComparison] = []
  for tally in tallies {
    if let stage = try tally.comparison(bills) { stages.append(stage) }
  }
  let change = try bills.new.total - bills.old.total
  return Comparison(
    old: bills.old, new: bills.new, rules: RuleChanges(from: old, to: new), stages: stages,
    models: try modelComparisons(bills), change: change,
    changePercent: try change.expected.percent(of: bills.old.total.expected))
}

/// The moves of one stage, and what becomes of its kept answers, while rows go by.
private struct StageMoves {
  private let stage: String
  private var moves: [Way: MoveTally] = [:]
  private var answers = KeptAnswers()

  private struct Way: Hashable {
    let from: Place
    let to: Place
  }

  init(stage: String) {
    self.stage = stage
  }

  mutating func count(_ row: Versions<DecidedRow>) throws(MoneyOverflow) {
    guard let count = row.count else { return }
    let (before, after) = (row.old.placed(in: stage), row.new.placed(in: stage))
    try moves[Way(from: before.place, to: after.place), default: MoveTally()]
      .count(count, from: before, to: after)
    guard row.new.hasKept(in: stage) || row.old.hasKept(in: stage) else { return }
    switch after.place {
    case .answered: answers.good = try answers.good.adding(count)
    case .asked, .perhaps: answers.again = try answers.again.adding(count)
    case .notAsked, .leftOut, .noStage: answers.unneeded = try answers.unneeded.adding(count)
    }
  }

  /// Nil where nothing differs.
  func comparison(_ bills: Versions<Bill>) throws(MoneyOverflow) -> StageComparison? {
    let old = bills.old.stages.first { $0.name == stage }
    let new = bills.new.stages.first { $0.name == stage }
    var changed: [Move] = []
    for (way, tally) in moves {
      let move = try tally.move(from: way.from, to: way.to)
      if way.from.isMove(to: way.to) || move.cost != .zero { changed.append(move) }
    }
    let tiers = tierComparisons(old, new)
    guard old == nil || new == nil || !changed.isEmpty || !tiers.isEmpty else { return nil }
    return StageComparison(
      name: stage, old: old, new: new, tiers: tiers, moves: changed.sorted(by: comesFirst),
      answers: answers.isEmpty ? nil : answers)
  }
}

/// Moves that change the most money come first; then those of the most subjects.
private func comesFirst(_ left: Move, _ right: Move) -> Bool {
  let amounts = [left, right].map { $0.cost.expected.decimal.magnitude }
  if amounts[0] != amounts[1] { return amounts[0] > amounts[1] }
  if left.subjects != right.subjects { return left.subjects > right.subjects }
  return (left.from.order, left.to.order) < (right.from.order, right.to.order)
}

extension Place {
  /// Whether something else happens there; that nothing is asked for another reason is no move.
  func isMove(to other: Place) -> Bool { self != other && !(asksNothing && other.asksNothing) }

  /// Whether nothing is asked, and nothing is kept that would be good.
  private var asksNothing: Bool {
    switch self {
    case .notAsked, .leftOut, .noStage: true
    case .asked, .perhaps, .answered: false
    }
  }

  /// Any fixed order, so that the same comparison always reads the same.
  fileprivate var order: String {
    switch self {
    case .asked(let tier): "0 \(tier)"
    case .perhaps(let tier): "1 \(tier)"
    case .answered: "2"
    case .notAsked: "3"
    case .leftOut: "4"
    case .noStage: "5"
    }
  }
}

private func tierComparisons(_ old: StageBill?, _ new: StageBill?) -> [TierComparison] {
  var names = (new?.tiers ?? []).map(\.name)
  names += (old?.tiers ?? []).map(\.name).filter { !names.contains($0) }
  return names.compactMap { name in
    let before = old?.tiers.first { $0.name == name }
    let after = new?.tiers.first { $0.name == name }
    if let before, let after, before.isSame(as: after) { return nil }
    return TierComparison(name: name, old: before, new: after)
  }
}

extension TierBill {
  /// Whether a bill reads the same with the other tier in its place.
  fileprivate func isSame(as other: TierBill) -> Bool {
    (model, provider, atLeast, subjects) == (
      other.model, other.provider, other.atLeast, other.subjects
    ) && asked == other.asked && unitCost == other.unitCost && cost == other.cost
  }
}

private func modelComparisons(_ bills: Versions<Bill>) throws(MoneyOverflow) -> [ModelComparison] {
  let (before, after) = (try ModelCalls.of(bills.old), try ModelCalls.of(bills.new))
  var comparisons: [ModelComparison] = []
  for model in Set(before.keys).union(after.keys).sorted() {
    let (old, new) = (before[model] ?? ModelCalls(), after[model] ?? ModelCalls())
    guard old != new else { continue }
    comparisons.append(
      ModelComparison(
        model: model, asked: Versions(old: old.asked, new: new.asked),
        cost: Versions(old: old.cost, new: new.cost)))
  }
  return comparisons
}

private struct ModelCalls: Equatable {
  var asked = Estimate<ExactDecimal>.zero
  var cost = Estimate<USD>.zero

  static func of(_ bill: Bill) throws(MoneyOverflow) -> [String: ModelCalls] {
    var calls: [String: ModelCalls] = [:]
    for tier in bill.stages.flatMap(\.tiers) {
      var own = calls[tier.model] ?? ModelCalls()
      own.asked = try own.asked + tier.asked
      own.cost = try own.cost + tier.cost
      calls[tier.model] = own
    }
    return calls
  }
}
