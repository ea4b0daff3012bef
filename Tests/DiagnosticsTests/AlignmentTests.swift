import Diagnostics
import Testing

@Suite("Marks stand under what they are about, whatever its width")
struct AlignmentTests {
  /// The rows under the header, for a mark under `part`.
  private func rows(_ line: String, under part: String) throws -> [String] {
    let source = SourceText(name: "t", text: line)
    let text = DiagnosticRenderer(color: false).render([
      Diagnostic(.error, "a", "m", at: try place(part, in: source), label: "here")
    ])
    return text.split(separator: "\n").dropFirst(3).map(String.init)
  }

  @Test(
    "of CJK, emoji, combining marks and tabs",
    arguments: [
      ("名前: x", "x", "1 | 名前: x", "  |       ^ here"),
      ("a: 名前 b", "名前", "1 | a: 名前 b", "  |    ^^^^ here"),
      ("a: 👍🏽👩‍👩‍👧 b", "b", "1 | a: 👍🏽👩‍👩‍👧 b", "  |         ^ here"),
      ("🇩🇪❤️: b", "b", "1 | 🇩🇪❤️: b", "  |       ^ here"),
      ("e\u{301}e\u{301}: b", "b", "1 | e\u{301}e\u{301}: b", "  |     ^ here"),
      ("한국: b", "b", "1 | 한국: b", "  |       ^ here"),
      ("\ta:\tb", "b", "1 |     a:  b", "  |         ^ here"),
      ("ab\tc", "c", "1 | ab  c", "  |     ^ here"),
      ("ｱ: b", "b", "1 | ｱ: b", "  |    ^ here"),
      ("Ａ: b", "b", "1 | Ａ: b", "  |     ^ here"),
    ])
  func widths(line: String, part: String, code: String, mark: String) throws {
    #expect(try rows(line, under: part) == [code, mark])
  }

  @Test("a label of wide characters does not push others away")
  func wideLabel() throws {
    let source = SourceText(name: "t", text: "a b")
    let text = DiagnosticRenderer(color: false).render([
      Diagnostic(
        .error, "a", "m", at: try place("a", in: source), label: "名前",
        also: [.init(range: try place("b", in: source), text: "名")])
    ])
    #expect(
      text.split(separator: "\n").suffix(3) == ["  | ^ - 名", "  | |", "  | 名前"])
  }

  @Test("what would move the cursor or reverse the text is made visible")
  func controls() throws {
    let line = "a\u{1B}[31m\u{202E}b"
    #expect(try rows(line, under: "b") == ["1 | a␛[31m\u{FFFD}b", "  |        ^ here"])
    let message = DiagnosticRenderer(color: false).render([
      Diagnostic(.error, "a", "m\u{1B}[2J", at: nil, help: "h\u{7}")
    ])
    #expect(message == "error[a]: m␛[2J\n  = help: h␇\n")
  }

  @Test("an empty place, and one beyond its line or file, is one mark")
  func emptyPlaces() {
    let source = SourceText(name: "t", text: "ab\n")
    func mark(_ line: Int, _ column: Int, _ endColumn: Int) -> String? {
      let range = SourceRange(
        source: source, start: SourcePosition(line: line, column: column),
        end: SourcePosition(line: line, column: endColumn))
      let text = DiagnosticRenderer(color: false).render([Diagnostic(.error, "a", "m", at: range)])
      return text.split(separator: "\n").last.map(String.init)
    }
    #expect(mark(1, 2, 2) == "  |  ^")
    #expect(mark(1, 3, 9) == "  |   ^")
    #expect(mark(2, 1, 1) == "  | ^")
    #expect(mark(9, 4, 6) == "  |    ^")
    #expect(mark(0, 0, 0) == "  | ^")
    #expect(mark(1, -5, Int.max) == "  | ^^")
  }
}
