import Money

/// The subjects of one move while the rows of a profile go by.
///
/// Calls are added up by their price before they are multiplied with it, as a bill does it: so the
/// moves of a stage sum to what changes in its bill.
struct MoveTally {
  private var subjects = 0
  private var asked: [Calls: Estimate<ExactDecimal>] = [:]

  private struct Calls: Hashable {
    let unitCost: USD
    let isNew: Bool
  }

  mutating func count(
    _ count: Int, from old: PlacedCall, to new: PlacedCall
  ) throws(MoneyOverflow) {
    subjects = try subjects.adding(count)
    try add(try old.asked(of: count), at: old.unitCost, isNew: false)
    try add(try new.asked(of: count), at: new.unitCost, isNew: true)
  }

  private mutating func add(
    _ more: Estimate<ExactDecimal>, at unitCost: USD, isNew: Bool
  ) throws(MoneyOverflow) {
    let calls = Calls(unitCost: unitCost, isNew: isNew)
    asked[calls] = try (asked[calls] ?? .zero) + more
  }

  func move(from: Place, to: Place) throws(MoneyOverflow) -> Move {
    var cost = Estimate<USD>.zero
    for (calls, asked) in asked {
      let own = try asked.cost(at: calls.unitCost)
      cost = calls.isNew ? try cost + own : try cost - own
    }
    return Move(from: from, to: to, subjects: subjects, cost: cost)
  }
}
