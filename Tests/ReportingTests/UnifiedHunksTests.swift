import Testing

@testable import Reporting

@Suite("A patch has only the lines that change, and three around them")
struct UnifiedHunksTests {
  /// Eight lines, of which the fifth is `figure`.
  private func text(_ figure: String, lineBreak: String) -> String {
    ["a", "b", "c", "d", figure, "f", "g", "h"].map { $0 + lineBreak }.joined()
  }

  @Test("whatever ends the lines", arguments: ["\n", "\r\n"])
  func lineBreaks(_ lineBreak: String) {
    let hunks = unifiedHunks(
      from: text("cost: 1", lineBreak: lineBreak), to: text("cost: 2", lineBreak: lineBreak))
    let lines = [" b", " c", " d", "-cost: 1", "+cost: 2", " f", " g", " h"]
    #expect(hunks == "@@ -2,7 +2,7 @@\n" + lines.map { $0 + lineBreak }.joined())
  }

  @Test("a last line without a line break stays one")
  func lastLine() {
    #expect(
      unifiedHunks(from: "a\r\nb", to: "a\r\nc")
        == "@@ -1,2 +1,2 @@\n a\r\n-b\n\\ No newline at end of file\n+c\n"
        + "\\ No newline at end of file\n")
  }
}
