import Diagnostics
import Foundation
import JSON
import Prompts
import Reporting
import Rules
import Testing
import YAML

private let checkout = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

@Suite("Schemas say what the reading of files accepts")
struct SchemaTests {
  @Test("the files under schemas/ are what the program prints", arguments: FileSchema.allCases)
  func current(_ file: FileSchema) throws {
    let url = checkout.appendingPathComponent("schemas/\(file.fileName)")
    let text = file.json.serialized(pretty: true) + "\n"
    if ProcessInfo.processInfo.environment["GEARBOX_RECORD"] == "1" {
      try text.write(to: url, atomically: true, encoding: .utf8)
      Issue.record("recorded \(file.fileName); run again without GEARBOX_RECORD")
    } else {
      let kept = try? String(contentsOf: url, encoding: .utf8)
      #expect(kept == text, "stale: run this test with GEARBOX_RECORD=1")
    }
  }

  @Test("every key has a meaning, as a sentence", arguments: FileSchema.allCases)
  func descriptions(_ file: FileSchema) {
    var pending = [file.json]
    var keys = 0
    while let schema = pending.popLast() {
      for (name, property) in schema["properties"]?.object ?? [:] {
        keys += 1
        let text = property["description"]?.string ?? ""
        #expect(text.count > 5 && text.hasSuffix("."), "\(name): \(text)")
        #expect(text.first?.isUppercase == true, "\(name): \(text)")
        pending.append(property)
      }
      pending += schema["oneOf"]?.array ?? []
      pending += ["items", "additionalProperties"].compactMap { schema[$0] }
      pending += schema["definitions"]?.object?.map(\.value) ?? []
    }
    #expect(keys >= 10)
  }

  @Test("the schema of answers has every keyword that answers may use")
  func answerKeywords() {
    let definition = FileSchema.prompt.json.value(at: ["definitions", "answer_schema"])
    let keys = definition?["properties"]?.object?.map(\.key) ?? []
    #expect(keys.sorted() == JSONSchema.keywords.sorted())
  }

  @Test("defaults are told")
  func defaults() {
    let limits = FileSchema.ruleset.json.value(at: ["properties", "limits", "properties"])
    #expect(limits?["attempts"]?["default"] == 3)
    #expect(limits?["timeout"]?["default"] == "60s")
    #expect(limits?["budget"]?["default"] == nil)
    let providers = FileSchema.models.json.value(
      at: ["properties", "providers", "additionalProperties", "properties"])
    #expect(providers?["metered"]?["default"] == true)
  }

  @Test("they are JSON Schemas of draft-07", .enabled(if: Python.canValidate, Python.missing))
  func areSchemas() throws {
    let all = FileSchema.allCases.map { "\($0.json.serialized())\n" }.joined()
    let said = try Python.run(
      """
      import json, sys, jsonschema
      for line in open(sys.argv[1]):
          jsonschema.Draft7Validator.check_schema(json.loads(line))
      print("all")
      """, all)
    #expect(said == "all\n")
  }

  @Test(
    "what is read is valid, and what is refused for its shape is not, in every small change of a file",
    .enabled(if: Python.canValidate, Python.missing), arguments: FileSchema.written)
  func parity(_ file: FileSchema) throws {
    let changes = Changes(of: try file.example(), limit: 1500).all
    let verdicts = try changes.map { try file.verdict(on: $0) }
    let lines = ([file.json] + changes).map { "\($0.serialized())\n" }.joined()
    let said = try Python.run(
      """
      import json, sys, jsonschema
      lines = open(sys.argv[1])
      validator = jsonschema.Draft7Validator(json.loads(next(lines)))
      for line in lines:
          print("valid" if validator.is_valid(json.loads(line)) else "invalid")
      """, lines
    ).split(separator: "\n")
    try #require(said.count == changes.count)
    var counts: [Verdict: Int] = [:]
    for (index, verdict) in verdicts.enumerated() {
      counts[verdict, default: 0] += 1
      let isValid = said[index] == "valid"
      switch verdict {
      case .accepted: #expect(isValid, "read, and yet invalid: \(changes[index].serialized())")
      case .misshapen: #expect(!isValid, "refused, and yet valid: \(changes[index].serialized())")
      case .refused: break
      }
    }
    // Most of a prompt's file is its answer schema, whose faults are seldom of the kind that a
    // schema of the file can say.
    let least = file == .prompt ? 100 : 200
    #expect(counts[.accepted, default: 0] > 20 && counts[.misshapen, default: 0] > least)
  }
}

private struct NotWrittenByPeople: Error {}

/// What reading says of a file.
private enum Verdict {
  case accepted
  /// Refused for what a schema can say too: keys, and the types of values.
  case misshapen
  /// Refused for another reason.
  case refused
}

extension FileSchema {
  fileprivate func example() throws -> JSONValue {
    let path =
      switch self {
      case .ruleset: "rules/vehicle-images/v1.yaml"
      case .prompt: "prompts/organize.v1.yaml"
      case .models: "rules/models.yaml"
      case .tests: "rules/vehicle-images/tests.yaml"
      case .bill, .plan, .diff, .sweep, .sensitivity: throw NotWrittenByPeople()
      }
    let text = try String(contentsOf: checkout.appendingPathComponent(path), encoding: .utf8)
    var diagnostics = DiagnosticList()
    let document = YAMLReader.read(SourceText(name: path, text: text), into: &diagnostics)
    return json(try #require(document).root)
  }

  fileprivate func verdict(on content: JSONValue) throws -> Verdict {
    var diagnostics = DiagnosticList()
    // JSON is YAML. The name leaves the name of a prompt's file unchecked.
    let source = SourceText(name: "changed", text: content.serialized())
    let document = try #require(YAMLReader.read(source, into: &diagnostics))
    switch self {
    case .ruleset: _ = RuleSet.decode(document, into: &diagnostics)
    case .prompt: _ = PromptReader.read(document, into: &diagnostics)
    case .models: _ = PriceBook.decode(document, into: &diagnostics)
    case .tests: _ = RuleTests.decode(document, into: &diagnostics)
    case .bill, .plan, .diff, .sweep, .sensitivity: throw NotWrittenByPeople()
    }
    let codes = Set(diagnostics.diagnostics.filter { $0.severity == .error }.map(\.code))
    let ofShape: Set = [
      "wrong-type", "missing-key", "unknown-key", "conflicting-keys", "invalid-name",
      "invalid-value",
    ]
    return codes.isEmpty ? .accepted : codes.isDisjoint(with: ofShape) ? .refused : .misshapen
  }

  private func json(_ node: Node) -> JSONValue {
    switch node.content {
    case .sequence(let items): .array(items.map { json($0) })
    case .mapping(let mapping):
      .object(JSONObject(mapping.entries.map { (key: $0.key.value, value: json($0.value)) }))
    case .scalar(let scalar):
      switch scalar.resolved {
      case .null: .null
      case .bool(let value): .bool(value)
      case .int(let value): .number(JSONNumber(value))
      case .float(let digits): JSONNumber(exactly: digits).map(JSONValue.number) ?? .null
      case .string(let text): .string(text)
      }
    }
  }
}

/// A document with one place of it changed: keys left out, misspelt and added, values of other
/// types and out of bounds.
private struct Changes {
  private(set) var all: [JSONValue]

  private static let values: [JSONValue] = [
    .null, true, -1, 0, 3, 0.5, 2000000000, "", " ", "x y", "2026-13-01", "90s", "a.b", [], [[:]],
    ["always"], ["x"], [:], ["x": 1], ["each": 2], ["theirs": "ours"],
  ]

  init(of document: JSONValue, limit: Int) {
    var every = [document]
    Self.add(document, to: &every) { $0 }
    // Spread evenly over the document, the same every time.
    let step = max(1, every.count / limit)
    all = stride(from: 0, to: every.count, by: step).map { every[$0] }
  }

  private static func add(
    _ value: JSONValue, to all: inout [JSONValue], _ whole: (JSONValue) -> JSONValue
  ) {
    for other in values { all.append(whole(other)) }
    if let object = value.object {
      all.append(whole(.object(object.with("unheard_of", 1))))
      for (key, member) in object {
        all.append(whole(.object(object.with(key, nil))))
        all.append(whole(.object(object.with(key, nil).with(key + " x", member))))
        add(member, to: &all) { whole(.object(object.with(key, $0))) }
      }
    } else if let items = value.array {
      for index in items.indices {
        add(items[index], to: &all) { item in
          var changed = items
          changed[index] = item
          return whole(.array(changed))
        }
      }
    }
  }
}

extension JSONObject {
  fileprivate func with(_ key: String, _ value: JSONValue?) -> JSONObject {
    var object = self
    object[key] = value
    return object
  }
}

/// Python with an implementation of JSON Schema that is not ours.
private enum Python {
  static let missing: Comment = "python3 with jsonschema is not installed"

  static let canValidate: Bool =
    (try? run("import jsonschema; jsonschema.Draft7Validator; print('yes')", "")) == "yes\n"

  /// What a script prints that is given a file with `input`.
  static func run(_ script: String, _ input: String) throws -> String {
    let folder = FileManager.default.temporaryDirectory
    let file = folder.appendingPathComponent("gearbox-\(UUID().uuidString)")
    try input.write(to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script, file.path]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let said = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? String(decoding: said, as: UTF8.self) : ""
  }
}
