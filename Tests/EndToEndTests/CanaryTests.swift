import Foundation
import JSON
import Testing

/// Holds every call until a file is there, so that the canary lasts until the other worker has joined;
/// and each for a second from then on, so that both get some of the rest.
private let answersOnceOpen = #"""
  import os, sys, time

  def reply(headers, sent):
      while not os.path.exists(sys.argv[1]):
          time.sleep(0.05)
      time.sleep(1)
      return 200, {"choices": [{"finish_reason": "stop",
          "message": {"role": "assistant", "content": sys.argv[2]}}],
          "usage": {"prompt_tokens": 9, "completion_tokens": 4}}
  """#

@Suite("A canary says whether a run goes on")
struct CanaryTests {
  @Test("a canary that is within its thresholds goes on", arguments: Stage.available)
  func goodCanary(on stage: Stage) async throws {
    let notes = try await Notes(on: stage, rows: 60)
    try await notes.scene.startMock()
    let output = try await notes.run("--canary", "10").wait()
    #expect(output.status == 0, "\(output.stderr)")
    #expect(output.stderr.contains("Canary: 10 subjects first."))
    try await notes.expectExactlyOneAnswer(rows: 60)
  }

  @Test("a canary beyond its thresholds stops the run there", arguments: Stage.available)
  func badCanary(on stage: Stage) async throws {
    let notes = try await Notes(
      on: stage, rows: 60,
      limits: "{ attempts: 1, canary: { cost_above: 900%, invalid_above: 10% } }")
    let scene = notes.scene
    try await scene.startMock("--invalid-rate", "1")
    let output = try await notes.run("--canary", "10").wait()
    #expect(output.status == 2, "\(output.stderr)")
    #expect(output.stderr.contains("brought no valid answer, more than 10%"))
    #expect(output.stderr.contains("gearbox run \(notes.rules)"))
    #expect(try await scene.query("SELECT count(DISTINCT subject) FROM gearbox_calls") == ["10"])
    let status = try await scene.json("status")
    #expect(status["state"] == "drained")
    #expect(status["reason"]?.string?.hasPrefix("the canary says no") ?? false)
    #expect(status["tasks"]?["failed"] == 10 && status["tasks"]?["ready"] == 50)

    // The texts that failed can be read, and are tried again with the rest.
    let dead = try await scene.gearbox("calls", "--failed")
    #expect(dead.stdout.contains("\n  not_json: ") || dead.stdout.contains("\n  truncated: "))
    #expect(dead.stdout.contains("\n  │ "))
    try await scene.startMock()
    let again = try await notes.run("--retry-failed").wait()
    #expect(again.status == 0, "\(again.stderr)")
    #expect(again.stderr.contains("10 tasks that failed are ready again."))
    try await notes.expectExactlyOneAnswer(rows: 60)
    let nothing = try await notes.run("--retry-failed").wait()
    #expect(nothing.status == 0 && nothing.stderr.contains("has failed, and it is done"))
  }

  @Test(
    "others wait for a canary, and go on with the rest or are stopped as it says",
    arguments: Stage.available, [true, false])
  func sharedCanary(on stage: Stage, isGood: Bool) async throws {
    let notes = try await Notes(
      on: stage, rows: 60,
      limits: """
        { attempts: 1, claim: 2, timeout: 10m, canary: { cost_above: 900%, invalid_above: 10% } }
        """)
    let scene = notes.scene
    let isOpen = scene.folder.appendingPathComponent("open")
    let server = try await ScriptedServer(
      answersOnceOpen, isOpen.path, isGood ? #"{"fine": true}"# : "fine")
    let pilot = try scene.start(
      ["run", notes.rules, "--yes", "--canary", "10"], server.environment)
    let id = try await notes.startedRun()
    let other = try scene.start(["work", "--run", id], server.environment)
    let paused = try await eventually {
      (try? await scene.query("SELECT paused FROM gearbox_workers WHERE paused IS NOT NULL"))
        == ["waits for the end of the canary"]
    }
    #expect(paused)
    try Data().write(to: isOpen)
    let (first, second) = (try await pilot.wait(), try await other.wait())
    #expect(first.status == (isGood ? 0 : 2), "\(first.stderr)")
    #expect(second.status == (isGood ? 0 : 130), "\(second.stderr)")
    if isGood {
      try await notes.expectExactlyOneAnswer(rows: 60)
      let workers = try await scene.query("SELECT DISTINCT worker FROM gearbox_calls")
      #expect(Set(workers.map { $0.split(separator: "|").dropFirst().first }).count == 2)
    } else {
      #expect(
        try await scene.query("SELECT count(DISTINCT subject) FROM gearbox_calls") == ["10"])
      let reason = try await scene.json("status")["reason"]?.string
      #expect(reason?.hasPrefix("the canary says no") ?? false)
    }
  }

  @Test("a canary that is cut off goes on as a canary", arguments: Stage.available)
  func interruptedCanary(on stage: Stage) async throws {
    let notes = try await Notes(on: stage, rows: 30, limits: "{ concurrency: 2 }")
    try await notes.scene.startMock("--latency", "300ms")
    let run = try notes.run("--canary", "10")
    _ = try await eventually { try await notes.answered() > 0 }
    run.send(SIGINT)
    let output = try await run.wait()
    #expect(output.status == 130)
    #expect(output.stderr.contains("--canary 10"))
    #expect(
      try await notes.scene.json("status")["resume"]?.string?.contains("--canary 10") ?? false)
    let again = try await notes.run("--canary", "10").wait()
    #expect(again.status == 0, "\(again.stderr)")
    try await notes.expectExactlyOneAnswer(rows: 30)
    let resume = try await notes.scene.query("SELECT resume FROM gearbox_runs")
    #expect(!resume[0].contains("--canary"))
  }
}
