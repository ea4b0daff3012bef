import Diagnostics
import JSON
import Testing

@testable import Prompts

@Suite("A template puts partials in")
struct PartialTests {
  private static let context: JSONValue = [
    "a": "<A & B>", "rows": [["n": 1], ["n": 2]], "none": [],
  ]

  @Test(
    "in the place of their tags, as plain text",
    arguments: [
      ("{{> p}}", ["p": "{{a}}"], "<A & B>"),
      ("x {{> p}} y", ["p": "{{{a}}}\n"], "x <A & B>\n y"),
      ("{{>p}}{{> p }}", ["p": "-"], "--"),
      // Alone on its line, a tag goes with its line, and gives its indentation.
      ("x\n  {{> p}}  \ny", ["p": "1\n2\n"], "x\n  1\n  2\ny"),
      ("x\r\n\t{{> p}}\r\ny", ["p": "1\r\n2\r\n"], "x\r\n\t1\n\t2\ny"),
      ("x\n{{> p}}\ny", ["p": "1"], "x\n1y"),
      ("  {{> p}}", ["p": "1\n{{> q}}\n", "q": "2\n3\n"], "  1\n  2\n  3\n"),
      ("x\n{{> p}}\ny", ["p": ""], "x\ny"),
      // Names mean what they mean in the place of the tag.
      ("{{#rows}}{{> p}}{{/rows}}", ["p": "{{n}}{{a}},"], "1<A & B>,2<A & B>,"),
      ("{{#rows}}\n{{> p}}\n{{/rows}}\n", ["p": "- {{n}}\n"], "- 1\n- 2\n"),
      ("{{^none}}{{> p}}{{/none}}", ["p": "{{#rows}}{{> q}}{{/rows}}", "q": "{{n}}"], "12"),
      ("{{> a.b-c_1}}", ["a.b-c_1": "named"], "named"),
      ("{{! {{> gone}}x", [:], "x"),
      ("{{> p}}", ["p": "ends with {"], "ends with {"),
    ])
  func rendering(_ text: String, _ partials: [String: String], _ expected: String) throws {
    let template = try template(text, partials)
    #expect(try template.render(Self.context) == expected)
  }

  @Test func `names know their file, their scope and where they are put in`() throws {
    let template = try template(
      "{{a}} {{#rows}}{{> p}}{{/rows}} {{c}}", ["p": "{{n}}\n {{#q}}{{> r}}{{/q}}", "r": "{{m}}"])
    let told = template.names.map { name in
      let places = ([name.range] + name.inclusions).map {
        "\($0.source.name):\($0.start.line):\($0.start.column)-\($0.end.column)"
      }
      return name.path.joined(separator: ".") + " in "
        + name.scope.map { $0.joined(separator: ".") }.joined(separator: ">") + " at "
        + places.joined(separator: " ")
    }
    #expect(
      told == [
        "a in  at template:1:3-4",
        "rows in  at template:1:10-14",
        "n in rows at p.mustache:1:3-4 template:1:20-21",
        "q in rows at p.mustache:2:5-6 template:1:20-21",
        "m in rows>q at r.mustache:1:3-4 p.mustache:2:12-13 template:1:20-21",
        "c in  at template:1:35-36",
      ])
    #expect(template.partials.map(\.name) == ["p.mustache", "r.mustache"])
    #expect(template.expanded == "{{a}} {{#rows}}{{n}}\n {{#q}}{{m}}{{/q}}{{/rows}} {{c}}")
  }

  @Test(
    "and says what is wrong where it stands, and where it is put in",
    arguments: [
      ("{{> pp}}", ["p": ""], ["1:5-7 unknown-partial: there is no partial 'pp'"]),
      (
        "x {{> p}}", ["p": "a\n{{#s}}"],
        ["2:4-5 template-syntax: the section 's' has no end | template:1:7-8"]
      ),
      (
        "{{> p}}", ["p": "{{> p}}"],
        ["1:5-6 recursive-partial: the partial 'p' puts itself in | template:1:5-6"]
      ),
      (
        "{{> p}}", ["p": "{{> q}}", "q": "{{> p}}"],
        [
          "1:5-6 recursive-partial: the partial 'p' puts itself in, by way of 'q' | "
            + "p.mustache:1:5-6 template:1:5-6"
        ]
      ),
      (
        "{{{> p}}", ["p": "x"], ["1:1-3 template-syntax: this tag has no end"]
      ),
      (
        "{{> p}}{a}}", ["p": "{"],
        ["1:1-12 template-syntax: braces around a partial and in it make up a tag"]
      ),
    ])
  func faults(_ text: String, _ partials: [String: String], _ expected: [String]) {
    var diagnostics = DiagnosticList()
    #expect(PromptTemplate(located(text), partials: .of(partials), into: &diagnostics) == nil)
    let told = diagnostics.diagnostics.map { diagnostic in
      let others = diagnostic.labels.dropFirst().map {
        "\($0.range.source.name):\($0.range.start.line):\($0.range.start.column)"
          + "-\($0.range.end.column)"
      }
      return summary(diagnostic)
        + (others.isEmpty ? "" : " | " + others.joined(separator: " "))
    }
    #expect(told == expected)
  }

  @Test func `that grow without measure are refused, and quickly`() {
    let names = (0..<40).map { "p\($0)" }
    let doubling = Dictionary(
      uniqueKeysWithValues: names.indices.map { index in
        (names[index], index < 39 ? "{{> p\(index + 1)}} {{> p\(index + 1)}}" : "x")
      })
    let inRow = String(repeating: "{{> p39}}", count: 1001)
    for text in ["{{> p0}}", "{{> p20}}", inRow] {
      var diagnostics = DiagnosticList()
      let template = PromptTemplate(located(text), partials: .of(doubling), into: &diagnostics)
      #expect(template == nil && diagnostics.diagnostics.map(\.code) == ["partial-limit"])
    }
    let deep = "{{#a}}" + String(repeating: "{{> s}}", count: 1) + "{{/a}}"
    let sections =
      String(repeating: "{{#a}}", count: 32) + "x" + String(repeating: "{{/a}}", count: 32)
    var diagnostics = DiagnosticList()
    #expect(
      PromptTemplate(located(deep), partials: .of(["s": sections]), into: &diagnostics) == nil)
    #expect(diagnostics.errorCount == 1)
  }

  @Test func `and the same is asked as if they were written out`() throws {
    func prompt(_ template: String) throws -> Prompt {
      var diagnostics = DiagnosticList()
      let prompt = PromptReader.read(
        SourceText(
          name: "sort.v1.yaml",
          text: "prompt: sort\nversion: 1\nmax_output_tokens: 9\ntemplate: \"\(template)\"\n"
            + "answer: { type: object, properties: { a: { type: string } } }\n"),
        partials: .of(["p": "{{a}}"]), into: &diagnostics)
      return try #require(prompt, "\(diagnostics.diagnostics)")
    }
    let (whole, parted) = (try prompt("x {{a}}"), try prompt("x {{> p}}"))
    #expect(whole.canonical == parted.canonical)
    #expect(whole.sources.map(\.name) == ["sort.v1.yaml"])
    #expect(parted.sources.map(\.name) == ["sort.v1.yaml", "p.mustache"])
  }

  @Test func `whose faults are told beside others of the file`() {
    var diagnostics = DiagnosticList()
    let prompt = PromptReader.read(
      SourceText(
        name: "sort.v1.yaml",
        text: "prompt: sort\nversion: one\nmax_output_tokens: 9\ntemplate: \"{{> q}} {{\"\n"
          + "answer: { type: object, properties: { a: { type: string } } }\n"),
      partials: .of(["p": "{{a}}"]), into: &diagnostics)
    #expect(prompt == nil)
    #expect(
      Set(diagnostics.diagnostics.map(\.code))
        == ["wrong-type", "unknown-partial", "template-syntax"])
  }

  private func template(_ text: String, _ partials: [String: String]) throws -> PromptTemplate {
    var diagnostics = DiagnosticList()
    let template = PromptTemplate(located(text), partials: .of(partials), into: &diagnostics)
    return try #require(template, "\(diagnostics.diagnostics.map(summary))")
  }
}

extension Partials {
  fileprivate static func of(_ texts: [String: String]) -> Partials {
    Partials(names: { texts.keys.sorted() }) { name, _ in
      texts[name].map { .found(SourceText(name: "\(name).mustache", text: $0)) } ?? .missing
    }
  }
}
