import Diagnostics
import Testing
import YAML

@Suite("Faults of syntax are said in plain words")
struct SyntaxTests {
  @Test(
    "with the place, and what to quote",
    arguments: [
      ("when: a ? b : c", "1:13", "a ':' stands where no key can stand", "quote this: 'a ? b : c'"),
      ("a: b: c # d", "1:5", "a ':' stands where no key can stand", "quote this: 'b: c'"),
      (
        "x: { when: a ? b : c, y: 1 }", "1:18", "a ',' or '}' is missing",
        "quote this: 'a ? b : c'"
      ),
      (
        "x: { when: xs[0] > 1, y: 1 }", "1:14", "a ',' or '}' is missing",
        "quote this: 'xs[0] > 1'"
      ),
      (
        "x: { when: [1, 2].exists(x, x > 1), y: 1 }", "1:18", "a ',' or '}' is missing",
        "quote this: '[1, 2].exists(x, x > 1)'"
      ),
      ("- [a, {b: c[0]}]", "1:12", "a ',' or '}' is missing", "quote this: 'c[0]'"),
      (
        "when: [a].size() > 1", "1:10", "this does not belong to the mapping around it",
        "quote this: '[a].size() > 1'"
      ),
      (
        "where: 'x' = 'y'", "1:12", "this does not belong to the mapping around it",
        "quote this: \"'x' = 'y'\""
      ),
      (
        "where: 'x' = \"y\"", "1:12", "this does not belong to the mapping around it",
        "quote this: '''x'' = \"y\"'"
      ),
      (
        "a: 'it's'", "1:8", "this does not belong to the mapping around it",
        "inside single quotes an apostrophe is written twice: 'it''s'"
      ),
      ("a: %x", "1:4", "no value can begin with '%'", "quote this: '%x'"),
      ("a: @x", "1:4", "no value can begin with '@'", "quote this: '@x'"),
      ("a: `x` # y", "1:4", "no value can begin with '`'", "quote this: '`x`'"),
      ("a: && b", "1:4", "'&' starts an anchor, and no name follows", "quote this: '&& b'"),
      ("a: * b", "1:4", "'*' starts an alias, and no name follows", "quote this: '* b'"),
      (
        "when: !x && y", "1:10", "'&' starts an anchor, and no name follows",
        "quote this: '!x && y'"
      ),
      ("a: !<x", "1:4", "'!' starts a tag in YAML, and this is none", "quote this: '!<x'"),
      ("a: !e!x y", "1:4", "no tag begins like this", "quote this: '!e!x y'"),
      ("a: > 3", "1:6", "nothing may follow here on the same line", "quote this: '> 3'"),
      (
        "%FOO", "1:1", "'%' at the start of a line begins a directive, and this is none",
        "quote this: '%FOO'"
      ),
      ("a:\n  b: 1\n c: 2", "3:2", "this does not belong to the mapping around it", nil),
      ("- a\nb: 1", "2:1", "this does not belong to the list around it", nil),
      ("a: {x: [1, 2}", "1:13", "a ',' or ']' is missing", nil),
      ("a:\n  - b\n  c", "3:3", "a key without a ':'", "write 'name: value'"),
      (
        "a: - b", "1:4", "a list cannot start here",
        "start the list on the next line, or write [a, b]"
      ),
      ("a:\n\tb: 1", "2:1", "a tab stands where YAML wants spaces", "indent with spaces"),
      ("a: \"x\nb: 1", "1:4", "a quote is never closed", nil),
      (
        "a: \"\\q\"", "1:5", "there is no such escape in a double-quoted text",
        #"write '\\' for a backslash, or use single quotes, where '\' is only itself"#
      ),
      ("a: \"\\x4\"", "1:7", "an escape lacks hexadecimal digits", nil),
      ("a: \"\\ud800\"", "1:7", "no Unicode character has the number of this escape", nil),
      (
        "é: 1\na: \u{7}", "2:4", "the control character U+0007 cannot stand in a YAML file",
        #"write it as an escape in double quotes, such as "\e""#
      ),
      ("[a] b", "1:5", "the document has already ended", "quote this: '[a] b'"),
      ("a: |0\n  b", "1:5", "the indentation of a block counts from 1", "quote this: '|0'"),
    ] as [(String, String, String, String?)])
  func wording(yaml: String, place: String, message: String, help: String?) throws {
    let reading = Reading(yaml)
    #expect(reading.document == nil)
    #expect(reading.codes == ["yaml-syntax"])
    let diagnostic = try #require(reading.diagnostics.first)
    let start = try #require(diagnostic.labels.first).range.start
    #expect("\(start.line):\(start.column)" == place)
    #expect(diagnostic.message == message)
    #expect(diagnostic.help.first == help)
  }

  @Test("an open quote is shown where it opens, and where the file ends")
  func openQuote() {
    #expect(
      Reading("a: 'x\nb: 1\n").rendering == """
        error[yaml-syntax]: a quote is never closed
         --> t.yaml:1:4
          |
        1 | a: 'x
          |    ^ opened here
        2 | b: 1
        3 |
          | - the file ends here

        """)
  }

  @Test("faults found before the syntax ends the reading are kept")
  func collected() {
    #expect(
      Reading("a: 1\na: 2\n1: x\nb: c: d\n").codes
        == ["duplicate-key", "non-string-key", "yaml-syntax"])
  }
}
