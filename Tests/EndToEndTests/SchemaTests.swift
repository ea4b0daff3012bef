import Foundation
import JSON
import Testing

/// Loads YAML by the core schema of 1.2, as editors do, and validates it. Prints, for each file, the
/// first complaint, or `valid`.
private let validation = #"""
  import json, re, sys, jsonschema, yaml

  class Core(yaml.SafeLoader):
      yaml_implicit_resolvers = {}

  for tag, pattern, first in [
      ("null", r"^(~|null|Null|NULL|)$", ["~", "n", "N", ""]),
      ("bool", r"^(true|True|TRUE|false|False|FALSE)$", list("tTfF")),
      ("int", r"^[-+]?[0-9]+$", list("-+0123456789")),
      ("float", r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$", list("-+.0123456789")),
  ]:
      Core.add_implicit_resolver("tag:yaml.org,2002:" + tag, re.compile(pattern), first)

  validator = jsonschema.Draft7Validator(json.load(open(sys.argv[1])))
  for path in sys.argv[2:]:
      found = next(validator.iter_errors(yaml.load(open(path), Loader=Core)), None)
      print("valid" if found is None else "invalid: " + found.message.replace("\n", " ")[:200])
  """#

private let python: Bool = {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = ["python3", "-c", "import jsonschema, yaml; jsonschema.Draft7Validator"]
  process.standardError = FileHandle.nullDevice
  guard (try? process.run()) != nil else { return false }
  process.waitUntilExit()
  return process.terminationStatus == 0
}()

private let missing: Comment = "python3 with jsonschema and yaml is not installed"

@Suite("An independent validator agrees with the schemas")
struct SchemaTests {
  @Test("without a name the schema is the rule files'")
  func printed() async throws {
    let plain = try await Program.run("schema")
    #expect(plain.status == 0)
    #expect(plain.stdout == (try await Program.run("schema", "ruleset").stdout))
    #expect(try JSONValue(parsing: plain.stdout)["$id"] == "ruleset.schema.json")
    let unknown = try await Program.run("schema", "rulesets")
    #expect(unknown.status == 64 && unknown.stdout.isEmpty)
  }

  /// Every YAML file in the folders that a user copies from.
  private static let shipped: [String] = ["rules", "prompts", "examples"].flatMap { folder in
    let url = Program.root.appendingPathComponent(folder).resolvingSymlinksInPath()
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: url.path)) ?? []
    return names.filter { $0.hasSuffix(".yaml") }.map { "\(folder)/\($0)" }
  }.sorted()

  @Test(
    "each file that is shipped names its schema in its first line, and is valid by it",
    .enabled(if: python, missing), arguments: shipped)
  func shippedFile(_ path: String) async throws {
    let url = Program.root.appendingPathComponent(path)
    let text = try String(contentsOf: url, encoding: .utf8)
    let line = try #require(text.split(separator: "\n").first)
    let named = try #require(
      line.wholeMatch(of: /# yaml-language-server: \$schema=(.+)/)?.1, "\(path): \(line)")
    let schema = url.deletingLastPathComponent().appendingPathComponent(String(named))
      .standardizedFileURL
    #expect(
      schema.deletingLastPathComponent().path
        == Program.root.appendingPathComponent("schemas").standardizedFileURL.path)
    #expect(FileManager.default.fileExists(atPath: schema.path), "\(path)")
    let file = schema.lastPathComponent
    let kind = try #require(file.wholeMatch(of: /(\w+)\.schema\.json/)?.1, "\(path)")
    #expect(try await verdicts(on: [text], String(kind)) == ["valid"], "\(path)")
  }

  @Test("every kind of file is shipped")
  func everyKind() {
    for name in ["v1.yaml", "tests.yaml", "models.yaml", "organize.v1.yaml"] {
      #expect(Self.shipped.contains { $0.hasSuffix("/\(name)") }, "\(name)")
    }
  }

  @Test(
    "what the program writes is valid", .enabled(if: python, missing), arguments: Stage.available)
  func written(_ stage: Stage) async throws {
    let scene = try await Scene(on: stage)
    let bill = try await scene.gearbox("simulate", Self.rules, "--format", "json")
    let file = scene.folder.appendingPathComponent("plan.json").path
    for more in [[], ["--no-bill"], ["--provider", "mock"]] {
      let output = try await scene.start(["plan", Self.rules, "--out", file] + more).wait()
      #expect(output.status == 0, "\(output.stderr)")
      let plan = try String(contentsOfFile: file, encoding: .utf8)
      #expect(try await verdicts(on: [plan], "plan") == ["valid"])
      #expect(try await verdicts(on: [bill.stdout], "plan") != ["valid"])
    }
    #expect(try await verdicts(on: [bill.stdout], "bill") == ["valid"])
    let setting = "stages.identify.tiers.guided.at_least"
    for (kind, arguments) in [
      ("diff", ["diff", Self.rules, "rules/vehicle-images/v2.yaml", "--max-cost", "20"]),
      ("sweep", ["sweep", Self.rules, "--set", "\(setting)=5..35:5"]),
      ("sweep", ["sweep", Self.rules, "--set", setting, "--target-cost", "12"]),
      ("sensitivity", ["sweep", Self.rules, "--sensitivity"]),
    ] {
      let output = try await scene.start(arguments + ["--format", "json"]).wait()
      #expect(output.status == 0, "\(output.stderr)")
      #expect(try await verdicts(on: [output.stdout], kind) == ["valid"], "\(arguments)")
      #expect(try await verdicts(on: [bill.stdout], kind) != ["valid"])
    }
  }

  private static let rules = "rules/vehicle-images/v1.yaml"

  @Test(
    "faulty rule files are not, and gearbox refuses them too", .enabled(if: python, missing),
    arguments: [
      ("an unknown key", "summary:", "sumary:"),
      ("an unknown key of a fact", "{ exists: vehicle_spid_data, by", "{ exists: x, order: y, by"),
      ("a fact of two kinds", "{ exists: vehicle_spid_data,", "{ exists: x, count: x,"),
      ("a fact of no kind", "{ exists: vehicle_spid_data, by: vehicle_id }", "{ by: vehicle_id }"),
      ("a wrong type", "version: 1", "version: one"),
      ("a fraction for a version", "version: 1", "version: 1.5"),
      ("a missing key", "  table: vehicle_images", "  group: other"),
      ("tiers and a model", "    tiers:", "    model: gpt-4o\n    tiers:"),
      ("neither tiers nor a model", "    model: gpt-4o-mini\n", ""),
      ("points that are no number", "has_spid:            20", "has_spid: many"),
      ("points without each", "{ each: 5, max: 25 }", "{ max: 25 }"),
      ("a share above 1", "assume: 0.65", "assume: 65"),
      ("a negative cost", "cost: 0.02 ", "cost: -0.02 "),
      ("a duration without a unit", "timeout: 60s", "timeout: 60"),
      ("a duration of another unit", "timeout: 60s", "timeout: 60d"),
      ("a word that is none", "[tier_improves]", "[tier_improvement]"),
      ("a word where a list is wanted", "[tier_improves]", "tier_improves"),
      ("a name that cannot be one", "  previously_analyzed: {", "  previously-analyzed: {"),
      ("a path without a key", "ai_scan_metadata.tier_1_analysis }", "ai_scan_metadata }"),
      ("no columns to join", "by: { image_id: id }", "by: {}"),
    ])
  func faultyRules(_ what: String, _ old: String, _ new: String) async throws {
    let text = try String(
      contentsOf: Program.root.appendingPathComponent(Self.rules), encoding: .utf8)
    let faulty = text.replacing(old, with: new, maxReplacements: 1)
    try #require(faulty != text, "'\(old)' is not in \(Self.rules)")
    let verdict = try await verdicts(on: [faulty], "ruleset").first
    #expect(verdict?.hasPrefix("invalid") == true, "\(what)")
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("rules.yaml")
    try faulty.write(to: file, atomically: true, encoding: .utf8)
    let check = try await Program.run(
      "check", file.path, "--models", "rules/models.yaml", "--prompts", "prompts")
    #expect(check.status == 1, "\(what)")
  }

  @Test(
    "faulty prompts, price books and rule tests are not", .enabled(if: python, missing),
    arguments: [
      ("prompt", "prompts/organize.v1.yaml", "detail: low", "detail: lowest"),
      ("prompt", "prompts/organize.v1.yaml", "prompt: organize", "prompt: or.ganize"),
      ("prompt", "prompts/organize.v1.yaml", "max_output_tokens: 400\n", ""),
      ("prompt", "prompts/organize.v1.yaml", "properties:", "propertys:"),
      ("prompt", "prompts/organize.v1.yaml", "type: integer,", "type: whole,"),
      ("models", "rules/models.yaml", "as_of: 2026-11-24", "as_of: 24.11.2026"),
      ("models", "rules/models.yaml", "rule: tiles,", "rule: patches,"),
      ("models", "rules/models.yaml", "rule: tiles,", "rule: pixels,"),
      ("models", "rules/models.yaml", "input: 0.15,", "input: -0.15,"),
      ("models", "rules/models.yaml", "\"https://api", "\"ftp://api"),
      ("models", "rules/models.yaml", "metered: false", "metered: no"),
      ("tests", "rules/vehicle-images/tests.yaml", "cases:", "case:"),
      ("tests", "rules/vehicle-images/tests.yaml", "score: 20", "score: '20'"),
    ])
  func faultyOthers(_ kind: String, _ path: String, _ old: String, _ new: String) async throws {
    let text = try String(contentsOf: Program.root.appendingPathComponent(path), encoding: .utf8)
    let faulty = text.replacing(old, with: new, maxReplacements: 1)
    try #require(faulty != text, "'\(old)' is not in \(path)")
    let verdict = try await verdicts(on: [faulty], kind).first
    #expect(verdict?.hasPrefix("invalid") == true, "\(new)")
  }

  private func verdicts(on texts: [String], _ kind: String) async throws -> [String] {
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let schema = folder.appendingPathComponent("schema.json")
    try await Program.run("schema", kind).stdout
      .write(to: schema, atomically: true, encoding: .utf8)
    var arguments = ["python3", "-c", validation, schema.path]
    for (index, text) in texts.enumerated() {
      let file = folder.appendingPathComponent("\(index).yaml")
      try text.write(to: file, atomically: true, encoding: .utf8)
      arguments.append(file.path)
    }
    let output = try await Running("/usr/bin/env", arguments).wait()
    try #require(output.status == 0, "\(output.stderr)")
    let lines = output.stdout.split(separator: "\n").map(String.init)
    try #require(lines.count == texts.count)
    return lines
  }
}
