import Diagnostics
import Testing
import YAML

@Suite("Every scalar of a value knows its place in the file")
struct PositionTests {
  /// The scalar under the key `a`.
  private func scalar(_ yaml: String) throws -> Scalar {
    let node = try Reading(yaml).root().mapping?["a"]
    return try #require(node?.scalar)
  }

  /// What stands in the source at each scalar of the value.
  private func spots(_ yaml: String) throws -> [String] {
    let text = try scalar(yaml).text
    return (0..<text.value.unicodeScalars.count).map { offset in
      let range = text.range(of: offset..<offset + 1)
      // Without known places every range is the whole.
      if range == text.range, text.value.unicodeScalars.count > 1 { return "unknown" }
      let line = Array(range.source.line(range.start.line).unicodeScalars)
      var spot = String.UnicodeScalarView()
      spot.append(
        contentsOf: line[min(range.start.column - 1, line.count)...].prefix(
          range.end.column - range.start.column))
      return "\(range.start.line)" + String(spot)
    }
  }

  @Test(
    arguments: [
      // Plain: one line, then folded over lines with blanks before and after the breaks.
      ("a: bc d", "bc d", ["1b", "1c", "1 ", "1d"]),
      ("a: b  c # x", "b  c", ["1b", "1 ", "1 ", "1c"]),
      ("a: b \n   c\n\n\n  d", "b c\n\nd", ["1b", "1 ", "2c", "3", "4", "5d"]),
      ("a: b\r\n  c", "b c", ["1b", "1", "2c"]),
      ("a: é👍x", "é👍x", ["1é", "1👍", "1x"]),
      // Single quotes.
      ("a: 'b''c'", "b'c", ["1b", "1''", "1c"]),
      ("a: ' b \n\n  c '", " b\nc ", ["1 ", "1b", "2", "3c", "3 "]),
      ("a: ''", "", []),
      // Double quotes.
      (
        #"a: "b\n\x41\u00e9\U0001F44Dc""#, "b\nAé👍c",
        ["1b", #"1\n"#, #"1\x41"#, #"1\u00e9"#, #"1\U0001F44D"#, "1c"]
      ),
      (#"a: "\"\\\/\t\0""#, "\"\\/\t\0", [#"1\""#, #"1\\"#, #"1\/"#, #"1\t"#, #"1\0"#]),
      ("a: \"b \\\n   c\\\n\n  d\"", "b c\nd", ["1b", "1 ", "2c", "3", "4d"]),
      ("a: \"b\n  c\"", "b c", ["1b", "1", "2c"]),
      // Literal blocks, with every indicator.
      ("a: |\n  b\n   c\n\n  d\n", "b\n c\n\nd\n", ["2b", "2", "3 ", "3c", "3", "4", "5d", "5"]),
      ("a: |-\n  b\n  c\n\n", "b\nc", ["2b", "2", "3c"]),
      ("a: |+\n  b\n\n\n", "b\n\n\n", ["2b", "2", "3", "4"]),
      ("a: |2\n    b\n  c\n", "  b\nc\n", ["2 ", "2 ", "2b", "2", "3c", "3"]),
      ("a: |1-\n  b\n c", " b\nc", ["2 ", "2b", "2", "3c"]),
      ("a: | # comment\n\n\n  b", "\n\nb", ["2", "3", "4b"]),
      ("a: |\n  b\r\n  c\r\n", "b\nc\n", ["2b", "2", "3c", "3"]),
      ("a: |+\n\n\n", "\n\n", ["2", "3"]),
      // Folded blocks.
      ("a: >\n  b\n  c\n", "b c\n", ["2b", "2", "3c", "3"]),
      ("a: >-\n  b\n\n  c\n\n\n  d\n", "b\nc\n\nd", ["2b", "3", "4c", "5", "6", "7d"]),
      (
        "a: >\n  b\n   c\n   d\n  e\n", "b\n c\n d\ne\n",
        ["2b", "2", "3 ", "3c", "3", "4 ", "4d", "4", "5e", "5"]
      ),
      ("a: >+2\n   b\n  c\n\n", " b\nc\n\n", ["2 ", "2b", "2", "3c", "3", "4"]),
      // Behind an anchor or a tag, on the next line too.
      ("a: &x bc", "bc", ["1b", "1c"]),
      ("a: !!str &x 'bc'", "bc", ["1b", "1c"]),
      ("a: &x # !\n  |\n  b", "b", ["3b"]),
      ("a:\n  bc", "bc", ["2b", "2c"]),
    ] as [(String, String, [String])])
  func styles(yaml: String, value: String, expected: [String]) throws {
    #expect(try scalar(yaml).text.value == value)
    #expect(try spots(yaml) == expected)
  }

  @Test("in lists inside of lists, where the indentation is not the mapping's")
  func nested() throws {
    let root = try Reading("- - |\n   b\n   c\n  - >1\n    d\n- {x: [e f, 'g\n h']}").root()
    let inner = try #require(root.sequence?.first?.sequence)
    let flow = try #require(root.sequence?.last?.mapping?["x"]?.sequence)
    let texts = (inner + flow).compactMap { $0.scalar?.text }
    #expect(texts.map(\.value) == ["b\nc\n", " d\n", "e f", "g h"])
    let last = texts.map { $0.range(of: $0.value.unicodeScalars.count - 1..<99).short }
    #expect(last == ["3:5-3:6", "5:6-5:7", "6:10-6:11", "7:2-7:3"])
  }

  @Test("values and keys have the ranges of what is written, quotes included")
  func ranges() throws {
    let yaml = "a: 'x'\nb:\n  c: [1, 2]\n  d: {e: f}\n\n# end\ng:\nh: &z\n  - i\n  - |\n   j\n"
    let mapping = try #require(try Reading(yaml).root().mapping)
    let keys = mapping.entries.map { "\($0.key.value) \($0.key.range.short)" }
    #expect(keys == ["a 1:1-1:2", "b 2:1-2:2", "g 7:1-7:2", "h 8:1-8:2"])
    let values = mapping.entries.map(\.value.range.short)
    #expect(values == ["1:4-1:7", "3:3-4:12", "7:3-7:3", "9:3-12:1"])
    let inner = mapping["b"]?.mapping?.entries.map(\.value.range.short)
    #expect(inner == ["3:6-3:12", "4:6-4:12"])
    #expect(mapping.range.short == "1:1-12:1")
  }

  @Test("an alias stands where it is written, its content where the anchor is")
  func aliases() throws {
    let mapping = try #require(try Reading("a: &x {b: c}\nd: *x\n").root().mapping)
    let alias = try #require(mapping["d"])
    #expect(alias.range.short == "2:4-2:6")
    #expect(alias.mapping?["b"]?.range.short == "1:11-1:12")
  }
}
