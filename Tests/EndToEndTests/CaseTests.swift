import Foundation
import Testing

@Suite("Commands say exactly what their cases expect")
struct CaseTests {
  static let isRecording = ProcessInfo.processInfo.environment["GEARBOX_RECORD"] == "1"

  @Test("the case", arguments: CaseFolder.all)
  func matches(_ example: CaseFolder) async throws {
    let output = try await example.run()
    if Self.isRecording {
      try example.record(output)
      Issue.record("recorded \(example.name); run again without GEARBOX_RECORD")
      return
    }
    for (file, text) in CaseFolder.files(for: output) {
      #expect(text == example.text(of: file) ?? "", "\(example.name)/\(file)")
    }
  }

  @Test("there are cases")
  func exist() {
    #expect(CaseFolder.all.count > 10)
    #expect(CaseFolder.diagnostics.count > 10)
  }
}
