import Foundation
import JSON
import Testing

private let rules = "rules/vehicle-images/v1.yaml"

@Suite("What cannot be done is said in one clear message, with the right exit status")
struct RefusalTests {
  @Test(
    "a database that is not there or refuses",
    arguments: [
      ("postgres://nobody@127.0.0.1:1/nothing", "127.0.0.1"),
      ("postgres://nobody:secret-password@no-such-host.invalid/nothing", "no-such-host.invalid"),
      ("sqlite:/no/such/folder/file.db", "/no/such/folder"),
    ])
  func unreachable(_ database: String, _ named: String) async throws {
    let output = try await Program.run("simulate", rules, "--database", database)
    #expect(output.status == 4)
    #expect(output.stdout.isEmpty)
    #expect(output.stderr.contains(named), "\(output.stderr)")
    #expect(!output.stderr.contains("secret-password"))
    #expect(output.stderr.contains("error: "))
  }

  @Test("a database address that is none")
  func address() async throws {
    let output = try await Program.run("simulate", rules, "--database", "mysql://localhost/x")
    #expect(output.status == 64)
    #expect(output.stderr.contains("sqlite:PATH"), "\(output.stderr)")
  }

  @Test("a database without the tables that the rules name", arguments: Stage.available)
  func missingTables(on stage: Stage) async throws {
    let scene = try await Scene(on: stage, importing: false)
    if stage == .sqlite { _ = try await scene.query("CREATE TABLE vehicles (id TEXT)") }
    let output = try await scene.gearbox("simulate", rules)
    #expect(output.status == 4)
    #expect(output.stderr.contains("missing-table"), "\(output.stderr)")
    #expect(output.stderr.contains("v1.yaml:"))
  }

  @Test("a database that lacks a column", arguments: Stage.available)
  func missingColumn(on stage: Stage) async throws {
    let scene = try await Scene(on: stage)
    _ = try await scene.query("ALTER TABLE vehicle_images RENAME COLUMN image_url TO image_link")
    let output = try await scene.gearbox("simulate", rules)
    #expect(output.status == 4)
    #expect(output.stderr.contains("missing-column"), "\(output.stderr)")
    #expect(output.stderr.contains("image_link"), "no near name: \(output.stderr)")
  }

  @Test("a user that the server does not have")
  func unknownUser() async throws {
    // The private cluster trusts its socket: no password is asked for there, so none can be wrong.
    guard let url = Stage.postgresURL else { return }
    let output = try await Program.run("simulate", rules, "--database", url + "&user=no_such_user")
    #expect(output.status == 4)
    #expect(output.stderr.contains("no_such_user"), "\(output.stderr)")
  }

  @Test("a published version that changed")
  func changedVersion() async throws {
    let scene = try await Scene(on: .sqlite)
    #expect(try await scene.gearbox("publish", rules).status == 0)
    #expect(try await scene.gearbox("publish", rules).status == 0)
    let changed = scene.folder.appendingPathComponent("v1.yaml")
    let text = try String(
      contentsOf: Program.root.appendingPathComponent(rules), encoding: .utf8)
    try text.replacing("at_least: 60", with: "at_least: 55")
      .write(to: changed, atomically: true, encoding: .utf8)
    let output = try await scene.gearbox(
      "publish", changed.path, "--models", "rules/models.yaml", "--prompts", "prompts")
    #expect(output.status == 1)
    #expect(output.stderr.contains("stages"), "\(output.stderr)")
    #expect(output.stderr.contains("2"), "no next version: \(output.stderr)")
  }

  @Test("a run without a key, and without a yes")
  func keyAndConsent() async throws {
    let scene = try await Scene(on: .sqlite)
    let keyless = try await scene.gearbox("run", rules, "--yes")
    #expect(keyless.status == 4)
    #expect(keyless.stderr.contains("OPENAI_API_KEY"), "\(keyless.stderr)")
    let silent = try await scene.gearbox("run", rules, "--provider", "mock")
    #expect(silent.status == 64)
    #expect(silent.stderr.contains("--yes"), "\(silent.stderr)")
    #expect(try await scene.gearbox("status").stderr.contains("no run yet"))
  }
}
