import Foundation
import Testing

@Suite("Commands say exactly what their cases expect")
struct CaseTests {
  static let folder = Program.root.appendingPathComponent("Tests/Cases")
  static let isRecording = ProcessInfo.processInfo.environment["GEARBOX_RECORD"] == "1"

  static let names: [String] = {
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return entries.filter {
      FileManager.default.fileExists(atPath: folder.appendingPathComponent("\($0)/command").path)
    }.sorted()
  }()

  @Test("the case", arguments: names)
  func matches(_ name: String) async throws {
    let folder = Self.folder.appendingPathComponent(name)
    let command = try String(contentsOf: folder.appendingPathComponent("command"), encoding: .utf8)
    let output = try await Program.shell(command, in: folder, ["COLUMNS": "100"])
    let found = [
      "stdout": output.stdout, "stderr": output.stderr,
      "status": output.status == 0 ? "" : "\(output.status)\n",
    ]
    for (file, text) in found.sorted(by: { $0.key < $1.key }) {
      let url = folder.appendingPathComponent(file)
      if Self.isRecording {
        try record(text, to: url)
      } else {
        let expected = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
        #expect(text == expected, "\(name)/\(file)")
      }
    }
    if Self.isRecording { Issue.record("recorded \(name); run again without GEARBOX_RECORD") }
  }

  @Test("there are cases")
  func exist() {
    #expect(Self.names.count > 10)
  }

  private func record(_ text: String, to url: URL) throws {
    if text.isEmpty {
      try? FileManager.default.removeItem(at: url)
    } else {
      try text.write(to: url, atomically: true, encoding: .utf8)
    }
  }
}
