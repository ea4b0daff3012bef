import Foundation
import JSON
import Testing

private let rules = "rules/vehicle-images/v1.yaml"

@Suite("What docs/security.md says holds")
struct SecurityTests {
  private static let page = Program.root.appendingPathComponent("docs/security.md")

  @Test("every threat names a test that is there")
  func tests() throws {
    let lines = try String(contentsOf: Self.page, encoding: .utf8).split(separator: "\n")
    let threats = lines.filter { $0.hasPrefix("| ") && !$0.hasPrefix("| threat ") }
    #expect(threats.count > 25)
    for threat in threats {
      let named = try #require(
        threat.firstMatch(of: #/\| `([A-Za-z]+/[A-Za-z]+\.swift)`: "(.+)" \|$/#),
        "no test: \(threat)")
      let file = Program.root.appendingPathComponent("Tests/\(named.1)")
      let source = try String(contentsOf: file, encoding: .utf8)
      let name = named.2.replacing("\\\"", with: "\"")
      #expect(source.contains(name), "\(named.1) has no test '\(name)'")
    }
  }

  @Test("check connects to nothing")
  func checkIsOffline() async throws {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("test.db")
    let output = try await Program.run(
      "check", rules,
      environment: [
        "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing",
        "OPENAI_BASE_URL": "http://[::1]:1",
        "PGHOST": folder.path,
      ])
    #expect(output.status == 0, "\(output.stderr)")
    let other = try await Program.run(
      "check", rules, environment: ["DATABASE_URL": "sqlite:\(file.path)"])
    #expect(other.status == 0)
    #expect(!FileManager.default.fileExists(atPath: file.path))
  }

  @Test("a run needs no grants but those in the docs")
  func leastPrivilege() async throws {
    guard Stage.postgresURL != nil else { return }
    let scene = try await Scene(on: .postgres)
    try await scene.startMock()
    let published = try await scene.gearbox("publish", rules, "--provider", "mock")
    try #require(published.status == 0, "\(published.stderr)")

    let schema = try #require(try await scene.query("SELECT current_schema()").first)
    let role = "runner_" + schema.dropFirst("scene_".count)
    let text = try String(contentsOf: Self.page, encoding: .utf8)
    let grants = try #require(text.firstMatch(of: #/(?s)```sql\n(.*?)```/#)).1
      .replacing("SCHEMA S ", with: "SCHEMA \(schema) ").replacing(" S.", with: " \(schema).")
      .replacing("gearbox_runner", with: role)
    _ = try await scene.query("CREATE ROLE \(role) LOGIN")
    _ = try await scene.query(String(grants))

    let environment = ["DATABASE_URL": scene.database + "&user=\(role)"]
    let run = try await scene.start(
      ["run", rules, "--provider", "mock", "--yes"], environment
    ).wait()
    #expect(run.status == 0, "\(run.stderr)")
    let status = try await scene.json("status")
    #expect(status["state"]?.string == "done")
    // It may still write nothing else.
    let refused = try await Running(
      "/usr/bin/env",
      [
        "psql", scene.database + "&user=\(role)", "-XAtqc",
        "UPDATE vehicle_images SET image_url = ''",
      ]
    ).wait()
    #expect(refused.status != 0 && refused.stderr.contains("permission denied"))
    _ = try await scene.query("DROP OWNED BY \(role); DROP ROLE \(role)")
  }
}
