import Foundation
import JSON
import Testing

/// A small collection with rules of its own: notes that are sorted, and of which the fine ones are
/// read again. Its provider `meter` is the scene's mock, and bills what it says it used.
struct Notes {
  let scene: Scene
  /// The rule file.
  let rules: String

  /// - Parameters:
  ///   - rows: How many notes there are.
  ///   - limits: The rule file's `limits`, as a flow mapping.
  ///   - key: The environment variable with the provider's key; nil where it wants none.
  ///   - stageKeys: More keys of both stages, such as `execution: batch`.
  ///   - modelKeys: More keys of the model.
  ///   - providerKeys: More keys of its provider.
  ///   - api: What the provider speaks.
  ///   - padding: Bytes that each prompt is longer by.
  init(
    on stage: Stage, rows: Int, limits: String = "{ concurrency: 16 }", key: String? = nil,
    stageKeys: String? = nil, modelKeys: String? = nil, providerKeys: String? = nil,
    api: String = "openai", padding: Int = 0
  ) async throws {
    scene = try await Scene(on: stage, importing: false)
    let folder = scene.folder
    rules = folder.appendingPathComponent("notes.yaml").path
    let data = folder.appendingPathComponent("data")
    for path in [data, folder.appendingPathComponent("prompts")] {
      try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
    }
    func write(_ name: String, _ text: String) throws {
      try text.write(to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
    }
    func more(_ keys: String?) -> String { keys.map { ", " + $0 } ?? "" }
    let json = stage == .postgres ? "jsonb" : "json"
    try write("data/schema.sql", "CREATE TABLE notes (id bigint PRIMARY KEY, answers \(json));\n")
    try write(
      "data/notes.csv", "id,answers\n" + (1...rows).map { "\($0),\n" }.joined())
    try write(
      "notes.yaml",
      """
      ruleset: notes
      version: 1
      subjects: { table: notes, key: id, answers: answers }
      stages:
        sort: { model: small, prompt: sort.v1, store: sorted\(more(stageKeys)) }
        read: { when: sort.fine, model: small, prompt: read.v1, store: read\(more(stageKeys)) }
      limits: \(limits)
      """)
    try write(
      "models.yaml",
      """
      as_of: 2026-11-24
      models:
        small: { provider: meter, per_million: { input: 0.01, output: 1000 }\(more(modelKeys)) }
      providers:
        meter:
          { base_url: "http://127.0.0.1:9/v1", api: \(api)\(more(key.map { "key_env: \($0)" }))\(more(providerKeys)) }
      """)
    for name in ["sort", "read"] {
      try write(
        "prompts/\(name).v1.yaml",
        """
        prompt: \(name)
        version: 1
        max_output_tokens: 5
        template: \(name) note {{subject.id}}\(String(repeating: " x", count: padding / 2))
        answer:
          type: object
          required: [fine]
          properties: { fine: { type: boolean } }
        """)
    }
    let output = try await scene.gearbox("import", data.path)
    try #require(output.status == 0, "\(output.stderr)")
  }

  /// Starts a run with arguments beside the rule file.
  func run(_ arguments: String...) throws -> Running {
    try scene.start(["run", rules, "--yes"] + arguments)
  }

  /// The id of the latest run, once there is one that somebody works at.
  func startedRun() async throws -> String {
    var id: String?
    _ = try await eventually {
      let status = try? await scene.json("status")
      guard status?["workers"]?.array?.isEmpty == false else { return false }
      id = status?["run"]?.string
      return id != nil
    }
    return try #require(id, "no run was started")
  }

  func answered() async throws -> Int {
    let rows = try? await scene.query("SELECT count(*) FROM gearbox_answers")
    return Int(rows?.first ?? "") ?? 0
  }

  /// What has to hold of a run that is done, however it came about.
  func expectExactlyOneAnswer(rows: Int) async throws {
    let status = try await scene.json("status")
    #expect(status["state"]?.string == "done")
    for state in ["ready", "waiting", "leased", "failed"] {
      #expect(status["tasks"]?[state]?.int64 == 0, "\(state)")
    }
    #expect(
      try await scene.query("SELECT count(*) FROM notes WHERE answers IS NOT NULL") == ["\(rows)"])
    #expect(try await answeredTwice() == ["0"])
    #expect(try await heldTwice() == ["0"])
  }

  func answeredTwice() async throws -> [String] {
    try await scene.query(
      "SELECT count(*) FROM (SELECT task FROM gearbox_calls WHERE outcome = 'answered' "
        + "GROUP BY task HAVING count(*) > 1) AS repeated")
  }

  /// Calls for one task by two workers at the same time.
  func heldTwice() async throws -> [String] {
    try await scene.query(
      """
      SELECT count(*) FROM gearbox_calls AS a JOIN gearbox_calls AS b
        ON a.task = b.task AND a.id < b.id AND a.worker <> b.worker
      WHERE a.settled_at > b.sent_at
      """)
  }
}
