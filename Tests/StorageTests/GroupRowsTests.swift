import Diagnostics
import Money
import Planning
import Simulation
import Testing

@testable import Storage

@Suite("The rows of a profile come group by group, too")
struct GroupRowsTests {
  @Test(
    "and add up to the profile, in both databases to the same changes",
    arguments: TestDatabase.all)
  func adds(_ kind: TestDatabase) async throws {
    let (old, new) = (try examplePlan(), try examplePlan(version: 2))
    try await kind.withDatabase { database in
      _ = try await database.importDirectory("\(checkout)/examples/vehicle-images")
      let profile = try await database.profile(of: [new, old])
      let needs = try ProfileNeeds(of: [new, old])
      let rows = try await database.reduceGroups(of: needs, into: [(String, ProfileRow)]()) {
        $0.append(($1, $2))
      }
      let summed = FactProfile(columns: needs.columns, rows: rows.map(\.1).filter(\.isTakenIn))
      let taken = FactProfile(columns: needs.columns, rows: profile.rows.filter(\.isTakenIn))
      #expect(Set(summed.rows) == Set(taken.rows))
      let comparison = try compare(old, new, over: profile)
      var moves = try GroupMoves(
        from: old, to: new, comparison, over: needs.columns, usage: profile.usage)
      for (group, row) in rows { try moves.count(row, of: group) }
      #expect(moves.count == 9)
      let first = moves.largest(1).first
      #expect(first?.group == "b893ffd0-bc63-5bed-b4fe-64f3cfc7613f")
      #expect(first?.subjects == 40)
      #expect(first?.cost.description == "-0.117")
    }
  }

  @Test("of a plan that knows no groups there are none", arguments: TestDatabase.all)
  func none(_ kind: TestDatabase) async throws {
    let plan = try compile(
      rules(facts: "n: { count: papers, by: owner_id }", score: "n: { each: 1 }", group: nil))
    try await kind.withDatabase { database in
      let needs = try ProfileNeeds(of: [plan])
      let rows = try await database.reduceGroups(of: needs, into: 0) { count, _, _ in count += 1 }
      #expect(rows == 0)
    }
  }
}

extension ProfileRow {
  /// Whether any condition takes the subjects in; those of no group never are in the example.
  fileprivate var isTakenIn: Bool { isIncluded.contains(true) }
}
