import Foundation
import JSON
import Testing

/// Looks often, so that a test is short.
private let limits = "{ concurrency: 4, batch_poll: 200ms }"

@Suite("Calls in batches")
struct BatchesTests {
  /// Notes that are asked in batches.
  private func notes(
    on stage: Stage, rows: Int, limits: String = limits, stageKeys: String = "execution: batch",
    modelKeys: String = "batch_discount: 0.5", providerKeys: String? = nil, padding: Int = 0
  ) async throws -> Notes {
    try await Notes(
      on: stage, rows: rows, limits: limits, stageKeys: stageKeys, modelKeys: modelKeys,
      providerKeys: providerKeys, padding: padding)
  }

  @Test("the bill's half price is what is billed, declared calls", arguments: Stage.available)
  func declared(on stage: Stage) async throws {
    let notes = try await notes(
      on: stage, rows: 40, stageKeys: "cost: 0.0003", providerKeys: "metered: false")
    let scene = notes.scene
    try await scene.startMock()
    let bill = try await scene.json("simulate", notes.rules, "--batch")
    let full = try await scene.json("simulate", notes.rules)
    #expect(bill["total"]?["low"] == "0.006" && full["total"]?["low"] == "0.012")
    let output = try await notes.run("--batch").wait()
    #expect(output.status == 0, "\(output.stderr)")
    try await notes.expectExactlyOneAnswer(rows: 40)
    let status = try await scene.json("status")
    let calls = try #require(status["calls"]?.int64)
    #expect(status["execution"] == "batch")
    #expect(try decimal(status["cost"]?["billed"]) == Decimal(calls) * decimal("0.00015"))
    #expect(
      try await scene.query("SELECT DISTINCT declared FROM gearbox_calls") == ["0.00015"])
    #expect(try await calls == scene.answered())
    // Nothing was asked but in batches.
    #expect(try await scene.statistics()["requests"] == 0)
  }

  @Test("metered calls are billed half of what they used", arguments: Stage.available)
  func metered(on stage: Stage) async throws {
    let notes = try await notes(on: stage, rows: 40)
    try await notes.scene.startMock("--batch-noise")
    let output = try await notes.run().wait()
    #expect(output.status == 0, "\(output.stderr)")
    try await notes.expectExactlyOneAnswer(rows: 40)
    try await expectPaidOnce(notes)
    #expect(output.stderr.contains("COMPLETE"))
  }

  @Test("a run of direct calls bills the full price for the same", arguments: [Stage.sqlite])
  func direct(on stage: Stage) async throws {
    let notes = try await notes(
      on: stage, rows: 10, stageKeys: "cost: 0.0003", providerKeys: "metered: false")
    try await notes.scene.startMock()
    #expect(try await notes.run().wait().status == 0)
    #expect(
      try await notes.scene.query("SELECT DISTINCT billed FROM gearbox_calls") == ["0.0003"])
  }

  @Test(
    "one stage in batches and one beside them, whichever waits for the other",
    arguments: Stage.available, ["sort", "read"])
  func mixed(on stage: Stage, inBatches batched: String) async throws {
    let notes = try await notes(
      on: stage, rows: 40, stageKeys: "cost: 0.0003", providerKeys: "metered: false")
    let scene = notes.scene
    let text = try String(contentsOfFile: notes.rules, encoding: .utf8)
    try text.replacing("store: \(batched)", with: "execution: batch, store: \(batched)")
      .write(toFile: notes.rules, atomically: true, encoding: .utf8)
    try await scene.startMock("--latency", "5ms..40ms", "--batch-delay", "300ms")
    let output = try await notes.run("--canary", "10").wait()
    #expect(output.status == 0, "\(output.stderr)")
    try await notes.expectExactlyOneAnswer(rows: 40)
    let prices = try await scene.query(
      "SELECT stage, min(billed), max(billed) FROM gearbox_calls GROUP BY stage ORDER BY stage")
    let other = batched == "sort" ? "read" : "sort"
    let expected = ["\(batched)|0.00015|0.00015", "\(other)|0.0003|0.0003"].sorted()
    #expect(prices == expected)
    #expect(try await Int64(scene.json("status")["calls"]?.int64 ?? 0) == scene.answered())
    // What waits for direct answers is sent once there is all of it, not a few at a time: once for
    // the canary, once for the rest.
    #expect(try await scene.query("SELECT count(*) FROM gearbox_batches") == ["2"])
  }

  @Test(
    "batches hold no more requests, bytes or waiting tokens than they may",
    arguments: [
      ("max_batch_requests: 15", "batch_discount: 0.5", 0),
      ("max_batch_mb: 1", "batch_discount: 0.5", 60_000),
      ("images: url", "batch_discount: 0.5, enqueued_tokens: 900", 0),
    ])
  func splits(provider: String, model: String, padding: Int) async throws {
    let notes = try await notes(
      on: .sqlite, rows: 40, modelKeys: model, providerKeys: provider, padding: padding)
    let scene = notes.scene
    // The mock holds to them, too: a batch beyond would fail.
    try await scene.startMock("--batch-queue-tokens", padding > 0 ? "10000000" : "900")
    let output = try await notes.run().wait()
    #expect(output.status == 0, "\(output.stderr)")
    try await notes.expectExactlyOneAnswer(rows: 40)
    try await expectPaidOnce(notes)
    let batches = try await scene.mockJSON("batches?limit=100")["data"]?.array ?? []
    let sizes = batches.compactMap { $0["request_counts"]?["total"]?.int64 }
    #expect(sizes.count >= 4 && sizes.allSatisfy { $0 <= 39 }, "\(sizes)")
    #expect(batches.allSatisfy { $0["status"] == "completed" })
    if provider == "max_batch_requests: 15" {
      #expect(sizes.max() == 15)
    }
    let files = try await scene.mockJSON("files?purpose=batch")["data"]?.array ?? []
    #expect(files.count == batches.count)
    #expect(files.allSatisfy { $0["bytes"]?.int64 ?? .max <= 1_000_000 })
  }

  @Test("a queue that is too full is waited for, in smaller batches")
  func queueFull() async throws {
    let notes = try await notes(on: .sqlite, rows: 40)
    try await notes.scene.startMock("--batch-queue-tokens", "600")
    let output = try await notes.run().wait()
    #expect(output.status == 0, "\(output.stderr)")
    try await notes.expectExactlyOneAnswer(rows: 40)
    try await expectPaidOnce(notes)
    let postponed = try await notes.scene.query(
      "SELECT count(*) FROM gearbox_calls WHERE outcome = 'queue_full' AND billed <> '0'")
    #expect(postponed == ["0"])
  }

  @Test(
    "what expires, fails or is invalid is asked again, within its attempts",
    arguments: Stage.available)
  func unreliable(on stage: Stage) async throws {
    let notes = try await notes(
      on: stage, rows: 40, limits: "{ concurrency: 4, batch_poll: 200ms, attempts: 12 }")
    let scene = notes.scene
    try await scene.startMock(
      "--batch-expire-rate", "0.2", "--fail-rate", "0.2", "--invalid-rate", "0.2")
    let output = try await notes.run().wait()
    #expect([0, 3].contains(output.status), "\(output.stderr)")
    let status = try await scene.json("status")
    #expect(status["state"] == "done" && status["tasks"]?["ready"] == 0)
    #expect(status["cost"]?["uncertain"] == "0" && status["cost"]?["reserved"] == "0")
    try await expectPaidOnce(notes)
    // Expired lines are no attempts; error lines and invalid answers are.
    let attempts = try await scene.query(
      """
      SELECT count(*) FROM gearbox_tasks AS t WHERE t.attempts <> (
        SELECT count(*) FROM gearbox_calls AS c WHERE c.task = t.id
          AND c.outcome NOT IN ('batch_expired', 'rate_limited'))
      """)
    #expect(attempts == ["0"])
    for outcome in ["batch_expired", "server_error", "rate_limited"] {
      let found = try await scene.query(
        "SELECT count(*) FROM gearbox_calls WHERE outcome = '\(outcome)'")
      #expect(found != ["0"], "no \(outcome)")
    }
    // One that was invalid was repaired, and not asked afresh.
    let repaired = try await scene.query(
      """
      SELECT count(*) FROM gearbox_calls AS a JOIN gearbox_calls AS b ON b.task = a.task
        AND b.attempt = a.attempt + 1 AND b.outcome = 'answered'
      WHERE a.outcome IN ('not_json', 'invalid_answer')
      """)
    #expect(repaired != ["0"])
  }

  @Test("an answer that is in neither file stays counted", arguments: Stage.available)
  func lost(on stage: Stage) async throws {
    let notes = try await notes(
      on: stage, rows: 30, limits: "{ concurrency: 4, batch_poll: 200ms, attempts: 1 }")
    let scene = notes.scene
    try await scene.startMock("--lose-rate", "0.3")
    let output = try await notes.run().wait()
    #expect(output.status == 3, "\(output.stderr)")
    let lost = try await scene.query(
      "SELECT count(*) FROM gearbox_calls WHERE state = 'uncertain' AND outcome = 'no_result'")
    #expect(lost != ["0"])
    let status = try await scene.json("status")
    #expect(try decimal(status["cost"]?["uncertain"]) > 0)
    #expect(status["cost"]?["reserved"] == "0")
  }

  @Test(
    "killed at any point, it neither pays twice nor loses a line",
    arguments: Stage.available, ["file", "batch", "results"])
  func killed(on stage: Stage, after point: String) async throws {
    let notes = try await notes(on: stage, rows: 30)
    let scene = notes.scene
    try await scene.startMock("--batch-drop", point)
    let run = try notes.run()
    let list = point == "file" ? "files?purpose=batch" : "batches?limit=100"
    #expect(
      try await eventually {
        guard let all = try? await scene.mockJSON(list)["data"]?.array, !all.isEmpty else {
          return false
        }
        return point != "results" || all[0]["output_file_id"]?.string != nil
      })
    // The results are on their way, all but the end of them.
    if point == "results" {
      #expect(
        try await eventually {
          try await scene.query("SELECT state FROM gearbox_batches").contains("ended")
        })
    }
    run.send(SIGKILL)
    _ = try await run.wait()
    let between = try await scene.json("status")
    #expect(between["batches"]?.array?.count == 1)
    #expect(between["cost"]?["reserved"] != "0" && between["cost"]?["billed"] == "0")

    let output = try await notes.run().wait()
    #expect(output.status == 0, "\(output.stderr)")
    try await notes.expectExactlyOneAnswer(rows: 30)
    try await expectPaidOnce(notes)
    let created = try await scene.mockJSON("batches?limit=100")["data"]?.array ?? []
    let known = try await scene.query("SELECT count(*) FROM gearbox_batches")
    #expect(known == ["\(created.count)"])
  }

  @Test(
    "killed anywhere, again and again, it ends with one answer each", arguments: Stage.available)
  func killedAnywhere(on stage: Stage) async throws {
    let notes = try await notes(
      on: stage, rows: 60, providerKeys: "max_batch_requests: 12")
    let scene = notes.scene
    try await scene.startMock("--batch-delay", "50ms..400ms")
    for round in 1...5 where try await scene.isUnfinished() {
      let run = try notes.run()
      // Wherever that is: a run is opened in some tenths of a second.
      try await Task.sleep(for: .milliseconds(700 + 250 * round))
      run.send(SIGKILL)
      _ = try await run.wait()
    }
    if try await scene.isUnfinished() {
      let output = try await notes.run().wait()
      #expect(output.status == 0, "\(output.stderr)")
    }
    try await notes.expectExactlyOneAnswer(rows: 60)
    try await expectPaidOnce(notes)
  }

  @Test("interrupted, it leaves its batches, and the same command takes the answers")
  func interrupted() async throws {
    let notes = try await notes(
      on: .sqlite, rows: 20, stageKeys: "cost: 0.0003", providerKeys: "metered: false")
    let scene = notes.scene
    try await scene.startMock("--batch-delay", "3s")
    let run = try notes.run("--batch")
    #expect(
      try await eventually {
        (try? await scene.query("SELECT state FROM gearbox_batches")) == ["created"]
      })
    run.send(SIGINT)
    let output = try await run.wait()
    #expect(output.status == 130)
    #expect(output.stderr.contains("1 batch with 20 lines stays at the provider"))
    #expect(output.stderr.contains("gearbox run \(notes.rules) --batch\n"))
    let status = try await scene.gearbox("status")
    #expect(status.stdout.contains("created           0  20"), "\(status.stdout)")

    // Also without --batch: half the price was what the bill said.
    let again = try await notes.run().wait()
    #expect(again.status == 0, "\(again.stderr)")
    #expect(again.stderr.contains("was started with --batch, and goes on in batches."))
    try await notes.expectExactlyOneAnswer(rows: 20)
    #expect(
      try await scene.query("SELECT DISTINCT billed FROM gearbox_calls") == ["0.00015"])
    #expect(try await Int64(scene.json("status")["calls"]?.int64 ?? 0) == scene.answered())
  }

  @Test("cancel leaves batches, and ends them where it is told to", arguments: Stage.available)
  func cancelled(on stage: Stage) async throws {
    let notes = try await notes(on: stage, rows: 30)
    let scene = notes.scene
    try await scene.startMock("--batch-delay", "1h")
    let run = try notes.run()
    #expect(
      try await eventually {
        (try? await scene.query("SELECT state FROM gearbox_batches")) == ["created"]
      })
    let id = try await notes.startedRun()
    let left = try await scene.gearbox("cancel", "--run", id)
    #expect(left.status == 0, "\(left.stderr)")
    #expect(left.stderr.contains("gearbox cancel --run \(id) --batches"))
    #expect(try await run.wait().status == 130)
    #expect(try await scene.query("SELECT state FROM gearbox_batches") == ["created"])

    let ended = try await scene.gearbox("cancel", "--run", id, "--batches")
    #expect(ended.status == 0, "\(ended.stderr)")
    #expect(try await scene.query("SELECT state FROM gearbox_batches") == ["settled"])
    let batches = try await scene.mockJSON("batches?limit=9")["data"]?.array ?? []
    #expect(batches.map { $0["status"] } == ["cancelled"])
    let status = try await scene.json("status")
    #expect(status["state"] == "drained" && status["tasks"]?["leased"] == 0)
    #expect(status["cost"]?["reserved"] == "0" && status["cost"]?["uncertain"] == "0")
    // What was executed until then is answered and billed, and the rest is ready.
    let done = try #require(status["tasks"]?["done"]?.int64)
    #expect(done > 0 && done < 30)
    try await expectPaidOnce(notes)
  }

  @Test("a budget bounds what batches reserve, and its end waits for their answers")
  func budget() async throws {
    let notes = try await notes(
      on: .sqlite, rows: 40, stageKeys: "execution: batch, cost: 0.002",
      providerKeys: "metered: false")
    let scene = notes.scene
    try await scene.startMock("--batch-delay", "500ms")
    let output = try await notes.run("--budget", "0.0255").wait()
    #expect(output.status == 2, "\(output.stderr)")
    let status = try await scene.json("status")
    #expect(status["state"] == "budget")
    #expect(status["cost"]?["billed"] == "0.025" && status["cost"]?["reserved"] == "0")
    #expect(status["tasks"]?["done"] == 25)
    let more = try await notes.run("--budget", "1").wait()
    #expect(more.status == 0, "\(more.stderr)")
    try await notes.expectExactlyOneAnswer(rows: 40)
  }

  @Test("a saved plan keeps how calls are made, and others join in", arguments: Stage.available)
  func saved(on stage: Stage) async throws {
    let notes = try await notes(
      on: stage, rows: 20, stageKeys: "cost: 0.0003",
      providerKeys: "metered: false, max_batch_requests: 7")
    let scene = notes.scene
    try await scene.startMock("--batch-delay", "500ms")
    let file = scene.folder.appendingPathComponent("plan.json").path
    let saving = try await scene.gearbox("plan", notes.rules, "--batch", "--out", file)
    try #require(saving.status == 0, "\(saving.stderr)")
    let run = try scene.start(["run", "--plan", file, "--yes"])
    let id = try await notes.startedRun()
    let other = try scene.start(["work", "--run", id])
    let output = try await run.wait()
    #expect(output.status == 0, "\(output.stderr)")
    let joined = try await other.wait()
    #expect([0, 64].contains(joined.status), "\(joined.stderr)")
    try await notes.expectExactlyOneAnswer(rows: 20)
    #expect(
      try await scene.query("SELECT DISTINCT billed FROM gearbox_calls") == ["0.00015"])
    #expect(try await Int64(scene.json("status")["calls"]?.int64 ?? 0) == scene.answered())
  }

  @Test("a provider that refuses ends the run, and nothing is lost")
  func refused() async throws {
    let notes = try await notes(
      on: .sqlite, rows: 5, limits: "{ batch_poll: 200ms, outage: 1s }")
    let output = try await notes.run().wait()
    #expect(output.status == 4, "\(output.stderr)")
    #expect(output.stderr.contains("the provider cannot be reached"))
    let status = try await notes.scene.json("status")
    #expect(status["tasks"]?["failed"] == 0 && status["cost"]?["billed"] == "0")
    try await notes.scene.startMock()
    #expect(try await notes.run().wait().status == 0)
    try await notes.expectExactlyOneAnswer(rows: 5)
    try await expectPaidOnce(notes)
  }

  /// What the ledger bills is what the mock counts, at half of the prices of its model: every line
  /// that it answered once, and no other.
  private func expectPaidOnce(_ notes: Notes) async throws {
    let statistics = try await notes.scene.statistics()
    let billed = try decimal(try await notes.scene.json("status")["cost"]?["billed"])
    let (input, output) = (
      try decimal(statistics["tokens"]?["prompt"]), try decimal(statistics["tokens"]?["completion"])
    )
    let price = try decimal("0.000000005") * input + decimal("0.0005") * output
    #expect(billed == price, "the ledger and the mock disagree")
    let answers = try await notes.scene.query(
      "SELECT count(*) FROM gearbox_calls WHERE input_tokens IS NOT NULL")
    #expect(try await answers == ["\(notes.scene.answered())"])
  }

  private func decimal(_ value: JSONValue?) throws -> Decimal {
    let text = value?.string ?? value?.serialized() ?? ""
    return try #require(Decimal(string: text, locale: Locale(identifier: "en_US_POSIX")), "\(text)")
  }
}
