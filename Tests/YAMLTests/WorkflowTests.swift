import Diagnostics
import Foundation
import Testing
import YAML

@Suite("The workflow in docs/ci.md is YAML")
struct WorkflowTests {
  @Test("with a step that prices, one that tells, and one that holds the gate")
  func reads() throws {
    let file = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("docs/ci.md")
    let text = try String(contentsOf: file, encoding: .utf8)
    let block = try #require(text.firstMatch(of: /```yaml\n([\s\S]*?)```/)?.1)
    var diagnostics = DiagnosticList()
    let document = try #require(
      YAMLReader.read(SourceText(name: "ci.yml", text: String(block)), into: &diagnostics))
    #expect(diagnostics.isEmpty, "\(diagnostics.diagnostics)")
    let steps = try #require(
      document.root.mapping?["jobs"]?.mapping?["price"]?.mapping?["steps"]?.sequence)
    let scripts = steps.compactMap { $0.mapping?["run"]?.scalar?.text.value }
    #expect(scripts.count == 3)
    #expect(scripts.first?.contains("gearbox diff") == true)
    #expect(scripts.last == "exit \"$STATUS\"")
  }
}
