import Diagnostics
import JSON
import Testing

@testable import Prompts

@Suite("A prompt file is read")
struct PromptReaderTests {
  static let file = """
    # yaml-language-server: $schema=../schemas/prompt.schema.json
    prompt: sort
    version: 1
    summary: Sorts things.
    detail: low
    max_output_tokens: 400
    template: |
      You sort {{things}}.
      {{#rows}}
      - {{name}}
      {{/rows}}
    answer:
      type: object
      required: [kind]
      properties:
        kind: { enum: [one, two] }
        share: { type: number, minimum: .5, maximum: 1.50 }

    """

  @Test func `with all that it says`() throws {
    let (found, faults) = read(Self.file)
    #expect(faults == [])
    let prompt = try #require(found)
    #expect(prompt.id == "sort.v1")
    #expect(prompt.summary == "Sorts things.")
    #expect(prompt.detail == .low && prompt.sendsImage)
    #expect(prompt.maxOutputTokens == 400)
    #expect(prompt.answer.validate(["kind": "one", "share": 0.5]).isEmpty)
    #expect(
      prompt.answer.value.value(at: ["properties", "share", "maximum"])?.number?.text == "1.50")
    #expect(prompt.strictAnswer["required"] == ["kind", "share"])
    #expect(prompt.template.names.map(\.range.start.line) == [8, 9, 10])
    #expect(prompt.template.names.map(\.range.start.column) == [14, 6, 7])
    #expect(
      try prompt.template.render(["things": "nuts", "rows": [["name": "M4"]]])
        == "You sort nuts.\n- M4\n")
  }

  @Test func `the digest sees what is asked, not how the file is laid out`() throws {
    let prompt = try #require(read(Self.file).0)
    let same = Self.file.replacing("# yaml", with: "# other")
      .replacing("Sorts things.", with: "Sorts.").replacing("[one, two]", with: "[ one, \"two\" ]")
    #expect(try #require(read(same).0).canonical == prompt.canonical)
    for (old, new) in [
      ("detail: low", "detail: high"), ("400", "401"), ("You sort", "Sort"),
      ("one, two", "two, one"),
      ("detail: low\n", ""), ("required: [kind]", "required: []"), ("1.50", "1.51"),
    ] {
      let other = try #require(read(Self.file.replacing(old, with: new)).0)
      #expect(other.canonical.canonical() != prompt.canonical.canonical(), "\(new)")
    }
    let moved =
      Self.file.replacing("kind: { enum: [one, two] }\n    ", with: "")
      + "    kind: { enum: [one, two] }\n"
    #expect(try #require(read(moved).0).canonical.canonical() != prompt.canonical.canonical())
  }

  @Test func `without an image, a summary and a matching kind of name`() throws {
    let text = Self.file.replacing("detail: low\n", with: "").replacing(
      "summary: Sorts things.\n", with: "")
    let prompt = try #require(read(text, named: "-").0)
    #expect(!prompt.sendsImage && prompt.detail == nil && prompt.summary == nil)
  }

  static let faults: [(String, String, String)] = [
    (
      "prompt: sort", "prompt: sortt",
      "2:9-14 prompt-file-name: the file 'sort.v1.yaml' holds version 1 of the prompt 'sortt'"
    ),
    (
      "version: 1", "version: 2",
      "3:10-11 prompt-file-name: the file 'sort.v1.yaml' holds version 2 of the prompt 'sort'"
    ),
    (
      "prompt: sort", "prompt: so/rt",
      "2:9-14 invalid-value: expected the name of a prompt, found 'so/rt'"
    ),
    (
      "version: 1", "version: 0",
      "3:10-11 invalid-value: expected a whole number from 1 to 2147483647, found 0"
    ),
    (
      "detail: low", "detail: lo",
      "5:9-11 invalid-value: expected one of low, high, auto, found 'lo'"
    ),
    ("400", "0", "6:20-21 invalid-value: expected a whole number from 1 to 1000000, found 0"),
    (
      "max_output_tokens: 400\n", "",
      "2:1-7 missing-key: missing key 'max_output_tokens': the most that an answer may take"
    ),
    ("summary", "sumary", "4:1-7 unknown-key: unknown key 'sumary' in a prompt"),
    ("{{things}}", "{{thi ngs}}", "8:14-21 template-syntax: 'thi ngs' is no name"),
    ("{{/rows}}", "{{/row}}", "11:6-9 template-syntax: the section 'rows' cannot end with 'row'"),
    (
      "type: object", "type: objekt",
      "13:9-15 answer-schema: \"objekt\" is no type; the types are null, boolean, integer, number, string, array, object"
    ),
    ("minimum: .5", "minimun: .5", "17:28-35 answer-schema: there is no keyword 'minimun'"),
    ("minimum: .5", "minimum: .inf", "17:37-41 invalid-value: JSON has no number '.inf'"),
    ("[one, two]", "[]", "16:13-17 strict-answer: an enum without values allows nothing"),
    (
      "type: number,", "type: string, minLength: 3,",
      "17:28-37 strict-answer: strict structured outputs have no 'minLength'; take it out"
    ),
    ("type: object", "oneOf: []", "13:3-8 answer-schema: the keyword 'oneOf' is not supported"),
    (
      "[kind]", "[kind, kin]",
      "14:20-23 strict-answer: \"kin\" is required, and is none of the properties"
    ),
  ]

  @Test(arguments: faults)
  func `what is wrong is reported at its place`(old: String, new: String, fault: String) throws {
    let text = Self.file.replacing(old, with: new)
    #expect(text != Self.file)
    let (prompt, faults) = read(text)
    #expect(prompt == nil)
    #expect(faults == [fault])
  }

  @Test func `all faults show at once`() {
    let (prompt, faults) = read(
      "prompt: x\nversion: one\ntemplate: '{{a'\nanswer: { tpye: object }\n")
    #expect(prompt == nil)
    #expect(
      faults.sorted() == [
        "1:1-7 missing-key: missing key 'max_output_tokens': the most that an answer may take",
        "2:10-13 wrong-type: expected a whole number from 1 to 2147483647, found 'one'",
        "3:12-14 template-syntax: this tag has no end",
        "4:11-15 answer-schema: there is no keyword 'tpye'",
      ])
  }

  @Test(arguments: ["", "[]", "just text", "prompt: [", "a: 1\n---\nb: 2"])
  func `what is no prompt at all is reported`(text: String) {
    let (prompt, faults) = read(text)
    #expect(prompt == nil)
    #expect(!faults.isEmpty)
  }

  @Test(arguments: [
    (".5", "0.5"), ("5.", "5"), ("+1.5", "1.5"), ("-.5e3", "-0.5e3"), ("007.50", "7.50"),
    ("1E+2", "1E+2"), ("0x1F", "31"), ("0.10", "0.10"),
  ])
  func `numbers keep their value`(yaml: String, text: String) throws {
    let file = Self.file.replacing("maximum: 1.50", with: "maximum: \(yaml)")
    let (prompt, faults) = read(file)
    #expect(faults == [])
    #expect(
      prompt?.answer.value.value(at: ["properties", "share", "maximum"])?.number?.text == text)
  }
}
