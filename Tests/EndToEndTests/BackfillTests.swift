import Foundation
import JSON
import Testing

private let rules = "rules/vehicle-images/v1.yaml"

@Suite("From a rule file to a finished backfill")
struct BackfillTests {
  @Test(
    "what was promised is what the bill says, and the database holds the answers",
    arguments: Stage.available)
  func wholeJob(on stage: Stage) async throws {
    let scene = try await Scene(on: stage)
    try await scene.startMock()

    let bill = try await scene.json("simulate", rules)
    #expect(bill["subjects"]?.int64 == 2734)
    #expect(bill["total"]?["low"]?.string == "4.2734")
    #expect(bill["total"]?["expected"]?.string == "12.10811")
    #expect(bill["total"]?["high"]?.string == "16.3268")
    #expect(bill["baseline"]?["cost"]?.string == "54.68")
    #expect(bill["calls_made"]?.int64 == 0)
    let scores = try #require(bill["scores"]?.array)
    #expect(subjects(scores, in: 60...1000) == 34)
    #expect(subjects(scores, in: 30...59) == 100)
    #expect(subjects(scores, in: 10...29) == 2400)
    #expect(subjects(scores, in: -1000...9) == 200)
    #expect(subjects(scores, in: 20...20) == 1873)

    let log = scene.folder.appendingPathComponent("context-backfill.log")
    let run = try await scene.gearbox(
      "run", rules, "--provider", "mock", "--yes", "--log-file", log.path)
    #expect(run.status == 0, "\(run.stderr)")
    let tail = try String(contentsOf: log, encoding: .utf8).split(separator: "\n").suffix(100)
    for word in ["COMPLETE", "SUMMARY", "TOTAL"] {
      #expect(tail.contains { $0.contains(word) }, "no \(word) in the log's last lines")
    }

    let status = try await scene.json("status")
    #expect(status["state"]?.string == "done")
    let billed = try #require(status["cost"]?["billed"]?.string)
    #expect(try decimal(billed) >= decimal("4.2734") && decimal(billed) <= decimal("16.3268"))
    #expect(status["cost"]?["uncertain"]?.string == "0")
    let calls = try await scene.json("calls")
    let ledger = try #require(calls.array ?? calls["calls"]?.array)
    let sum = try ledger.compactMap { $0["billed"]?.string }.map(decimal).reduce(0, +)
    #expect(sum == (try decimal(billed)), "the ledger and the status disagree")
    #expect(status["calls"]?.int64 == Int64(ledger.count))

    // Every image that belongs to a vehicle has its first answer, and says that it is a mock's.
    let counted = try await scene.query(
      "SELECT count(*) FROM vehicle_images WHERE vehicle_id IS NOT NULL "
        + "AND ai_scan_metadata -> 'context_score' IS NOT NULL")
    #expect(counted == ["2734"])
    let untouched = try await scene.query(
      "SELECT count(*) FROM vehicle_images WHERE vehicle_id IS NULL "
        + "AND ai_scan_metadata -> 'context_score' IS NOT NULL")
    #expect(untouched == ["0"])

    // A second pass: nothing that is answered and good is asked, and the same rules say so.
    let second = try await scene.json("simulate", rules, "--provider", "mock")
    #expect(second["stages"]?.array?.first?["asked"]?["high"]?.int64 == 0)
    #expect(
      try decimal(try #require(second["total"]?["high"]?.string)) < decimal(billed))
  }

  @Test("the queries that its first user wrote down work as they stand")
  func seedQueries() async throws {
    guard Stage.postgresURL != nil else { return }
    let scene = try await Scene(on: .postgres)
    try await scene.startMock()
    let run = try await scene.gearbox("run", rules, "--provider", "mock", "--yes")
    try #require(run.status == 0, "\(run.stderr)")
    let figures = try await scene.query(
      """
      SELECT
        COUNT(*) as total,
        COUNT(CASE WHEN ai_scan_metadata->'context_score' IS NOT NULL THEN 1 END) as processed,
        AVG((ai_scan_metadata->>'context_score')::int) as avg_context_score,
        SUM((ai_scan_metadata->>'processing_cost')::numeric) as total_cost
      FROM vehicle_images
      WHERE vehicle_id IS NOT NULL;
      """)
    let columns = try #require(figures.first).split(separator: "|").map(String.init)
    #expect(columns[0] == "2734" && columns[1] == "2734")
    #expect(try decimal(columns[2]) > 15 && decimal(columns[2]) < 30)
    let billed = try #require(try await scene.json("status")["cost"]?["billed"]?.string)
    #expect(try decimal(columns[3]) == decimal(billed))
    let left = try await scene.query(
      """
      SELECT COUNT(*)
      FROM vehicle_images
      WHERE vehicle_id IS NOT NULL
        AND (ai_scan_metadata IS NULL OR ai_scan_metadata->'context_score' IS NULL);
      """)
    #expect(left == ["0"])
  }

  @Test(
    "a run that is killed goes on, asks nothing twice and misses nothing",
    arguments: Stage.available)
  func killed(on stage: Stage) async throws {
    let scene = try await Scene(on: stage)
    try await scene.startMock("--latency", "20ms")
    for _ in 0..<2 {
      let run = try scene.start(["run", rules, "--provider", "mock", "--yes"])
      let before = try await settled(scene)
      #expect(try await eventually(within: 60) { try await settled(scene) > before + 300 })
      run.send(SIGKILL)
      _ = try await run.wait()
    }
    let last = try await scene.gearbox("run", rules, "--provider", "mock", "--yes")
    #expect(last.status == 0, "\(last.stderr)")
    let status = try await scene.json("status")
    #expect(status["state"]?.string == "done")
    #expect(status["tasks"]?["failed"]?.int64 == 0)
    #expect(status["tasks"]?["ready"]?.int64 == 0 && status["tasks"]?["waiting"]?.int64 == 0)
    let twice = try await scene.query(
      "SELECT count(*) FROM (SELECT subject, stage FROM gearbox_calls WHERE outcome = 'answered' "
        + "GROUP BY subject, stage HAVING count(*) > 1) AS repeated")
    #expect(twice == ["0"])
    let answered = try await scene.query(
      "SELECT count(*) FROM vehicle_images WHERE ai_scan_metadata -> 'tier_1_analysis' -> 'angle' "
        + "IS NOT NULL")
    #expect(answered == ["2734"])
  }

  @Test("failures and invalid answers of the server are tried again", arguments: Stage.available)
  func unreliable(on stage: Stage) async throws {
    let scene = try await Scene(on: stage)
    try await scene.startMock("--fail-rate", "0.02", "--invalid-rate", "0.1")
    let run = try await scene.gearbox("run", rules, "--provider", "mock", "--yes")
    #expect([0, 3].contains(run.status), "\(run.stderr)")
    let status = try await scene.json("status")
    #expect(status["state"]?.string == "done")
    let failed = try #require(status["tasks"]?["failed"]?.int64)
    #expect((failed > 0) == (run.status == 3))
    // Some fail, one in ten is invalid: after a repair hardly any is left.
    #expect(failed < 200)
    let invalid = try await scene.query(
      "SELECT count(*) FROM gearbox_calls WHERE outcome IN ('not_json', 'invalid_answer')")
    #expect(Int(invalid.first ?? "") ?? 0 > 100)
  }

  @Test("a run stops at its budget, and a higher one lets it go on", arguments: Stage.available)
  func budget(on stage: Stage) async throws {
    let scene = try await Scene(on: stage)
    try await scene.startMock()
    let first = try await scene.gearbox(
      "run", rules, "--provider", "mock", "--yes", "--budget", "1.5")
    #expect(first.status == 2, "\(first.stderr)")
    let stopped = try await scene.json("status")
    #expect(stopped["state"]?.string == "budget")
    #expect(try decimal(try #require(stopped["cost"]?["billed"]?.string)) <= 1.5)
    let second = try await scene.gearbox(
      "run", rules, "--provider", "mock", "--yes", "--budget", "18")
    #expect(second.status == 0, "\(second.stderr)")
    let status = try await scene.json("status")
    #expect(status["run"]?.string == stopped["run"]?.string)
    #expect(status["state"]?.string == "done")
  }

  @Test("an interrupted run drains and says how to go on", arguments: [SIGINT, SIGTERM])
  func drained(by signal: Int32) async throws {
    let scene = try await Scene(on: .sqlite)
    try await scene.startMock("--latency", "20ms")
    let run = try scene.start(["run", rules, "--provider", "mock", "--yes"])
    #expect(try await eventually(within: 60) { try await settled(scene) > 100 })
    run.send(signal)
    let output = try await run.wait()
    #expect(output.status == 130)
    #expect(output.stderr.contains("gearbox run \(rules)"))
    let status = try await scene.json("status")
    #expect(status["state"]?.string == "drained")
    #expect(status["cost"]?["uncertain"]?.string == "0")
    #expect(status["cost"]?["reserved"]?.string == "0")
    #expect(status["tasks"]?["leased"]?.int64 == 0)
  }

  @Test("a provider that refuses every connection stops the run within seconds, tasks ready")
  func unreachable() async throws {
    let scene = try await Scene(on: .sqlite)
    let started = Date()
    let run = try await scene.gearbox("run", rules, "--provider", "mock", "--yes")
    #expect(run.status == 4)
    #expect(Date().timeIntervalSince(started) < 15)
    #expect(run.stderr.contains("cannot be reached"))
    let status = try await scene.json("status")
    #expect(status["tasks"]?["failed"]?.int64 == 0 && status["tasks"]?["leased"]?.int64 == 0)
    #expect(status["tasks"]?["ready"]?.int64 == 2934)
    #expect(status["cost"]?["billed"]?.string == "0" && status["cost"]?["reserved"]?.string == "0")
  }

  private func settled(_ scene: Scene) async throws -> Int {
    let rows = try? await scene.query("SELECT count(*) FROM gearbox_tasks WHERE state = 'done'")
    return Int(rows?.first ?? "") ?? 0
  }

  private func subjects(_ scores: [JSONValue], in range: ClosedRange<Int64>) -> Int64 {
    scores.filter { range.contains($0["score"]?.int64 ?? .min) }
      .reduce(0) { $0 + ($1["subjects"]?.int64 ?? 0) }
  }

  private func decimal(_ text: String) throws -> Decimal {
    try #require(Decimal(string: text, locale: Locale(identifier: "en_US_POSIX")), "\(text)")
  }
}
