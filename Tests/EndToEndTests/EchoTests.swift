import Foundation
import JSON
import Testing

/// A server that quotes what it was sent, headers and body, in ever another way: as the message of
/// an error, as an error without form, as an answer, as a refusal, and as a reply that is none.
private let script = #"""
  import json, re

  def reply(headers, sent):
      images = re.findall(r"[A-Za-z0-9+/=]{200,}", sent.replace("\\/", "/"))
      echo = headers + " ".join(images) + sent
      way = int(re.search(r"photograph (\d+)", sent).group(1)) % 7
      def answer(text, refusal=None):
          return {"model": echo, "choices": [{"finish_reason": "stop",
              "message": {"role": "assistant", "content": text, "refusal": refusal}}],
              "content": [{"type": "text", "text": text}],
              "stop_reason": "refusal" if refusal else "end_turn",
              "usage": {"prompt_tokens": 9, "completion_tokens": 4,
                  "input_tokens": 9, "output_tokens": 4}}
      if way == 0: return 400, {"error": {"message": echo, "type": echo, "code": echo}}
      if way == 1: return 400, " ".join(images) + echo
      if way == 2: return 500, {"detail": echo}
      if way == 3: return 200, answer(echo)
      if way == 4: return 200, answer(echo, echo)
      if way == 5: return 200, echo
      return 200, answer(json.dumps({"fine": images[0]}))
  """#

@Suite("Neither a key nor the bytes of an image ever come back from a server that quotes them")
struct EchoTests {
  private static let key = "sk-proj-never-to-be-seen-0123456789"

  @Test("in no output, no log and no table", arguments: Stage.available, ["openai", "anthropic"])
  func echo(on stage: Stage, api: String) async throws {
    let scene = try await Scene(on: stage, importing: false)
    let server = try await ScriptedServer(script)
    let image = try writeProject(in: scene.folder, api: api, stage)
    let imported = try await scene.gearbox(
      "import", scene.folder.appendingPathComponent("data").path)
    try #require(imported.status == 0, "\(imported.stderr)")

    let log = scene.folder.appendingPathComponent("run.log")
    let rules = scene.folder.appendingPathComponent("photographs.yaml").path
    let run = ["run", rules, "--yes", "--image-folder", scene.folder.path]
    var seen: [String] = []
    for arguments in [
      run + ["--log-format", "json"], run + ["--retry-failed", "--log-file", log.path],
      ["status"], ["status", "--format", "json"], ["calls"], ["calls", "--failed"],
      ["calls", "--format", "json"], ["calls", "--format", "csv"],
    ] {
      let output = try await scene.start(
        arguments,
        server.environment.merging(["METER_API_KEY": Self.key]) { $1 }
      ).wait()
      #expect([0, 3, 4].contains(output.status), "\(output.stderr)")
      seen += [output.stdout, output.stderr]
    }
    seen.append(try String(contentsOf: log, encoding: .utf8))
    for table in ["runs", "tasks", "calls", "answers", "workers"] {
      seen += try await scene.query("SELECT * FROM gearbox_\(table)")
    }
    seen += try await scene.query("SELECT * FROM photographs")

    // The server was asked, and what it said was kept: without what it quoted.
    let all = seen.joined(separator: "\n")
    let outcomes = Set(try await scene.query("SELECT DISTINCT outcome FROM gearbox_calls"))
    #expect(outcomes.isSuperset(of: ["rejected", "server_error", "not_json", "refusal"]))
    #expect(all.contains("characters of data]"))
    #expect(!all.contains(Self.key))
    #expect(!quotes(all, image), "\(all.prefix(5_000))")
  }

  /// Whether 24 characters in a row of an image's base64 stand in a text.
  private func quotes(_ text: String, _ image: Data) -> Bool {
    func windows(_ bytes: [UInt8]) -> Set<[UInt8]> {
      Set((0..<max(0, bytes.count - 23)).map { Array(bytes[$0..<$0 + 24]) })
    }
    let parts = windows(Array(image.base64EncodedString().utf8))
    let bytes = Array(text.utf8)
    return (0..<max(0, bytes.count - 23)).contains { parts.contains(Array(bytes[$0..<$0 + 24])) }
  }

  /// - Returns: the image.
  private func writeProject(in folder: URL, api: String, _ stage: Stage) throws -> Data {
    for name in ["data", "prompts"] {
      try FileManager.default.createDirectory(
        at: folder.appendingPathComponent(name), withIntermediateDirectories: true)
    }
    func write(_ name: String, _ text: String) throws {
      try text.write(to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
    }
    var random = SystemRandomNumberGenerator()
    let image =
      Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
      + Data((0..<4_000).map { _ in UInt8.random(in: .min ... .max, using: &random) })
    try image.write(to: folder.appendingPathComponent("image.png"))
    let json = stage == .postgres ? "jsonb" : "json"
    try write(
      "data/schema.sql",
      "CREATE TABLE photographs (id bigint PRIMARY KEY, address text, answers \(json));\n")
    try write(
      "data/photographs.csv",
      "id,address,answers\n" + (1...14).map { "\($0),image.png,\n" }.joined())
    try write(
      "photographs.yaml",
      """
      ruleset: photographs
      version: 1
      subjects: { table: photographs, key: id, image: address, answers: answers }
      stages:
        sort: { model: small, cost: 0.001, prompt: sort.v1, store: sorted }
      limits: { concurrency: 4, attempts: 2 }
      """)
    try write(
      "models.yaml",
      """
      as_of: 2026-11-24
      models:
        small:
          provider: meter
          per_million: { input: 0.01, output: 0.01 }
          image: { rule: tiles, base: 85, tile: 170 }
      providers:
        meter: { base_url: "http://127.0.0.1:9/v1", key_env: METER_API_KEY, api: \(api), images: inline }
      """)
    try write(
      "prompts/sort.v1.yaml",
      """
      prompt: sort
      version: 1
      detail: low
      max_output_tokens: 5
      template: Sort photograph {{subject.id}}
      answer:
        type: object
        required: [fine]
        properties: { fine: { type: boolean } }
      """)
    return image
  }
}
