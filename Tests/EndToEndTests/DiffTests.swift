import Foundation
import JSON
import Testing

@Suite("The price of a rule change is told of files, versions and revisions alike")
struct DiffTests {
  private static let v1 = "rules/vehicle-images/v1.yaml"
  private static let v2 = "rules/vehicle-images/v2.yaml"
  private static let last = "Expected cost: $12.11 → $11.45 (−$0.66, −5.5%)"

  @Test("a published version is compared as it was recorded", arguments: Stage.available)
  func published(_ stage: Stage) async throws {
    let scene = try await Scene(on: stage)
    let missing = try await scene.gearbox("diff", "vehicle-images@1", Self.v2)
    #expect(missing.status == 1)
    #expect(missing.stderr.contains("vehicle-images@1 is not published"))
    #expect(try await scene.gearbox("publish", Self.v1).status == 0)
    let output = try await scene.gearbox("diff", "vehicle-images@1", Self.v2)
    #expect(output.status == 0, "\(output.stderr)")
    #expect(output.stdout.hasSuffix(Self.last + "\n"))
    let json = try await scene.json("diff", "vehicle-images@1", Self.v2)
    #expect(json["summary"]?.string == Self.last)
    #expect(json["groups"]?["count"] == 9)
    let next = try await scene.gearbox("diff", "vehicle-images@7", Self.v2)
    #expect(next.status == 1 && next.stderr.contains("published are vehicle-images@1"))
  }

  @Test("a git revision is read with its own prompts and prices, from anywhere in the repository")
  func revision() async throws {
    let scene = try await Scene(on: .sqlite)
    let folder = scene.folder.appendingPathComponent("repository")
    let make = """
      mkdir -p \(folder.path) && cp -r rules prompts \(folder.path) && cd \(folder.path) &&
      git init -q -b main && git add . &&
      git -c user.name=a -c user.email=a@b commit -q -m first &&
      sed -i 's/each: 5, max: 25/each: 6, max: 25/' rules/vehicle-images/v1.yaml &&
      sed -i 's/input: 2.50/input: 5.00/' rules/models.yaml
      """
    let made = try await Program.shell(make)
    try #require(made.status == 0, "\(made.stderr)")
    func diff(_ arguments: String, from place: String = ".") async throws -> Program.Output {
      try await Program.shell(
        "cd \(place) && gearbox diff \(arguments)", in: folder, ["DATABASE_URL": scene.database])
    }
    let output = try await diff("main:\(Self.v1) \(Self.v1) --groups 0")
    #expect(output.status == 0, "\(output.stderr)")
    #expect(output.stdout.contains("score.receipts.each 5 → 6"))
    #expect(output.stdout.contains("models.gpt-4o.per_million.input 2.50 → 5.00"))
    #expect(output.stdout.hasPrefix("main:\(Self.v1) → \(Self.v1), 2,734 subjects"))
    let below = try await diff("HEAD:./v1.yaml v1.yaml --groups 0", from: "rules/vehicle-images")
    #expect(below.status == 0, "\(below.stderr)")
    #expect(below.stdout.contains("score.receipts.each 5 → 6"))

    let path = try await diff("main:rules/vehicle-images/v9.yaml \(Self.v1)")
    #expect(path.status == 1 && path.stderr.contains("has no file 'rules/vehicle-images/v9.yaml'"))
    #expect(path.stderr.contains("did you mean 'main:rules/vehicle-images/v1.yaml'?"))
    let revision = try await diff("mian:\(Self.v1) \(Self.v1)")
    #expect(revision.status == 1 && revision.stderr.contains("has no revision 'mian'"))
    let option = try await diff("-- --output=x:\(Self.v1) \(Self.v1)")
    #expect(option.status == 1 && option.stderr.contains("has no revision '--output=x'"))
    let outside = try await Program.shell(
      "gearbox diff main:\(Self.v1) \(Self.v1)", in: scene.folder, ["DATABASE_URL": scene.database])
    #expect(outside.status == 1 && outside.stderr.contains("is in no git repository"))
    let without = try await Program.shell(
      "PATH=$(dirname $(command -v gearbox)) gearbox diff main:\(Self.v1) \(Self.v1)", in: folder)
    #expect(without.status == 1 && without.stderr.contains("no program 'git'"))
  }

  @Test(
    "a gate that closes ends with status 2, and a warning does not",
    arguments: [
      ("--fail-above 5%", 2), ("--fail-above 6%", 0), ("--fail-above '$0.5'", 2),
      ("--fail-above 0.7", 0), ("--max-cost 12", 2), ("--max-cost '$13'", 0),
      ("--warn-above 1%", 0), ("--warn-above 1% --fail-above 1%", 2), ("--fail-above x", 64),
    ])
  func gates(_ options: String, _ status: Int32) async throws {
    let profile = try await Self.profile.value
    // From v2 to v1 the cost grows by $0.66, 5.8%.
    let output = try await Program.shell(
      "gearbox diff \(Self.v2) \(Self.v1) --profile \(profile) \(options)")
    #expect(output.status == status, "\(output.stderr)")
    #expect(output.stderr.contains("gate closed") == (status == 2))
    #expect(output.stderr.contains("warning:") == options.contains("--warn-above"))
  }

  /// A profile of the example, made once for all that is priced over it.
  private static let profile = Task { () -> String in
    let scene = try await Scene(on: .sqlite)
    let file = try temporaryFolder().appendingPathComponent("profile.json").path
    let saved = try await scene.gearbox("diff", v1, v2, "--save-profile", file)
    try #require(saved.status == 0, "\(saved.stderr)")
    return file
  }

  @Test("settings change the new side, and a what-if cannot be published")
  func settings() async throws {
    let profile = try await Self.profile.value
    let output = try await Program.run(
      "diff", Self.v1, "--set", "score.receipts.each=6",
      "--set", "stages.identify.tiers.confirm.at_least=55",
      "--set", "stages.identify.tiers.guided.at_least=25", "--profile", profile)
    #expect(output.status == 0, "\(output.stderr)")
    #expect(output.stdout.hasSuffix(Self.last + "\n"))
    let publish = try await Program.run("publish", Self.v1, "--set", "score.receipts.each=6")
    #expect(publish.status == 64)
  }

  @Test("paths of the rule file among the arguments complete a setting")
  func completion() async throws {
    let output = try await Program.shell(
      "gearbox ---completion sweep -- --set 6 0 gearbox sweep \(Self.v1) --set score.re",
      in: Program.root, ["SAP_SHELL": "bash"])
    #expect(output.stdout.contains("score.receipts.each="), "\(output.stdout) \(output.stderr)")
  }
}

@Suite("What docs/ci.md shows is what comes out")
struct ContinuousIntegrationTests {
  private static let file = Program.root.appendingPathComponent("docs/ci.md")

  @Test("every command that is shown says what is shown")
  func outputs() async throws {
    let scene = try await Scene(on: .sqlite)
    var text = try String(contentsOf: Self.file, encoding: .utf8)
    let blocks = text.matches(of: /```console\n([\s\S]*?)```/).map { String($0.1) }
    #expect(blocks.count >= 3)
    for block in blocks {
      var shown = ""
      for line in block.split(separator: "\n") where line.hasPrefix("$ ") {
        let profile = scene.folder.appendingPathComponent("profile.json").path
        let command = line.dropFirst(2).replacing("profile.json", with: profile)
        let output = try await Program.shell(
          "(\(command)) 2>&1", in: Program.root, ["DATABASE_URL": scene.database])
        shown += line + "\n" + output.stdout.replacing(profile, with: "profile.json")
      }
      if CaseTests.isRecording {
        text = text.replacing("```console\n\(block)```", with: "```console\n\(shown)```")
      } else {
        #expect(block == shown)
      }
    }
    if CaseTests.isRecording {
      try text.write(to: Self.file, atomically: true, encoding: .utf8)
      Issue.record("recorded docs/ci.md; run again without GEARBOX_RECORD")
    }
  }
}
