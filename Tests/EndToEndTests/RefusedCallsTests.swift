import Foundation
import JSON
import Testing

/// A server that answers a note, or refuses it, as Python's expression `status` says: of `note`, which
/// it is, and `answered`, how many were answered before.
private func script(_ status: String, answersAfter seconds: Double) -> String {
  #"""
  import re, threading, time

  lock, answered = threading.Lock(), 0

  def reply(headers, sent):
      global answered
      note = int(re.search(r"note (\d+)", sent).group(1))
      with lock:
          status = \#(status)
          if status == 200: answered += 1
      if status != 200: return status, {"error": {"message": "no"}}
      time.sleep(\#(seconds))
      return 200, {"choices": [{"finish_reason": "stop",
          "message": {"role": "assistant", "content": "{\"fine\": false}"}}],
          "usage": {"prompt_tokens": 9, "completion_tokens": 4}}
  """#
}

@Suite("A refusal is a task's own fault, or everybody's, as its neighbours tell")
struct RefusedCallsTests {
  private func start(
    _ status: String, answersAfter seconds: Double = 0
  ) async throws -> ScriptedServer {
    try await ScriptedServer(script(status, answersAfter: seconds))
  }

  private func run(_ notes: Notes, _ environment: [String: String]) async throws -> Program.Output {
    try await notes.scene.start(["run", notes.rules, "--yes"], environment).wait()
  }

  private func expectTasks(
    _ notes: Notes, done: Int64, failed: Int64, ready: Int64 = 0
  ) async throws {
    let tasks = try await notes.scene.json("status")["tasks"]
    #expect(tasks?["done"]?.int64 == done)
    #expect(tasks?["failed"]?.int64 == failed)
    #expect(tasks?["ready"]?.int64 == ready)
  }

  @Test(
    "few that are refused while slow answers are under way fail alone", arguments: Stage.available)
  func slowAnswers(on stage: Stage) async throws {
    let notes = try await Notes(on: stage, rows: 12, limits: "{ concurrency: 12 }")
    let server = try await start("400 if note <= 6 else 200", answersAfter: 1.5)
    let output = try await run(notes, server.environment)
    #expect(output.status == 3, "\(output.stderr)")
    try await expectTasks(notes, done: 6, failed: 6)
  }

  @Test(
    "few that are forbidden fail alone, too, and soon, while others are answered",
    arguments: Stage.available)
  func forbidden(on stage: Stage) async throws {
    let notes = try await Notes(on: stage, rows: 80, limits: "{ concurrency: 4 }")
    let server = try await start("403 if note % 20 == 0 else 200", answersAfter: 0.3)
    let output = try await run(notes, server.environment)
    #expect(output.status == 3, "\(output.stderr)")
    try await expectTasks(notes, done: 76, failed: 4)
    let refused = try await notes.scene.query(
      "SELECT count(*) FROM gearbox_calls WHERE outcome = 'unauthorized'")
    #expect(refused == ["8"], "each of them is asked once more")
  }

  @Test("a run of which only refused tasks are left comes to its end", arguments: Stage.available)
  func onlyRefused(on stage: Stage) async throws {
    let notes = try await Notes(on: stage, rows: 5, limits: "{ concurrency: 1 }")
    let server = try await start("400")
    let first = try await run(notes, server.environment)
    #expect(first.status == 4, "\(first.stderr)")
    #expect(first.stderr.contains("the provider refuses: HTTP 400: no"))
    try await expectTasks(notes, done: 0, failed: 0, ready: 5)
    // Those that were refused are refused for good, and the rest is too little to be everybody.
    let second = try await run(notes, server.environment)
    #expect(second.status == 3, "\(second.stderr)")
    try await expectTasks(notes, done: 0, failed: 5)
  }

  @Test(
    "a key or a model that is taken away stops the run, and fails no task",
    arguments: Stage.available, [401, 403, 404])
  func takenAway(on stage: Stage, status: Int) async throws {
    let notes = try await Notes(on: stage, rows: 60, limits: "{ concurrency: 4 }")
    let server = try await start("\(status) if answered >= 10 else 200")
    let output = try await run(notes, server.environment)
    #expect(output.status == 4, "\(output.stderr)")
    #expect(output.stderr.contains("the provider refuses: HTTP \(status): no"))
    try await expectTasks(notes, done: 10, failed: 0, ready: 50)
    // Nor does whoever tries again before it is mended.
    #expect(try await run(notes, server.environment).status == 4)
    try await expectTasks(notes, done: 10, failed: 0, ready: 50)
    let restored = try await start("200")
    #expect(try await run(notes, restored.environment).status == 0)
    try await notes.expectExactlyOneAnswer(rows: 60)
  }

  @Test(
    "an address or a key of which no request can be made fails no task",
    arguments: [
      ["METER_BASE_URL": "https://<your-resource>.example/v1"], ["METER_API_KEY": "two\nlines"],
    ])
  func unusable(_ environment: [String: String]) async throws {
    let notes = try await Notes(on: .sqlite, rows: 5, key: "METER_API_KEY")
    let output = try await run(
      notes, ["METER_API_KEY": "sk-0123456789"].merging(environment) { $1 })
    #expect(output.status != 0 && output.status != 3, "\(output.stderr)")
    let tasks = try? await notes.scene.json("status")["tasks"]
    #expect((tasks?["failed"]?.int64 ?? 0) == 0)
  }

  @Test(
    "a database that stores no answer any more ends the run before it is paid for",
    arguments: Stage.available)
  func unstorable(on stage: Stage) async throws {
    let notes = try await Notes(on: stage, rows: 200, limits: "{ concurrency: 2 }")
    let rule =
      stage == .postgres
      ? "ALTER TABLE notes ADD CHECK (answers IS NULL)"
      : """
      CREATE TRIGGER stop BEFORE UPDATE ON notes WHEN new.answers IS NOT NULL
        BEGIN SELECT raise(ABORT, 'no answers any more'); END
      """
    _ = try await notes.scene.query(rule)
    let server = try await start("200", answersAfter: 0.02)
    let output = try await run(notes, server.environment)
    #expect(output.status == 4, "\(output.stderr)")
    #expect(output.stderr.contains("the database refuses all answers"))
    let calls = try await notes.scene.query("SELECT count(*) FROM gearbox_calls")
    #expect((20...40).contains(Int(calls.first ?? "") ?? 0))
  }
}
