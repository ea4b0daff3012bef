import Diagnostics
import Testing

@Suite("A source knows its lines and places")
struct SourceTests {
  @Test("lines end at LF, CRLF and CR")
  func lines() {
    let source = SourceText(name: "t", text: "one\ntwo\r\nthree\rfour\n\nsix\r\n")
    #expect(
      (0...8).map { String(source.line($0)) } == [
        "", "one", "two", "three", "four", "", "six", "", "",
      ])
    #expect(source.lineCount == 7)
    #expect(SourceText(name: "t", text: "").lineCount == 1)
  }

  @Test("columns count Unicode scalars, and offsets are clamped")
  func positions() {
    let source = SourceText(name: "t", text: "e\u{301}👍x\r\ny")
    #expect(source.position(ofScalar: 3) == SourcePosition(line: 1, column: 4))
    #expect(source.position(ofScalar: 6) == SourcePosition(line: 2, column: 1))
    #expect(source.position(ofScalar: 99) == SourcePosition(line: 2, column: 2))
    #expect(source.position(ofScalar: -1) == SourcePosition(line: 1, column: 1))
  }

  @Test("sources are equal by name and by scalars")
  func equality() {
    let source = SourceText(name: "t", text: "é")
    #expect(source == SourceText(name: "t", text: "é"))
    #expect(source != SourceText(name: "u", text: "é"))
    #expect(source != SourceText(name: "t", text: "e\u{301}"))
  }

  @Test("a located value keeps its place when it is mapped")
  func located() {
    let range = SourceText(name: "t", text: "12").range(ofScalars: 0..<2)
    #expect(Located("12", range: range).map { Int($0) } == Located(12, range: range))
  }
}

@Suite("A text out of a source knows the place of each part")
struct LocatedTextTests {
  // The value of "ab\n  cd" folded is "ab cd".
  let source = SourceText(name: "t", text: "ab\n  cd")
  var text: LocatedText {
    LocatedText(
      value: "ab cd", range: source.range(ofScalars: 0..<7),
      positions: [0, 1, 2, 5, 6, 7].map(source.position))
  }

  @Test("inside of a line, across a fold, and at the end")
  func parts() {
    func columns(_ offsets: Range<Int>) -> [Int] {
      let range = text.range(of: offsets)
      return [range.start.line, range.start.column, range.end.line, range.end.column]
    }
    #expect(columns(0..<2) == [1, 1, 1, 3])
    #expect(columns(0..<1) == [1, 1, 1, 2])
    #expect(columns(2..<3) == [1, 3, 1, 4])
    #expect(columns(1..<4) == [1, 2, 2, 4])
    #expect(columns(3..<5) == [2, 3, 2, 5])
    #expect(columns(5..<5) == [2, 5, 2, 5])
  }

  @Test("offsets beyond it are clamped, and without places the whole is meant")
  func clamping() {
    #expect(text.range(of: -4..<99) == text.range)
    #expect(text.range(of: 50..<99).start == text.range.end)
    #expect(text.range(of: Int.min..<Int.max) == text.range)
    let unknown = LocatedText(value: "ab", range: text.range)
    #expect(unknown.range(of: 1..<2) == text.range)
    let wrong = LocatedText(value: "ab", range: text.range, positions: [text.range.start])
    #expect(wrong.range(of: 1..<2) == text.range)
  }
}

@Suite("Diagnostics are collected and sorted")
struct DiagnosticListTests {
  @Test("by file, place and severity, equals in the order they were found")
  func order() {
    let a = SourceText(name: "a", text: "12345")
    let b = SourceText(name: "b", text: "12345")
    func at(_ source: SourceText, _ offset: Int) -> SourceRange {
      source.range(ofScalars: offset..<offset + 1)
    }
    var list = DiagnosticList()
    list.add(Diagnostic(.warning, "w1", "", at: at(b, 0)))
    list.add(Diagnostic(.note, "n1", "", at: at(a, 3)))
    list.add(Diagnostic(.error, "e1", "", at: at(a, 3)))
    list.add(Diagnostic("e2", "", at: at(a, 3)))
    list.add(Diagnostic(.warning, "w2", "", at: at(a, 1)))
    list.add(Diagnostic(.warning, "w3", "", at: nil))
    #expect(list.sorted().map(\.code) == ["w3", "w2", "e1", "e2", "n1", "w1"])
    #expect(list.errorCount == 2)
    #expect(list.warningCount == 3)
    #expect(list.hasErrors)
    #expect(!DiagnosticList().hasErrors)
  }
}
