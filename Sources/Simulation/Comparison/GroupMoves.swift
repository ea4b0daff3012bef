package import Money
package import Planning

/// A group some of whose subjects move.
package struct GroupChange: Sendable, Hashable {
  /// The group's key, as the database writes it.
  package let group: String
  /// How many of its subjects move.
  package let subjects: Int
  /// US dollars that the moves are expected to add.
  package let cost: USD
}

/// Which groups are affected by a change of rules, while their rows go by.
package struct GroupMoves: Sendable {
  private var rows: RowComparison
  private let views: Versions<ProfileView>
  private let stages: [String]
  private var changes: [String: GroupChange] = [:]
  /// What a subject of a row changes; most rows differ in nothing but their groups and counts.
  private var known: [ProfileRow: USD?] = [:]

  /// Beyond so many distinct rows remembering them costs more than deciding them again.
  private static let mostKnown = 100_000

  /// - Throws: `ProfileMismatch` where the columns do not tell what one of the plans needs;
  ///   `MoneyOverflow`.
  package init(
    from old: RoutingPlan, to new: RoutingPlan, _ comparison: Comparison,
    over columns: ProfileColumns, usage: UsageBook = UsageBook()
  ) throws {
    rows = try RowComparison(
      old, new, Versions(old: comparison.old, new: comparison.new), usage)
    views = Versions(
      old: try ProfileView(of: old, over: columns), new: try ProfileView(of: new, over: columns))
    stages = comparison.stages.map(\.name)
  }

  /// Takes in a row of one group.
  package mutating func count(_ row: ProfileRow, of group: String) throws(MoneyOverflow) {
    guard let change = try change(perSubjectOf: row) else { return }
    let known = changes[group]
    let subjects = try (known?.subjects ?? 0).adding(row.count)
    changes[group] = GroupChange(
      group: group, subjects: subjects, cost: try (known?.cost ?? .zero) + (change * row.count))
  }

  /// How many groups have subjects that move.
  package var count: Int { changes.count }

  /// The groups whose costs change the most, at most so many; then those of the most subjects.
  package func largest(_ count: Int) -> [GroupChange] {
    let ordered = changes.values.sorted { left, right in
      let amounts = [left, right].map { $0.cost.decimal.magnitude }
      if amounts[0] != amounts[1] { return amounts[0] > amounts[1] }
      return (right.subjects, left.group) < (left.subjects, right.group)
    }
    return Array(ordered.prefix(max(count, 0)))
  }

  /// US dollars that a subject of the row is expected to add; nil where it does not move.
  private mutating func change(perSubjectOf row: ProfileRow) throws(MoneyOverflow) -> USD? {
    var key = row
    key.count = 1
    if let known = known[key] { return known }
    let decided = try rows.decided(views.old.vector(key), views.new.vector(key))
    var change = USD.zero
    var moves = false
    if decided.count != nil {
      for stage in stages {
        let (before, after) = (decided.old.placed(in: stage), decided.new.placed(in: stage))
        let own = try after.unitCost.times(after.share) - before.unitCost.times(before.share)
        change = try change + own
        if before.place.isMove(to: after.place) || !own.isZero { moves = true }
      }
    }
    let result: USD? = moves ? change : nil
    if known.count < Self.mostKnown { known[key] = .some(result) }
    return result
  }
}
