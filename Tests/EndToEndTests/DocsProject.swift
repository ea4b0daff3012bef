import Foundation
import Testing

/// A copy of the example's files, into which fragments of YAML are put to see what is said of them.
final class DocsProject {
  let folder: URL
  let database: String

  /// Imports the example data too.
  init() async throws {
    folder = try temporaryFolder()
    database = "sqlite:\(folder.path)/docs.db"
    let files = FileManager.default
    let root = Program.root.resolvingSymlinksInPath()
    try files.copyItem(
      at: root.appendingPathComponent("rules"), to: folder.appendingPathComponent("rules"))
    try files.copyItem(
      at: root.appendingPathComponent("prompts"), to: folder.appendingPathComponent("prompts"))
    let output = try await Program.run("import", "examples/vehicle-images", "--database", database)
    try #require(output.status == 0, "\(output.stderr)")
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private static let rules = "rules/vehicle-images/v1.yaml"
  private static let tests = "rules/vehicle-images/tests.yaml"

  private static let kinds: [(keys: Set<String>, file: String)] = [
    (
      [
        "subjects", "facts", "score", "stages", "context", "advice", "limits", "baseline",
        "reprocess", "summary",
      ], rules
    ),
    (["models", "providers"], "rules/models.yaml"), (["cases"], tests),
    (["detail", "max_output_tokens", "template", "answer"], "prompts/organize.v1.yaml"),
  ]

  /// What is said of a block in the place of, or within, the example's file of its kind.
  func tryOut(_ block: Markdown.Block) async throws -> Program.Output {
    let sections = YAMLSections(block.text)
    switch sections.keys.first {
    case "ruleset":
      try write(block.text, to: "rules/docs/v1.yaml")
      return try await run("check rules/docs/v1.yaml")
    case "prompt":
      let name = try #require(block.text.firstMatch(of: #/(?m)^prompt: (\S+)/#)?.1)
      let version = try #require(block.text.firstMatch(of: #/(?m)^version: (\d+)/#)?.1)
      try write(block.text, to: "prompts/\(name).v\(version).yaml")
      let stage = """
        stages:
          shown: { model: gpt-4o-mini, cost: 0.01, prompt: \(name).v\(version), store: shown }
        """
      return try await trying(block, YAMLSections(stage))
    case "tests":
      return try await replacing(Self.tests, with: block.text, "test \(Self.rules)")
    case "as_of":
      // A price book of its own need not have the models of the example.
      try write(block.text, to: "rules/docs/models.yaml")
      return try await run("check \(Self.rules) --models rules/docs/models.yaml")
    default:
      return try await trying(block, sections)
    }
  }

  /// Puts each section of a fragment into the file that has sections of that name.
  private func trying(
    _ block: Markdown.Block, _ sections: YAMLSections
  ) async throws -> Program.Output {
    var originals: [String: String] = [:]
    for section in sections.sections {
      let file = try #require(
        Self.kinds.first { $0.keys.contains(section.key) }?.file,
        "line \(block.line): no file of the example has '\(section.key)'")
      let before = try read(file)
      if originals[file] == nil { originals[file] = before }
      try write(YAMLSections(before).merging(YAMLSections([section])).text, to: file)
    }
    let isTest = originals[Self.tests] != nil
    let output = try await run(isTest ? "test rules/vehicle-images" : "simulate \(Self.rules)")
    for (file, text) in originals { try write(text, to: file) }
    return output
  }

  private func replacing(
    _ file: String, with text: String, _ command: String
  ) async throws -> Program.Output {
    let original = try read(file)
    try write(text, to: file)
    let output = try await run(command)
    try write(original, to: file)
    return output
  }

  private func run(_ command: String) async throws -> Program.Output {
    try await Program.shell("gearbox \(command)", in: folder, ["DATABASE_URL": database])
  }

  private func read(_ file: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
  }

  private func write(_ text: String, to file: String) throws {
    let url = folder.appendingPathComponent(file)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: url, atomically: true, encoding: .utf8)
  }
}
