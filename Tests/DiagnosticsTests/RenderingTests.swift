import Diagnostics
import Testing

/// The place of `part` in a source; of its first occurrence, or of the one after `following`.
func place(
  _ part: String, in source: SourceText, after following: Int = 0
) throws -> SourceRange {
  let text = Array(source.text.unicodeScalars)
  let wanted = Array(part.unicodeScalars)
  let start = try #require(
    (following...max(following, text.count - wanted.count)).first {
      text[$0...].starts(with: wanted)
    })
  return source.range(ofScalars: start..<start + wanted.count)
}

private func plain(_ diagnostics: Diagnostic...) -> String {
  DiagnosticRenderer(color: false).render(diagnostics)
}

@Suite("A diagnostic is rendered in rustc's shape")
struct RenderingTests {
  let source = SourceText(
    name: "rules/v2.yaml",
    text: """
      identify:
        tiers:
          confirm: { at_least: 30, cost: 0.0001 }
          guided:  { at_least: 30, cost: 0.0005 }
          infer:   { at_least: 10, cost: 0.005 }
      """)

  @Test("two places in one file")
  func twoPlaces() throws {
    let first = try place("30", in: source)
    let second = try place("30", in: source, after: 70)
    let text = plain(
      Diagnostic(
        .error, "same-threshold", "tiers 'confirm' and 'guided' both start at 30", at: second,
        label: "the same threshold", also: [.init(range: first, text: "'confirm' starts here")],
        help: "give 'guided' a lower threshold than 'confirm'", nil))
    #expect(
      text == """
        error[same-threshold]: tiers 'confirm' and 'guided' both start at 30
         --> rules/v2.yaml:4:26
          |
        3 |     confirm: { at_least: 30, cost: 0.0001 }
          |                          -- 'confirm' starts here
        4 |     guided:  { at_least: 30, cost: 0.0005 }
          |                          ^^ the same threshold
          = help: give 'guided' a lower threshold than 'confirm'

        """)
  }

  @Test("several places in one line hang below it")
  func severalInOneLine() throws {
    let text = plain(
      Diagnostic(
        .warning, "odd", "these do not agree", at: try place("30", in: source), label: "the value",
        also: [
          .init(range: try place("confirm", in: source), text: "the tier"),
          .init(range: try place("0.0001", in: source), text: "the cost"),
        ]))
    #expect(
      text == """
        warning[odd]: these do not agree
         --> rules/v2.yaml:3:26
          |
        3 |     confirm: { at_least: 30, cost: 0.0001 }
          |     -------              ^^        ------ the cost
          |     |                    |
          |     |                    the value
          |     the tier

        """)
  }

  @Test("a second file follows the first, and a blank line divides diagnostics")
  func severalFiles() throws {
    let other = SourceText(
      name: "models.yaml", text: String(repeating: "\n", count: 11) + "gpt: 1")
    let text = plain(
      Diagnostic(
        .error, "a", "first", at: try place("infer", in: source), label: "here",
        also: [.init(range: try place("gpt", in: other), text: "and there")]),
      Diagnostic(.note, "b", "second", at: nil, help: "nothing to do", "really"))
    #expect(
      text == """
        error[a]: first
          --> rules/v2.yaml:5:5
           |
        5  |     infer:   { at_least: 10, cost: 0.005 }
           |     ^^^^^ here
           |
          ::: models.yaml:12:1
           |
        12 | gpt: 1
           | --- and there

        note[b]: second
          = help: nothing to do
          = help: really

        """)
  }

  @Test("a place over several lines is drawn beside them")
  func severalLines() throws {
    let range = try place("confirm", in: source)
    let end = try place("infer", in: source)
    let whole = SourceRange(source: source, start: range.start, end: end.start)
    let inner = try place("{", in: source)
    let bent = SourceRange(
      source: source, start: inner.start, end: try place("guided", in: source).end)
    #expect(
      plain(
        Diagnostic(
          .error, "a", "twice", at: whole, label: "all of it",
          also: [.init(range: bent, text: "a part")])) == """
          error[a]: twice
           --> rules/v2.yaml:3:5
            |
          3 | /      confirm: { at_least: 30, cost: 0.0001 }
            | | ______________-
          4 | ||     guided:  { at_least: 30, cost: 0.0005 }
            | |____________________________________________^ all of it
            | ||__________- a part

          """)
  }

  @Test("of a long place the first and last lines are shown")
  func longPlace() {
    let long = SourceText(
      name: "long", text: (1...20).map { "line \($0)" }.joined(separator: "\n"))
    let range = long.range(ofScalars: 0..<long.scalarCount)
    #expect(
      plain(Diagnostic(.error, "a", "long", at: range, label: "here")) == """
        error[a]: long
          --> long:1:1
           |
        1  | / line 1
        2  | | line 2
        3  | | line 3
        4  | | line 4
        ...  |
        19 | | line 19
        20 | | line 20
           | |_______^ here

        """)
  }

  @Test("lines between two places are left out, a single one is shown")
  func gaps() {
    let text = SourceText(name: "t", text: "a\nb\nc\nd\ne\nf")
    func line(_ number: Int) -> SourceRange {
      text.range(ofScalars: number * 2 - 2..<number * 2 - 1)
    }
    let diagnostic = Diagnostic(
      .error, "a", "gap", at: line(1),
      also: [.init(range: line(3), text: ""), .init(range: line(6), text: "")])
    #expect(
      plain(diagnostic) == """
        error[a]: gap
         --> t:1:1
          |
        1 | a
          | ^
        2 | b
        3 | c
          | -
        ...
        6 | f
          | -

        """)
  }

  @Test("only with colour are there escapes, and without them the text is the same")
  func colour() throws {
    let diagnostic = Diagnostic(
      .error, "a", "red", at: try place("30", in: source), label: "here", help: "stop")
    let colored = DiagnosticRenderer(color: true).render([diagnostic])
    #expect(colored.hasPrefix("\u{1B}[1;31merror[a]\u{1B}[0m"))
    var stripped = ""
    var inEscape = false
    for scalar in colored.unicodeScalars {
      if scalar == "\u{1B}" { inEscape = true }
      if !inEscape { stripped.unicodeScalars.append(scalar) }
      if scalar == "m" { inEscape = false }
    }
    #expect(stripped == plain(diagnostic))
  }

  @Test("long messages, lines and labels are whole, and further lines are indented")
  func nothingIsTruncated() {
    let long = String(repeating: "word ", count: 200) + "end"
    let text = SourceText(name: "t", text: long)
    let rendering = plain(
      Diagnostic(
        .error, "a", long + "\nmore", at: text.range(ofScalars: 990..<994), label: long,
        help: "one\ntwo"))
    #expect(rendering.contains("error[a]: \(long)\n  more\n"))
    #expect(rendering.contains("1 | \(long)\n"))
    #expect(rendering.contains("^^^^ \(long)\n"))
    #expect(rendering.hasSuffix("  = help: one\n          two\n"))
  }
}
