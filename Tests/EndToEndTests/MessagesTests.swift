import JSON
import Testing

@Suite("A stage is asked of a model that speaks Anthropic's Messages")
struct MessagesTests {
  @Test("and its answers are billed and kept like any other", arguments: Stage.available)
  func run(on stage: Stage) async throws {
    let notes = try await Notes(on: stage, rows: 30, api: "anthropic")
    try await notes.scene.startMock()
    let output = try await notes.run().wait()
    #expect(output.status == 0, "\(output.stderr)")
    try await notes.expectExactlyOneAnswer(rows: 30)
    let rows = try await notes.scene.query(
      "SELECT count(*), min(input_tokens) > 0, min(output_tokens) > 0, count(metered) "
        + "FROM gearbox_calls WHERE outcome = 'answered'")
    let answered = try await notes.answered()
    #expect(answered >= 30)
    let yes = stage == .postgres ? "t" : "1"
    #expect(rows == ["\(answered)|\(yes)|\(yes)|\(answered)"])
  }

  @Test("and its failures and answers of another shape are tried again")
  func failures() async throws {
    let notes = try await Notes(
      on: .sqlite, rows: 30, limits: "{ concurrency: 16, attempts: 10 }", api: "anthropic")
    try await notes.scene.startMock("--fail-rate", "0.2", "--invalid-rate", "0.1")
    let output = try await notes.run().wait()
    let status = try await notes.scene.json("status")
    #expect([0, 3].contains(output.status), "\(output.stderr)")
    #expect(status["state"] == "done")
    let outcomes = try await notes.scene.query(
      "SELECT DISTINCT outcome FROM gearbox_calls WHERE outcome IN ('rate_limited', 'server_error') "
        + "ORDER BY outcome")
    #expect(outcomes == ["rate_limited", "server_error"])
  }
}
