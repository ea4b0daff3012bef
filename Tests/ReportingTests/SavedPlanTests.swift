import Diagnostics
import JSON
import Planning
import Reporting
import Testing

@Suite("A saved plan is read as it was written, or not at all")
struct SavedPlanTests {
  @Test("with all that a run needs")
  func whole() throws {
    let written = try saved()
    let read = try SavedPlan(reading: written.json.serialized(pretty: true))
    #expect(read.label == "vehicle-images@1" && read.savedAt == "2026-11-24T09:30:00Z")
    #expect(read.sources == written.sources && read.sources.count >= 3)
    #expect(read.imprint == written.imprint && read.imprint != nil)
    #expect(read.database == "postgres://db/shop" && read.reroute == nil)
    var diagnostics = DiagnosticList()
    let plan = try #require(read.compile(into: &diagnostics))
    #expect(!diagnostics.hasErrors)
    #expect(plan.digest == (try ExamplePlan.load().digest))
  }

  @Test(
    "and says why it is none",
    arguments: [
      ("", "it is no JSON"), ("[]", "it is no saved plan"), ("{}", "it is no saved plan"),
      (#"{"gearbox_plan": 2}"#, "it is written in format 2"),
      (#"{"gearbox_plan": "1"}"#, #"it is written in format "1""#),
      (#"{"gearbox_plan": 1}"#, "it is no whole plan"),
    ])
  func refused(_ text: String, _ reason: String) {
    let error = #expect(throws: SavedPlanError.self) { try SavedPlan(reading: text) }
    #expect(error?.message.hasPrefix(reason) == true, "\(error?.message ?? "")")
  }

  @Test(
    "whatever was changed in it",
    arguments: [
      ["digest"], ["prices", "gpt-4o", "per_million", "input"], ["saved_at"], ["ruleset"],
    ])
  func changed(_ path: [String]) throws {
    var json = try saved().json
    let value = path == ["digest"] ? "sha256:" + String(repeating: "0", count: 64) : "0"
    json = changing(json, at: path[...], to: path == ["saved_at"] ? "2026-01-01T00:00:00Z" : value)
    let error = #expect(throws: SavedPlanError.self) {
      try SavedPlan(reading: json.serialized())
    }
    #expect(error?.message == "it was changed after it was saved: its seal is another")
  }

  private func changing(
    _ json: JSONValue, at path: ArraySlice<String>, to value: String
  ) -> JSONValue {
    guard let key = path.first, var object = json.object else { return .string(value) }
    object[key] = changing(object[key] ?? .null, at: path.dropFirst(), to: value)
    return .object(object)
  }
}

@Suite("How many subjects have changed is told from the imprint of a profile")
struct ProfileImprintTests {
  private func imprint(_ counts: [Int]) throws -> ProfileImprint {
    try madeUpProfile(counts).imprint(for: ExamplePlan.load())
  }

  @Test(
    "by the fewest that can explain it",
    arguments: [
      ([5, 3, 2], [5, 3, 2], 0), ([5, 3, 2], [5, 3, 3], 1), ([5, 3, 2], [4, 4, 2], 1),
      ([5, 3, 2], [5, 3], 2), ([5, 3, 2], [2, 3, 5], 3), ([5, 3, 2], [0, 0, 0, 12], 12),
    ])
  func changed(_ old: [Int], _ new: [Int], _ expected: Int) throws {
    let (before, after) = (try imprint(old), try imprint(new))
    #expect(after.changedSubjects(since: before) == expected)
    #expect(before.changedSubjects(since: after) == expected)
    #expect(before.subjects == old.reduce(0, +) && before.vectors == old.count { $0 > 0 })
    #expect((before.digest == after.digest) == (expected == 0))
  }
}
