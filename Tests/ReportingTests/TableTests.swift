import Testing

@testable import Reporting

@Suite("A table is aligned for a terminal")
struct TableTests {
  @Test("figures from the right, stars beside them, wide characters counted")
  func alignment() {
    var table = Table([.text("name"), .number("figure")])
    table.add(["車両", "1,200"])
    table.add(["ok", .init("7", isStarred: true)])
    table.addRule()
    table.add(["total"])
    #expect(
      table.text(on: Screen()) == """
        name   figure
        車両   1,200
        ok         7*
        ─────────────
        total

        """)
  }

  @Test("text gives way where there is no room: cut off, or in more lines")
  func shrinking() {
    var table = Table([.text("key", .shortened), .text("what", .wrapped), .number("cost")])
    table.add(["a-key-that-is-far-too-long", "what was asked of the model here", "$1.00"])
    let lines = table.text(on: Screen(width: 40)).split(separator: "\n")
    #expect(
      lines == [
        "key              what               cost", "a-key-that-is-…  what was asked    $1.00",
        "                 of the model",
        "                 here",
      ])
    #expect(lines.allSatisfy { $0.count <= 40 })
  }

  @Test("data cannot steer the terminal")
  func control() {
    var table = Table([.text("key")])
    table.add(["a\u{1B}[2Jb\r\nc\u{202E}d"])
    #expect(table.text(on: Screen()) == "key\na␛[2Jb c\u{FFFD}d\n")
  }

  @Test("missing cells are empty, surplus ones dropped")
  func ragged() {
    var table = Table([.text("a"), .text("b")])
    table.add(["1"])
    table.add(["1", "2", "3"])
    #expect(table.text(on: Screen()) == "a  b\n1\n1  2\n")
  }
}

@Suite("Text is broken at words")
struct WrappingTests {
  @Test(arguments: [
    ("one two three", 8, "one two\n  three"),
    ("abcdefghij", 4, "abcd\n  ef\n  gh\n  ij"),
    ("short", 80, "short"),
    ("", 80, ""),
    ("when sort.good&&sort.grade>=3", 20, "when sort.good&&\n  sort.grade>=3"),
    (
      "organize.image_quality.sufficient_for_detail", 30,
      "organize.image_quality.\n  sufficient_for_detail"
    ),
    ("a/long/path/to-a-file.yaml", 12, "a/long/path/\n  to-a-file.\n  yaml"),
    ("[1,2,3,4,5,6,7,8,9]", 10, "[1,2,3,4,\n  5,6,7,8,\n  9]"),
    ("車両車両", 5, "車両\n  車\n  両"),
  ])
  func wrapping(text: String, width: Int, expected: String) {
    #expect(wrapped(text, to: width, indent: 2) == expected)
  }

  @Test(
    "counts are grouped by thousands",
    arguments: [
      (0, "0"), (999, "999"), (2_734, "2,734"), (-1_234_567, "-1,234,567"),
    ])
  func counts(count: Int, expected: String) { #expect(counted(count) == expected) }
}
