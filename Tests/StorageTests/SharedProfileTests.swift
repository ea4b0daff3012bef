import Expressions
import JSON
import Planning
import Runs
import Testing

@testable import Storage

@Suite("One profile serves several plans")
struct SharedProfileTests {
  /// The same rules with another name for a fact, another `where`, another condition and one fact
  /// more.
  private static let variant =
    chainRules
    .replacing("version: 1", with: "version: 2")
    .replacing("answers: answers }", with: "answers: answers, where: size > 1 }")
    .replacing("papers: { count: papers", with: "sheets: { count: papers")
    .replacing("score: { papers", with: "score: { sheets")
    .replacing("seen: {", with: "large: { when: size > 2.0 }\n  seen: {")
    .replacing("when: score < 5", with: "when: score < 5 && large && !has(sort.note)")

  @Test("Each plan finds in it what it would find in its own", arguments: TestDatabase.all)
  func shared(_ kind: TestDatabase) async throws {
    let variant = try compile(Self.variant)
    try await RunFixture.with(kind, subjects: 5, papers: [1: 3, 4: 1]) { fixture in
      let sort = try await fixture.claim().filter { $0.stage == "sort" }
      try await fixture.answerAll(Array(sort.prefix(2)), ["fine": true, "note": "dim"])
      let plans = [fixture.plan, variant]
      let profile = try await fixture.database.profile(of: plans)
      #expect(profile.columns.facts.map(\.name) == ["papers", "size"])
      for plan in plans {
        let own = try await fixture.database.vectors(of: plan)
        #expect(
          subjectsByVector(try profile.vectors(for: plan).compactMap(\.self))
            == subjectsByVector(own))
      }
      #expect(try profile.subjects(for: fixture.plan) == 5)
      #expect(try profile.subjects(for: variant) == 4)
      #expect(try profile.vectors(for: variant).contains { $0 == nil })

      let text = ProfileFile.text(of: profile)
      let read = try ProfileFile.read(text)
      #expect(read.columns == profile.columns)
      #expect(Set(read.rows) == Set(profile.rows))
      #expect(ProfileFile.text(of: read) == text)
    }
  }

  @Test("The example's profile is the same file from either database")
  func sameFile() async throws {
    let plan = try examplePlan()
    var texts: [String] = []
    for kind in TestDatabase.all {
      try await kind.withDatabase { database in
        _ = try await database.importDirectory("\(checkout)/examples/vehicle-images")
        texts.append(ProfileFile.text(of: try await database.profile(of: [plan])))
      }
    }
    #expect(Set(texts).count == 1)
  }

  @Test("A plan that needs what the profile does not hold is refused", arguments: TestDatabase.all)
  func mismatches(_ kind: TestDatabase) async throws {
    let changes: [(String, String, ProfileMismatch.Reason)] = [
      ("table: items", "table: papers", .table(profile: "items", plan: "papers")),
      ("key: id", "key: uid", .key(profile: "id", plan: "uid")),
      ("answers: answers }", "answers: notes }", .answers(column: "notes")),
      ("answers: answers }", "answers: answers, image: url }", .image(column: "url")),
      ("answers: answers }", "answers: answers, where: a = b }", .condition("a = b")),
      ("column: size", "column: width", .fact("size")),
      ("when: sort.fine", "when: sort.note == 'x'", .answerPath(stage: "sort", path: "note")),
    ]
    try await RunFixture.with(kind, subjects: 1) { fixture in
      let profile = try await fixture.database.profile(of: [fixture.plan])
      for (old, new, reason) in changes {
        let plan = try compile(chainRules.replacing(old, with: new))
        let found = #expect(throws: ProfileMismatch.self) { try profile.vectors(for: plan) }
        #expect(found?.reason == reason)
      }
    }
  }
}
