import Foundation
import JSON
import Testing

private let rules = "rules/vehicle-images/v1.yaml"

@Suite("A saved plan is run exactly as it was priced, or refused")
struct SavedPlanTests {
  @Test("It is what was priced, and stale once it has been run", arguments: Stage.available)
  func run(_ stage: Stage) async throws {
    let scene = try await Scene(on: stage)
    try await scene.startMock()
    let file = scene.folder.appendingPathComponent("plan.json").path
    let saving = try await scene.gearbox("plan", rules, "--provider", "mock", "--out", file)
    try #require(saving.status == 0, "\(saving.stderr)")
    #expect(saving.stderr.hasSuffix("To run exactly that:\n  gearbox run --plan \(file)\n"))
    let plan = try JSONValue(parsing: String(contentsOfFile: file, encoding: .utf8))
    let bill = try await scene.json("simulate", rules, "--provider", "mock")
    #expect(plan["bill"] == bill)
    #expect(plan["database"]?.string?.isEmpty == false)

    let run = try await scene.gearbox("run", "--plan", file, "--yes", "--format", "json")
    try #require(run.status == 0, "\(run.stderr)")
    let status = try JSONValue(parsing: run.stdout)
    #expect(status["digest"] == plan["digest"] && status["state"] == "done")
    #expect(status.value(at: ["cost", "estimated"]) != nil)
    #expect(try await scene.query("SELECT count(*) FROM gearbox_runs") == ["1"])

    let again = try await scene.gearbox("run", "--plan", file, "--yes")
    #expect(again.status == 2 && again.stdout.isEmpty)
    let moved = try #require(moves(in: again.stderr).first)
    #expect(moved.hasPrefix("~ subjects  2,734; at least 2,"), "\(again.stderr)")
    #expect(moves(in: again.stderr).count == 1)
    #expect(
      again.stderr.contains("price it anew: gearbox plan \(rules) --out \(file) --provider mock"))
  }

  @Test("A run of it that stopped goes on with the same command", arguments: Stage.available)
  func resume(_ stage: Stage) async throws {
    let scene = try await Scene(on: stage)
    try await scene.startMock()
    let file = scene.folder.appendingPathComponent("plan.json").path
    _ = try await scene.gearbox("plan", rules, "--provider", "mock", "--out", file)
    let first = try await scene.gearbox("run", "--plan", file, "--yes", "--budget", "0.05")
    #expect(first.status == 2)
    #expect(first.stderr.contains("warning[budget-below-bill]: the budget of $0.05 is below"))
    #expect(first.stderr.contains("gearbox run --plan \(file)\n"), "\(first.stderr)")
    let second = try await scene.gearbox("run", "--plan", file, "--yes", "--budget", "20")
    #expect(second.status == 0, "\(second.stderr)")
    #expect(try await scene.query("SELECT count(*) FROM gearbox_runs") == ["1"])
  }

  @Test("Rows that came, went or changed are counted", arguments: Stage.available)
  func subjects(_ stage: Stage) async throws {
    let scene = try await Scene(on: stage)
    let file = scene.folder.appendingPathComponent("plan.json").path
    _ = try await scene.gearbox("plan", rules, "--provider", "mock", "--out", file)
    _ = try await scene.query(
      "DELETE FROM vehicle_images WHERE id IN (SELECT id FROM vehicle_images "
        + "WHERE vehicle_id IS NOT NULL ORDER BY id LIMIT 3)")
    let refused = try await scene.gearbox("run", "--plan", file, "--yes")
    #expect(refused.status == 2)
    #expect(
      moves(in: refused.stderr) == [
        "~ subjects  2,734 → 2,731; at least 3 came, went or changed"
      ], "\(refused.stderr)")
    // Nothing was planned.
    await #expect(throws: (any Error).self) {
      try await scene.query("SELECT count(*) FROM gearbox_runs")
    }
  }

  @Test("Where prompts quote other text, the bill has moved", arguments: Stage.available)
  func quotedText(_ stage: Stage) async throws {
    let scene = try await Scene(on: stage)
    let file = scene.folder.appendingPathComponent("plan.json").path
    let metered = "rules/vehicle-images/v3.yaml"
    let saving = try await scene.gearbox("plan", metered, "--out", file)
    try #require(saving.status == 0, "\(saving.stderr)")
    let text = String(repeating: "as on the order sheet ", count: 200)
    _ = try await scene.query("UPDATE receipts SET description = '\(text)'")
    let refused = try await scene.gearbox("run", "--plan", file, "--yes")
    #expect(refused.status == 2 && refused.stdout.isEmpty)
    let moved = moves(in: refused.stderr)
    #expect(
      !moved.isEmpty && moved.allSatisfy { $0.hasPrefix("~ bill  ") }, "\(refused.stderr)")
  }

  @Test("What moved in the files is named")
  func files() async throws {
    let scene = try await Scene(on: .sqlite)
    let copy = scene.folder.appendingPathComponent("copy")
    try copyRules(to: copy)
    func gearbox(_ arguments: String...) async throws -> Program.Output {
      try await Running(
        Program.executable.path, arguments, in: copy, ["DATABASE_URL": scene.database]
      ).wait()
    }
    func edit(_ path: String, _ old: String, _ new: String) throws {
      let url = copy.appendingPathComponent(path)
      let text = try String(contentsOf: url, encoding: .utf8)
      try #require(text.contains(old), "\(path) has no '\(old)'")
      try text.replacing(old, with: new).write(to: url, atomically: true, encoding: .utf8)
    }
    let saving = try await gearbox("plan", rules, "--provider", "mock", "--out", "plan.json")
    try #require(saving.status == 0, "\(saving.stderr)")

    try edit(rules, "summary: ", "# nothing that decides\nsummary: ")
    try edit(rules, "has_spid:            20", "has_spid:            21")
    try edit(rules, "at_least: 60", "at_least: 55")
    try edit(rules, "timeline_events > 10", "timeline_events > 11")
    try edit("prompts/organize.v1.yaml", "You sort", "You order")
    try edit("rules/models.yaml", "http://127.0.0.1:8089/v1", "http://127.0.0.1:8088/v1")
    try edit("rules/models.yaml", "metered: false }", "metered: false, images: inline }")
    let refused = try await gearbox("run", "--plan", "plan.json", "--yes")
    #expect(refused.status == 2)
    #expect(
      moves(in: refused.stderr) == [
        "~ facts    ~ well_documented", "~ score    ~ has_spid", "~ stages   ~ identify",
        "~ prompts  ~ organize.v1",
        "~ price    gpt-4o-mini base_url: http://127.0.0.1:8089/v1 →",
        "~ price    gpt-4o-mini images: url → inline",
        "~ price    gpt-4o base_url: http://127.0.0.1:8089/v1 →",
        "~ price    gpt-4o images: url → inline",
      ], "\(refused.stderr)")

    // How a provider is spoken to and how images get to it is part of what was saved.
    try edit(
      "rules/models.yaml", "metered: false, images: inline }",
      "metered: false, api: anthropic, images: inline, key_env: MOCK_KEY }")
    let spoken = try await gearbox("run", "--plan", "plan.json", "--yes")
    #expect(spoken.status == 2)
    for change in ["api: openai → anthropic", "images: url → inline", "key_env: none → MOCK_KEY"] {
      #expect(
        moves(in: spoken.stderr).contains("~ price    gpt-4o-mini \(change)"), "\(spoken.stderr)")
    }

    try edit(rules, "version: 1\n", "version: one\n")
    let broken = try await gearbox("run", "--plan", "plan.json", "--yes")
    #expect(broken.status == 2)
    #expect(moves(in: broken.stderr) == ["~ rules  1 error in them now: gearbox check \(rules)"])
  }

  @Test("A comment moves nothing, and without the files the record is run")
  func unmoved() async throws {
    let scene = try await Scene(on: .sqlite)
    try await scene.startMock()
    let copy = scene.folder.appendingPathComponent("copy")
    try copyRules(to: copy)
    let environment = ["DATABASE_URL": scene.database, "MOCK_BASE_URL": scene.mockURL]
    let saving = try await Running(
      Program.executable.path,
      ["plan", rules, "--provider", "mock", "--out", "../plan.json"], in: copy, environment
    ).wait()
    try #require(saving.status == 0, "\(saving.stderr)")
    let file = copy.appendingPathComponent(rules)
    let text = try String(contentsOf: file, encoding: .utf8)
    try ("# seen\n" + text).write(to: file, atomically: true, encoding: .utf8)
    let first = try await Running(
      Program.executable.path, ["run", "--plan", "../plan.json", "--yes", "--budget", "0.01"],
      in: copy, environment
    ).wait()
    #expect(first.status == 2 && first.stderr.contains("does not fit into the budget"))
    // On another machine there is the plan alone.
    let elsewhere = try await Running(
      Program.executable.path, ["run", "--plan", "plan.json", "--yes", "--budget", "20"],
      in: scene.folder, environment
    ).wait()
    #expect(elsewhere.status == 0, "\(elsewhere.stderr)")
    #expect(elsewhere.stderr.contains("\(rules) is not here: vehicle-images@1 is run from what"))
  }

  @Test("No password is saved")
  func secrets() async throws {
    guard let url = Stage.postgresURL else { return }
    let scene = try await Scene(on: .postgres)
    let file = scene.folder.appendingPathComponent("plan.json").path
    let separator = url.contains("?") ? "&" : "?"
    let database = scene.database.replacing(
      url + separator, with: url + separator + "password=hush&")
    let saving = try await Program.run("plan", rules, "--out", file, "--database", database)
    try #require(saving.status == 0, "\(saving.stderr)")
    let text = try String(contentsOfFile: file, encoding: .utf8)
    #expect(!text.contains("hush"))
    let saved = try JSONValue(parsing: text)["database"]?.string
    #expect(saved?.hasPrefix("postgres://") == true)
  }

  /// The lines that say what moved.
  private func moves(in stderr: String) -> [String] {
    stderr.split(separator: "\n").filter { $0.hasPrefix("  ~ ") }.map { String($0.dropFirst(2)) }
  }

  private func copyRules(to folder: URL) throws {
    let manager = FileManager.default
    try manager.createDirectory(at: folder, withIntermediateDirectories: true)
    for name in ["rules", "prompts"] {
      let original = Program.root.appendingPathComponent(name).resolvingSymlinksInPath()
      try manager.copyItem(at: original, to: folder.appendingPathComponent(name))
    }
  }
}
