import Foundation
import JSON
import Testing

@Suite("What stops a run, and how it goes on")
struct StoppingTests {
  @Test("a second interrupt stops at once, and what was in flight stays counted")
  func secondInterrupt() async throws {
    let notes = try await Notes(on: .sqlite, rows: 20, limits: "{ concurrency: 4, timeout: 10m }")
    let scene = notes.scene
    try await scene.startMock("--latency", "600s")
    let run = try notes.run()
    #expect(
      try await eventually {
        (try? await scene.query("SELECT count(*) FROM gearbox_calls WHERE state = 'sent'")) == ["4"]
      })
    run.send(SIGINT)
    #expect(try await eventually { run.stderr.contains("Draining") })
    run.send(SIGINT)
    let output = try await run.wait()
    #expect(output.status == 130)
    #expect(output.stderr.contains("Stopped at once"))
    #expect(output.stderr.contains("gearbox run \(notes.rules)"))
    let counted = try await scene.query(
      "SELECT count(*) FROM gearbox_calls WHERE state IN ('sent', 'uncertain')")
    #expect(counted == ["4"])
  }

  @Test(
    "a provider that fails every call pauses the run and then stops it, tasks ready",
    arguments: Stage.available)
  func breaker(on stage: Stage) async throws {
    let notes = try await Notes(on: stage, rows: 100, limits: "{ concurrency: 8, outage: 3s }")
    let scene = notes.scene
    try await scene.startMock("--fail-rate", "1")
    let log = scene.folder.appendingPathComponent("run.log")
    let output = try await notes.run("--log-file", log.path).wait()
    #expect(output.status == 4, "\(output.stderr)")
    #expect(output.stderr.contains("the provider fails: HTTP"))
    #expect(output.stderr.contains("gearbox run \(notes.rules)"))
    let status = try await scene.json("status")
    #expect(status["state"] == "failed")
    #expect(status["reason"]?.string?.hasPrefix("the provider fails: HTTP") ?? false)
    #expect(status["tasks"]?["failed"] == 0 && status["tasks"]?["leased"] == 0)
    #expect(status["tasks"]?["ready"] == 100)
    #expect(status["cost"]?["billed"] == "0" && status["cost"]?["reserved"] == "0")
    #expect(status["workers"] == [])
  }

  @Test("refusals for the rate are no attempts: they are waited for", arguments: Stage.available)
  func rateRefusals(on stage: Stage) async throws {
    let notes = try await Notes(on: stage, rows: 20, limits: "{ concurrency: 16, attempts: 1 }")
    let scene = notes.scene
    try await scene.startMock("--rate-limit", "8/1s")
    let output = try await notes.run().wait()
    #expect(output.status == 0, "\(output.stderr)")
    try await notes.expectExactlyOneAnswer(rows: 20)
    let refused = try await scene.query(
      "SELECT count(*) FROM gearbox_calls WHERE outcome = 'rate_limited'")
    #expect(refused != ["0"])
    #expect(try await scene.query("SELECT max(attempt) FROM gearbox_calls") == ["1"])
  }

  @Test("what a run wrote is taken back without a call", arguments: Stage.available)
  func revert(on stage: Stage) async throws {
    let notes = try await Notes(on: stage, rows: 20)
    let scene = notes.scene
    try await scene.startMock()
    #expect(try await notes.run().wait().status == 0)
    let status = try await scene.json("status")
    let id = try #require(status["run"]?.string)
    let asked = try await scene.gearbox("revert", "--run", id)
    #expect(asked.status == 64)
    let reverted = try await scene.json("revert", "--run", id, "--yes")
    #expect(reverted["subjects"] == 20 && reverted["restored"] == 0)
    #expect(
      try await scene.query(
        "SELECT count(*) FROM notes WHERE CAST(answers AS text) <> '{}'") == ["0"])
    #expect(try await scene.json("status")["calls"] == status["calls"])
    // The same rules ask everything again.
    #expect(try await notes.run().wait().status == 0)
    #expect(try await scene.json("status")["run"]?.string != id)
    try await notes.expectExactlyOneAnswer(rows: 20)
  }
}
