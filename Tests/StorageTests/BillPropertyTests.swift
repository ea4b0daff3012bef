import Expressions
import Money
import Planning
import Simulation
import Testing

@testable import Storage

/// Random rules over random rows: the bill is what deciding every row adds up to, and what SQL by
/// hand counts; a comparison is the difference of two bills.
@Suite("A bill agrees with every row and with SQL by hand")
struct BillPropertyTests {
  @Test("for random rules and random rows", arguments: 0..<12)
  func agrees(_ seed: Int) async throws {
    for kind in TestDatabase.all {
      var random = SeededRandom(state: UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1)
      let (old, new) = (RandomRules(&random), RandomRules(&random))
      let plans = (old: try compile(old.yaml(1)), new: try compile(new.yaml(2)))
      let rows = random
      try await kind.withDatabase { database in
        try await database.write { session in
          var random = rows
          try RandomRules.fill(session, &random)
        }
        let profile = try await database.profile(of: [plans.old, plans.new])
        let bills = (
          old: try simulate(plans.old, over: profile), new: try simulate(plans.new, over: profile)
        )
        for (rules, plan, bill) in [(old, plans.old, bills.old), (new, plans.new, bills.new)] {
          try await expectSumOfRows(bill, plan, database)
          try await expectCountOfSQL(bill, rules, database)
        }
        let comparison = try compare(plans.old, plans.new, over: profile)
        #expect(comparison.change == (try bills.new.total - bills.old.total))
        try expectMovesToSum(comparison, bills.old, bills.new)
      }
    }
  }

  private func expectSumOfRows(
    _ bill: Bill, _ plan: RoutingPlan, _ database: Database
  ) async throws {
    let known = try await knowledge(database, plan, reach: .probed).values
    #expect(bill.subjects == known.count)
    let decisions = known.map { plan.decide($0) }
    for (stage, billed) in zip(plan.stages, bill.stages) {
      for (tier, billedTier) in zip(stage.tiers, billed.tiers) {
        let own = decisions.map { $0.stages[stage.index] }.filter { $0.tier == tier.index }
        let certain = own.filter { $0.state == .asked }.count
        let unknown = own.filter { $0.state == .unknown }.count
        let likely = try ExactDecimal(unknown).times(try #require(Share("0.37")))
        #expect(billedTier.asked.low == (try ExactDecimal(certain)))
        #expect(billedTier.asked.expected == (try ExactDecimal(certain) + likely))
        #expect(billedTier.asked.high == (try ExactDecimal(certain + unknown)))
      }
    }
  }

  private func expectCountOfSQL(
    _ bill: Bill, _ rules: RandomRules, _ database: Database
  ) async throws {
    let counts = try await database.read { session in
      try session.query(rules.countingSQL).map { row in
        (stage: try row.text(0), tier: try row.text(1), subjects: try row.int(2))
      }
    }
    var high = USD.zero
    for stage in bill.stages {
      for tier in stage.tiers {
        let counted = counts.first { $0.stage == stage.name && $0.tier == tier.name }?.subjects ?? 0
        #expect(
          tier.asked.high == (try ExactDecimal(Int(counted))), "\(stage.name).\(tier.name)")
        high = try high + tier.unitCost * Int(counted)
      }
    }
    #expect(bill.total.high == high)
  }

  private func expectMovesToSum(_ comparison: Comparison, _ old: Bill, _ new: Bill) throws {
    for (before, after) in zip(old.stages, new.stages) {
      var moved = Estimate<USD>.zero
      let stage = comparison.stages.first { $0.name == before.name }
      for move in stage?.moves ?? [] { moved = try moved + move.cost }
      #expect(moved == (try after.cost - before.cost), "\(before.name)")
      #expect(
        (stage?.moves ?? []).allSatisfy { move in
          move.subjects > 0 && move.from != move.to || move.cost != .zero
        })
    }
  }
}

/// Rules whose numbers are drawn, with what they mean in SQL.
private struct RandomRules {
  let seen: Int
  let each: Int
  let max: Int
  let many: (above: Int, points: Int)
  let high: Int
  let low: Int
  let below: Int
  let kind: String
  let costs: [String]

  init(_ random: inout SeededRandom) {
    func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    seen = pick(-5...20)
    each = pick(1...6)
    max = pick(3...25)
    many = (pick(0...6), pick(1...9))
    high = pick(20...35)
    low = pick(0...19)
    below = pick(0...15)
    kind = ["a", "b", "c"][pick(0...2)]
    costs = (0..<4).map { _ in "0.\(pick(1...99))\(pick(1...9))" }
  }

  func yaml(_ version: Int) -> String {
    """
    ruleset: random
    version: \(version)
    subjects: { table: items, key: id, group: owner, where: kind IS NOT NULL, answers: answers }
    facts:
      seen: { exists: views, by: owner }
      notes: { count: notes, by: { item: id }, where: length > 2 }
      kind: { column: kind, type: string, default: none }
      many: { when: notes > \(many.above) }
    score:
      seen: \(seen)
      notes: { each: \(each), max: \(max) }
      many: \(many.points)
    stages:
      first: { when: "kind != '\(kind)'", model: small, cost: \(costs[0]), prompt: ask.v1, store: first }
      second:
        when: first.fine
        assume: 0.37
        store: second
        tiers:
          high: { at_least: \(high), model: small, cost: \(costs[1]), prompt: ask.v1 }
          low: { at_least: \(low), model: large, cost: \(costs[2]), prompt: ask.v1 }
      third: { when: score < \(below), model: large, cost: \(costs[3]), prompt: ask.v1, store: third }
    """
  }

  /// How many subjects each tier could be asked for, written by hand for these rules.
  var countingSQL: String {
    """
    WITH counted AS (
      SELECT items.kind,
        CASE WHEN EXISTS (SELECT 1 FROM views WHERE views.owner = items.owner) THEN \(seen) ELSE 0 END
          AS seen,
        (SELECT count(*) FROM notes WHERE notes.item = items.id AND notes.length > 2) AS notes
      FROM items WHERE items.kind IS NOT NULL
    ), scored AS (
      SELECT kind, seen
        + CASE WHEN \(each) * notes > \(max) THEN \(max) ELSE \(each) * notes END
        + CASE WHEN notes > \(many.above) THEN \(many.points) ELSE 0 END AS score
      FROM counted
    )
    SELECT 'first', 'first', count(*) FROM scored WHERE kind <> '\(kind)'
    UNION ALL
    SELECT 'second', CASE WHEN score >= \(high) THEN 'high' ELSE 'low' END, count(*)
    FROM scored WHERE kind <> '\(kind)' AND score >= \(low) GROUP BY 2
    UNION ALL
    SELECT 'third', 'third', count(*) FROM scored WHERE score < \(below)
    """
  }

  static func fill(_ session: any SQLSession, _ random: inout SeededRandom) throws {
    func pick(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    try session.script(
      """
      CREATE TABLE items (id integer PRIMARY KEY, owner integer, kind text, answers text);
      CREATE TABLE views (owner integer);
      CREATE TABLE notes (item integer, length integer);
      """)
    let items = 120 + pick(0...80)
    try session.copyIn(
      "items", columns: ["id", "owner", "kind"],
      rows: (1...items).map { number in
        let kind = ["a", "b", "c", nil][pick(0...3)]
        let owner: SQLValue = pick(0...9) == 0 ? .null : .int(Int64(pick(1...20)))
        return [.int(Int64(number)), owner, .text(orNull: kind)]
      })
    try session.copyIn(
      "views", columns: ["owner"], rows: (0..<pick(0...15)).map { _ in [.int(Int64(pick(1...20)))] }
    )
    try session.copyIn(
      "notes", columns: ["item", "length"],
      rows: (0..<pick(50...600)).map { _ in
        [.int(Int64(pick(1...(items / 2)))), .int(Int64(pick(0...9)))]
      })
  }
}
