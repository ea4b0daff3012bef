import Foundation
import JSON
import Testing

/// A server that says it used so many tokens for each answer as its first argument says, and answers
/// `{"fine": false}`, or what a file that is its second argument holds. What it was asked goes to stdout
/// as a count of bytes; its port first.
private let script = #"""
  import sys

  def reply(headers, sent):
      print("POST", len(sent.encode()), flush=True)
      text = open(sys.argv[2]).read() if len(sys.argv) > 2 else "{\"fine\": false}"
      return 200, {"model": "small", "choices": [{"finish_reason": "stop",
          "message": {"role": "assistant", "content": text}}],
          "usage": {"prompt_tokens": 9, "completion_tokens": int(sys.argv[1])}}
  """#

@Suite("What a server makes of a call is paid for once")
struct CeilingTests {
  @Test(
    "a ceiling that calls broke is raised for a process that comes later, too",
    arguments: Stage.available)
  func recalled(on stage: Stage) async throws {
    let notes = try await Notes(
      on: stage, rows: 12,
      limits: "{ concurrency: 1, canary: { cost_above: 1%, invalid_above: 50% } }")
    // Ten tokens where five are the most that may be.
    let server = try await ScriptedServer(script, "10")
    let first = try await notes.scene.start(
      ["run", notes.rules, "--yes", "--canary", "1"], server.environment
    ).wait()
    #expect(first.status == 2, "\(first.stderr)")
    let billed = try await notes.scene.query("SELECT billed FROM gearbox_calls ORDER BY id")
    try #require(billed.count == 1)
    let second = try await notes.scene.start(["run", notes.rules, "--yes"], server.environment)
      .wait()
    #expect(second.status == 0, "\(second.stderr)")
    let reserved = try await notes.scene.query("SELECT reserved FROM gearbox_calls ORDER BY id")
    #expect(reserved.count == 12 && server.printed.matches(of: /POST/).count == 12)
    func amount(_ text: String) throws -> Decimal {
      try #require(Decimal(string: text, locale: Locale(identifier: "en_US_POSIX")))
    }
    #expect(try amount(reserved[0]) < amount(billed[0]))
    for later in reserved.dropFirst() { #expect(try amount(later) >= amount(billed[0])) }
  }

  @Test(
    "an answer beyond all length is not sent back for a repair, and what is said of it is short")
  func longAnswer() async throws {
    let notes = try await Notes(on: .sqlite, rows: 1)
    let folder = notes.scene.folder
    let key = String(repeating: "k", count: 50_000)
    let answers: [(String, posts: Int, again: [String])] = [
      (#"{"fine": 7}"#, 2, []), (#"{"\#(key)": 1}"#, 1, ["--retry-failed"]),
      (key, 1, ["--retry-failed"]),
    ]
    for (text, posts, again) in answers {
      let file = folder.appendingPathComponent("answer")
      try text.write(to: file, atomically: true, encoding: .utf8)
      let server = try await ScriptedServer(script, "5", file.path)
      let output = try await notes.scene.start(
        ["run", notes.rules, "--yes"] + again, server.environment
      ).wait()
      #expect(output.status == 3, "\(output.stderr)")
      #expect(server.printed.matches(of: /POST/).count == posts)
    }
    let found = try await notes.scene.query(
      "SELECT outcome, length(detail) <= 2001 FROM gearbox_calls ORDER BY id")
    #expect(found == ["invalid_answer|1", "invalid_answer|1", "invalid_answer|1", "not_json|1"])
  }
}
