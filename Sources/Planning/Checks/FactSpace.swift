import Expressions
import Rules

/// Every class of subjects, one after another.
///
/// Facts that conditions read are combined in every way. Of the facts that only earn points no
/// more is kept than each sum of points that they can reach, with the plainest way to reach it.
struct FactSpace {
  /// How many classes are tried at most.
  static let limit = 100_000

  private let classes: FactClasses
  private let combined: [Int]
  private let sums: [Sum]
  /// How many classes there are.
  let count: Int

  /// A way to earn a sum of points.
  private struct Sum {
    let points: Int64
    var values: [(slot: Int, value: Value)]
    /// How many facts differ from their plainest value.
    var changes: Int
  }

  /// Nil where there are more classes than `limit`.
  ///
  /// - Parameter pinned: Slots that are combined with all others although no condition reads them.
  init?(_ plan: RoutingPlan, _ classes: FactClasses, pinned: Set<Int> = [], limit: Int = limit) {
    self.classes = classes
    let read = classes.readSlots.union(pinned)
    combined = classes.values.indices.filter { read.contains($0) }
    var count = 1
    for slot in combined {
      let (product, overflowed) = count.multipliedReportingOverflow(by: classes.values[slot].count)
      if overflowed || product > limit { return nil }
      count = product
    }
    var sums: [Int64: Sum] = [0: Sum(points: 0, values: [], changes: 0)]
    for slot in classes.values.indices where !read.contains(slot) {
      guard let points = plan.score.first(where: { $0.slot == slot })?.points else { continue }
      guard sums.count * classes.values[slot].count <= limit,
        let added = Self.adding(slot, classes.values[slot], points, to: sums)
      else { return nil }
      sums = added
    }
    let (all, overflowed) = count.multipliedReportingOverflow(by: sums.count)
    if overflowed || all > limit { return nil }
    self.count = all
    self.sums = sums.values.sorted { $0.points < $1.points }
  }

  /// The sums with one more fact among them; nil where one overflows.
  private static func adding(
    _ slot: Int, _ values: [Value], _ points: Points, to sums: [Int64: Sum]
  ) -> [Int64: Sum]? {
    var added: [Int64: Sum] = [:]
    for sum in sums.values.sorted(by: { $0.points < $1.points }) {
      for (position, value) in values.enumerated() {
        guard let earned = points.earned(by: value) else { return nil }
        let (total, overflowed) = sum.points.addingReportingOverflow(earned)
        if overflowed { return nil }
        let changes = sum.changes + (position == 0 ? 0 : 1)
        if let known = added[total], known.changes <= changes { continue }
        added[total] = Sum(
          points: total, values: sum.values + [(slot, value)], changes: changes)
      }
    }
    return added
  }

  /// Calls `body` with the facts of each class, slot by slot as in `FactTable.deciding`, until it
  /// returns false.
  func forEach(_ body: (_ facts: [Value]) -> Bool) {
    var facts = classes.values.map { $0.first ?? .null }
    var digits = Array(repeating: 0, count: combined.count)
    while true {
      for sum in sums {
        for (slot, value) in sum.values { facts[slot] = value }
        if !body(facts) { return }
      }
      // The next number of an odometer whose digits are the values of the combined facts.
      var place = digits.count - 1
      while place >= 0 {
        let slot = combined[place]
        digits[place] += 1
        if digits[place] < classes.values[slot].count { break }
        digits[place] = 0
        facts[slot] = classes.values[slot][0]
        place -= 1
      }
      if place < 0 { return }
      facts[combined[place]] = classes.values[combined[place]][digits[place]]
    }
  }
}
