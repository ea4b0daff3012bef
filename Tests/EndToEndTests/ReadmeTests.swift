import Foundation
import Testing

@Suite("What the README says can be typed")
struct ReadmeTests {
  private let text: String

  init() throws {
    text = try String(contentsOf: Program.root.appendingPathComponent("README.md"), encoding: .utf8)
  }

  @Test("its commands run, in an order in which they make sense")
  func commands() async throws {
    let scene = try await Scene(on: .sqlite, importing: false)
    try await scene.startMock()
    let commands = text.split(separator: "\n").filter { $0.hasPrefix("$ gearbox ") }
      .map { String($0.dropFirst(2)) }
    #expect(commands.count >= 5)
    // Rows have to be there before anything is priced; the README begins with the bill.
    let imports = commands.filter { $0.contains(" import ") }
    #expect(imports.count == 1)
    for command in imports + commands.filter({ !$0.contains(" import ") }) {
      let log = scene.folder.appendingPathComponent("backfill.log").path
      let output = try await Program.shell(
        command.replacing("backfill.log", with: log),
        in: Program.root, ["DATABASE_URL": scene.database, "MOCK_BASE_URL": scene.mockURL])
      #expect(output.status == 0, "\(command): \(output.stderr)")
    }
  }

  @Test("what it shows of the rule tests is what they say")
  func ruleTests() async throws {
    let shown = try #require(
      text.firstMatch(of: /\$ gearbox test\n([\s\S]*?)```/)?.1, "no rule tests in the README")
    let output = try await Program.run("test")
    #expect(output.status == 0, "\(output.stderr)")
    #expect(output.stdout.contains(shown))
  }

  @Test("its rule file is one")
  func ruleFile() async throws {
    let block = try #require(
      text.firstMatch(of: /```yaml\n(ruleset: [\s\S]*?)```/)?.1, "no rule file in the README")
    let folder = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    try String(block).write(
      to: folder.appendingPathComponent("v1.yaml"), atomically: true, encoding: .utf8)
    let output = try await Program.run(
      "check", "\(folder.path)/v1.yaml", "--models", "rules/models.yaml", "--prompts", "prompts")
    #expect(output.status == 0, "\(output.stderr)")
  }

  @Test("the files and scripts that it points to are there")
  func links() throws {
    #expect(try Markdown(text).brokenLinks(from: Program.root) == [])
  }
}
