import Diagnostics
import Testing
import YAML

@Suite("Faults of structure are collected, and reading goes on")
struct StructureTests {
  @Test("a key that stands twice shows both places, and the first stays")
  func duplicateKeys() throws {
    let reading = Reading("a: 1\nb: {c: 1, c: 2, 'c': 3}\na: 2\nd: 4\n")
    #expect(reading.codes == ["duplicate-key", "duplicate-key", "duplicate-key"])
    let places = reading.diagnostics.map { $0.labels.map(\.range.short) }
    #expect(
      places == [
        ["2:11-2:12", "2:5-2:6"], ["2:17-2:20", "2:5-2:6"], ["3:1-3:2", "1:1-1:2"],
      ])
    let mapping = try #require(reading.document?.root.mapping)
    #expect(mapping.entries.map(\.key.value) == ["a", "b", "d"])
    #expect(mapping["a"]?.scalar?.resolved == .int(1))
  }

  @Test(
    "keys are strings",
    arguments: [
      ("1: x", "1:1-1:2"), ("true: x", "1:1-1:5"), ("~: x", "1:1-1:2"), ("1.5: x", "1:1-1:4"),
      ("?\n: x", "1:2-1:2"), ("? [a, b]\n: c", "1:3-1:9"), ("{a: b}: c", "1:1-1:7"),
    ])
  func keys(yaml: String, place: String) {
    let reading = Reading(yaml)
    #expect(reading.codes == ["non-string-key"])
    #expect(reading.diagnostics.first?.labels.first?.range.short == place)
    #expect(reading.document != nil)
  }

  @Test("quoted keys and keys that only look odd are strings")
  func stringKeys() throws {
    let mapping = try #require(
      try Reading("'1': a\n\"true\": b\nno: c\n'<<': d\n? e\n: f\n").root().mapping)
    #expect(mapping.entries.map(\.key.value) == ["1", "true", "no", "<<", "e"])
  }

  @Test("merge keys are refused")
  func mergeKeys() {
    let reading = Reading("a: &x {b: 1}\nc:\n  <<: *x\n  d: 2\n")
    #expect(reading.codes == ["merge-key"])
    #expect(reading.diagnostics.first?.labels.first?.range.short == "3:3-3:5")
    #expect(reading.document?.root.mapping?["c"]?.mapping?.entries.count == 1)
  }

  @Test("tags of one's own are refused, and the text is kept as it was written")
  func tags() throws {
    let reading = Reading("a: !x\nb: !has_spid == y\nc: !!int z\nd: !set {e: f}\n")
    #expect(reading.codes == ["yaml-tag", "yaml-tag", "yaml-tag", "yaml-tag"])
    #expect(
      reading.diagnostics.map(\.help) == [
        ["quote this: '!x'"], ["quote this: '!has_spid == y'"], ["quote this: '!!int z'"],
        ["quote this: '!set {e: f}'"],
      ])
    let text = try #require(reading.document?.root.mapping?["b"]?.scalar?.text)
    #expect(text.value == "!has_spid == y")
    #expect(text.range(of: 10..<12).short == "2:14-2:16")
  }

  @Test("a file holds one document")
  func documents() throws {
    let reading = Reading("a: 1\n---\nb: 2\n")
    #expect(reading.codes == ["several-documents"])
    #expect(reading.diagnostics.first?.labels.map(\.range.short) == ["2:1-2:4", "1:1-1:1"])
    #expect(reading.document?.root.mapping?["a"] != nil)
    #expect(try Reading("%YAML 1.2\n--- # comment\na: 1\n...\n").root().mapping?["a"] != nil)
  }

  @Test(
    "a file without a document is said to be empty",
    arguments: ["", "\n\n", "# x\n", "---\n", "...\n---\n...\n"])
  func empty(yaml: String) {
    let reading = Reading(yaml)
    #expect(reading.document == nil)
    #expect(yaml.hasPrefix("...") || reading.codes == ["empty-document"])
    #expect(!reading.codes.isEmpty)
  }

  @Test("a comma that ends a value inside of braces is found out")
  func valuelessKeys() {
    let reading = Reading("a: { where: x in (1, 2), by: y }\nb: { c, d: 1, 'e' }\n")
    #expect(reading.codes == ["yaml-syntax", "yaml-syntax", "yaml-syntax"])
    #expect(reading.diagnostics.first?.help == ["quote this: 'x in (1, 2)'"])
    #expect(Reading("a: { b: , c: }\n").codes.isEmpty)
  }

  @Test("aliases need an anchor before them, and may not stand inside of it")
  func aliases() {
    let unknown = Reading("a: &first 1\nb: *frist\n")
    #expect(unknown.codes == ["yaml-alias"])
    #expect(unknown.diagnostics.first?.help.first == "did you mean '*first'?")
    let recursive = Reading("a: &x\n  - b\n  - *x\n")
    #expect(recursive.codes == ["yaml-alias"])
    #expect(recursive.document != nil)
  }
}
