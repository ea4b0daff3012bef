import Foundation
import JSON
import Testing

@Suite("After a run, calibrating tells what it was billed and what to declare")
struct CalibrationTests {
  /// The example's rules in a folder of their own, so that they can be written to.
  private func rules(in scene: Scene) throws -> String {
    let path = scene.folder.appendingPathComponent("v1.yaml").path
    let text = try String(
      contentsOf: Program.root.appendingPathComponent("rules/vehicle-images/v1.yaml"),
      encoding: .utf8)
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    return path
  }

  private func gearbox(_ arguments: [String], _ scene: Scene) async throws -> Program.Output {
    // The mock in the provider's place: the meter runs.
    try await Running(
      Program.executable.path,
      arguments + ["--models", "rules/models.yaml", "--prompts", "prompts"], in: Program.root,
      [
        "DATABASE_URL": scene.database, "OPENAI_BASE_URL": scene.mockURL,
        "OPENAI_API_KEY": "for-tests",
      ]
    ).wait()
  }

  @Test(
    "the new figures apply as a patch, leave all else as it was, and are right the second time",
    arguments: Stage.available)
  func calibrate(_ stage: Stage) async throws {
    let scene = try await Scene(on: stage)
    try await scene.startMock()
    let path = try rules(in: scene)
    let before = try String(contentsOfFile: path, encoding: .utf8)

    let early = try await gearbox(["calibrate", path], scene)
    #expect(early.status == 64)
    #expect(early.stderr.contains("'vehicle-images' was never run in this database"))

    let run = try await gearbox(["run", path, "--yes"], scene)
    try #require(run.status == 0, "\(run.stderr)")
    let json = try await gearbox(["calibrate", path, "--format", "json"], scene)
    try #require(json.status == 0, "\(json.stderr)")
    let report = try JSONValue(parsing: json.stdout)
    let organize = try #require(report["tiers"]?.array?.first)
    #expect(organize["calls"] == 2734)
    #expect(organize["metered"] == 2734)
    #expect(organize["declared"] == "0.0001")
    // The ledger says the same.
    let ledger = try await scene.query(
      "SELECT count(*) FROM gearbox_calls WHERE stage = 'organize' AND metered IS NOT NULL")
    #expect(ledger == ["2734"])
    let offered = try #require(organize["offered"]?.string)
    let confirm = try #require(report["tiers"]?.array?[1])
    #expect(confirm["calls"] == 24)
    #expect(confirm["offered"] == .null, "24 calls are too few")

    let patch = try await gearbox(["calibrate", path, "--format", "patch"], scene)
    #expect(.string(patch.stdout) == report["patch"])
    #expect(try String(contentsOfFile: path, encoding: .utf8) == before)
    let copy = scene.folder.appendingPathComponent("copy.yaml").path
    try before.write(toFile: copy, atomically: true, encoding: .utf8)
    let file = scene.folder.appendingPathComponent("figures.patch").path
    try patch.stdout.write(toFile: file, atomically: true, encoding: .utf8)
    let patched = try await Program.shell("patch -s '\(copy)' < '\(file)'")
    try #require(patched.status == 0, "\(patched.stdout)\(patched.stderr)")

    let written = try await gearbox(["calibrate", path, "--write"], scene)
    #expect(written.status == 0)
    let after = try String(contentsOfFile: path, encoding: .utf8)
    #expect(try String(contentsOfFile: copy, encoding: .utf8) == after)
    #expect(
      after.contains("    cost: \(offered)                       # USD per call, as declared\n"))
    let (old, new) = (before.split(separator: "\n"), after.split(separator: "\n"))
    try #require(old.count == new.count)
    #expect(zip(old, new).count { $0 != $1 } == 5)

    // These rules have another digest by now; the run's own figures are what they declare.
    let again = try await gearbox(["calibrate", path], scene)
    #expect(again.stdout.contains("! The run was one of vehicle-images@1 as it was then"))
    #expect(!again.stdout.contains("+++ "))
  }

  @Test("a run that no meter billed has nothing to tell")
  func unmetered() async throws {
    let scene = try await Scene(on: .sqlite)
    try await scene.startMock()
    let run = try await scene.gearbox(
      "run", "rules/vehicle-images/v1.yaml", "--yes", "--provider", "mock")
    try #require(run.status == 0, "\(run.stderr)")
    let report = try await scene.json("calibrate", "rules/vehicle-images/v1.yaml")
    #expect(report["tiers"]?.array?.allSatisfy { $0["offered"] == .null } == true)
    #expect(report["tiers"]?.array?.first?["metered"] == 0)
    let lines = try #require(report["patch"]?.string).split(separator: "\n")
    // The share is measured all the same.
    #expect(lines.filter { $0.hasPrefix("+ ") }.allSatisfy { $0.contains("assume:") })
  }
}
