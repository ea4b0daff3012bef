import Foundation
import Testing

@Suite("Every diagnostic has a case and a place in the docs")
struct DiagnosticTests {
  @Test("each code that the sources can emit is shown by the case of its name")
  func everyCodeHasACase() throws {
    let codes = try DiagnosticCodes.inSources()
    #expect(codes.count > 50)
    #expect(codes.subtracting(CaseFolder.diagnostics.map(\.code)).sorted() == [])
  }

  @Test("the case of a code shows it, and nothing else", arguments: CaseFolder.diagnostics)
  func showsItsOwn(_ example: CaseFolder) {
    #expect(DiagnosticCodes.shown(in: example.text(of: "stderr") ?? "") == [example.code])
  }

  @Test("what any case shows is a code of the sources")
  func readsAllSources() throws {
    let shown = CaseFolder.all.reduce(into: Set<String>()) { codes, example in
      for file in ["stdout", "stderr"] {
        codes.formUnion(DiagnosticCodes.shown(in: example.text(of: file) ?? ""))
      }
    }
    #expect(shown.subtracting(try DiagnosticCodes.inSources()).sorted() == [])
  }

  @Test("the meaning of a code is said in its case", arguments: CaseFolder.diagnostics)
  func hasAMeaning(_ example: CaseFolder) {
    #expect(example.about.count > 20)
  }

  @Test(
    "codes are found in whichever way they are emitted",
    arguments: [
      (#"Diagnostic(.error, "a-b", "text")"#, ["a-b"]), ("report(\n  \"a-b\",", ["a-b"]),
      (#"Diagnostic("a-b", "c-d")"#, ["a-b"]), (#"warn("plain", "text")"#, ["plain"]),
      (#"Diagnostic(.warning, isGone ? "a-b" : "c-d","#, ["a-b", "c-d"]),
      (#"let code = x == "y" ? "a-b" : "c-d""#, ["a-b", "c-d"]), (#"/// report("a-b""#, []),
    ])
  func finding(_ source: String, _ codes: [String]) {
    #expect(DiagnosticCodes.codes(in: source).sorted() == codes)
  }

  @Test("docs/diagnostics.md says what the cases say")
  func page() async throws {
    if CaseTests.isRecording {
      // The cases are recorded at the same time, and nobody knows which of them are already.
      for example in CaseFolder.diagnostics { try example.record(try await example.run()) }
    }
    let page = DiagnosticPage(examples: CaseFolder.diagnostics).text
    if CaseTests.isRecording {
      try page.write(to: DiagnosticPage.url, atomically: true, encoding: .utf8)
      Issue.record("recorded docs/diagnostics.md; run again without GEARBOX_RECORD")
    } else {
      let written = try String(contentsOf: DiagnosticPage.url, encoding: .utf8)
      #expect(written == page, "docs/diagnostics.md is stale: GEARBOX_RECORD=1 scripts/test")
    }
  }
}
