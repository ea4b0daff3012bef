import JSON
import Money
package import Planning
package import Simulation

/// What has moved since a plan was saved: the reasons not to run it.
package struct PlanMoves: Sendable {
  /// One reason: what moved, and how.
  package struct Move: Sendable, Hashable {
    package let what: String
    package let how: String
  }

  package private(set) var moves: [Move] = []

  package init() {}

  package var isEmpty: Bool { moves.isEmpty }

  package mutating func add(_ what: String, _ how: String) {
    moves.append(Move(what: what, how: how))
  }

  /// Adds how the rules, the prompts and the prices are other than they were.
  package mutating func compare(_ saved: RoutingPlan, with current: RoutingPlan) {
    if saved.label != current.label { add("version", "\(saved.label) → \(current.label)") }
    let named = moves.count
    for section in RoutingPlan.sectionNames
    where saved.sections[section] != current.sections[section] {
      let (before, after) = (saved.parts[section] ?? [:], current.parts[section] ?? [:])
      let parts = Set(before.keys).union(after.keys).sorted().compactMap { name -> String? in
        switch (before[name], after[name]) {
        case (let old?, let new?): old == new ? nil : "~ \(name)"
        case (nil, _): "+ \(name)"
        case (_, nil): "− \(name)"
        }
      }
      add(section, parts.isEmpty ? "their order" : parts.joined(separator: ", "))
    }
    if moves.count == named, saved.digest != current.digest { add("rules", "their order") }
    for change in PlanPrices(of: current).changes(from: PlanPrices(of: saved)) {
      add("price", change)
    }
  }

  /// Adds how many subjects are other than they were.
  package mutating func compare(_ saved: ProfileImprint, with current: ProfileImprint) {
    let changed = current.changedSubjects(since: saved)
    guard changed > 0 else { return }
    let how = "at least \(counted(changed)) came, went or changed"
    add(
      "subjects",
      saved.subjects == current.subjects
        ? "\(counted(saved.subjects)); \(how)"
        : "\(counted(saved.subjects)) → \(counted(current.subjects)); \(how)")
  }

  /// Adds what the bill has become, where that has moved though nothing it was made of is known to
  /// have: prompts quote other text now, or usage was measured meanwhile.
  package mutating func compare(_ saved: SavedPlan, with bill: Bill, of plan: RoutingPlan) {
    guard isEmpty, let before = saved.json["bill"]?["total"] else { return }
    let after = bill.json(for: plan)["total"]
    for figure in ["low", "expected", "high"] {
      guard let old = amount(before[figure]), let new = amount(after?[figure]), old != new else {
        continue
      }
      add(
        "bill", "\(figure) \(old.formatted()) → \(new.formatted()), by what prompts quote, or usage"
      )
    }
  }

  private func amount(_ figure: JSONValue?) -> USD? { figure?.string.flatMap { USD($0) } }

  /// The moves, a line each, the sign first.
  package func text(on screen: Screen) -> String {
    let width = (moves.map(\.what.count).max() ?? 0) + 6
    return moves.map { move in
      let label = move.what.padding(to: width - 6)
      return wrapped(
        "  ~ \(label)  \(printable(move.how))", to: screen.width, indent: width) + "\n"
    }.joined()
  }
}

extension RoutingPlan {
  /// The sections of rules that a digest covers, in the order in which files have them.
  static let sectionNames = [
    "subjects", "facts", "score", "stages", "prompts", "context", "reprocess",
  ]
}

extension String {
  fileprivate func padding(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }
}
