import Diagnostics
import JSON
import Testing

@testable import Prompts

@Suite("A template renders to plain text")
struct TemplateRenderingTests {
  static let context: JSONValue = [
    "name": "Ford & <Sons> \"F-150\"", "score": 20,
    "exact": .number(JSONNumber(exactly: "1.50") ?? JSONNumber(0)),
    "huge": .number(JSONNumber(exactly: "123456789012345678901234567890.10") ?? JSONNumber(0)),
    "yes": true, "no": false, "nothing": nil, "zero": 0, "empty": "",
    "vehicle": ["year": 1977, "make": "Chevrolet", "series": nil, "spid": ["vin": "CKR187"]],
    "receipts": [
      [
        "vendor": "Summit", "total": .number(JSONNumber(exactly: "12.30") ?? JSONNumber(0)),
        "name": nil,
      ],
      ["vendor": "LMC & Co"],
    ],
    "tags": ["rust", "hood"], "rows": [], "matrix": [[1, 2], [3]],
  ]

  @Test(
    arguments: [
      ("plain text", "plain text"), ("", ""), ("{{name}}", "Ford & <Sons> \"F-150\""),
      ("{{{name}}}", "Ford & <Sons> \"F-150\""),
      ("{{&name}}", "Ford & <Sons> \"F-150\""),
      ("{{ name }}|{{# yes }}x{{/ yes }}", "Ford & <Sons> \"F-150\"|x"),
      ("{{score}} {{exact}} {{huge}}", "20 1.50 123456789012345678901234567890.10"),
      ("{{yes}} {{no}}", "true false"),
      ("[{{nothing}}{{missing}}{{missing.a}}{{nothing.a}}{{name.a}}]", "[]"),
      (
        "{{vehicle.year}} {{vehicle.make}} {{vehicle.series}}.{{vehicle.spid.vin}}",
        "1977 Chevrolet .CKR187"
      ),
      ("{{#yes}}a{{/yes}}{{#no}}b{{/no}}{{#nothing}}c{{/nothing}}{{#missing}}d{{/missing}}", "a"),
      (
        "{{^yes}}a{{/yes}}{{^no}}b{{/no}}{{^nothing}}c{{/nothing}}{{^missing}}d{{/missing}}",
        "bcd"
      ),
      ("{{#vehicle}}{{make}} {{spid.vin}} {{score}}{{/vehicle}}", "Chevrolet CKR187 20"),
      ("{{#receipts}}{{vendor}}: {{total}};{{/receipts}}", "Summit: 12.30;LMC & Co: ;"),
      // A null of the row hides the outer name; a name that the row lacks does not.
      ("{{#receipts}}[{{name}}]{{/receipts}}", "[][Ford & <Sons> \"F-150\"]"),
      ("{{#tags}}{{.}},{{/tags}}", "rust,hood,"),
      ("{{#matrix}}({{#.}}{{.}}{{/.}}){{/matrix}}", "(12)(3)"),
      ("{{#rows}}x{{/rows}}{{^rows}}none{{/rows}}|{{^receipts}}x{{/receipts}}", "none|"),
      ("a{{! a comment {{ }}b", "ab"),
      ("{{tags}} {{vehicle.spid}}", "[\"rust\",\"hood\"] {\"vin\":\"CKR187\"}"),
      ("- {\"a\": {{score}}}", "- {\"a\": 20}"), ("{ { } }", "{ { } }"),
      ("ends with {", "ends with {"), ("{", "{"),
      ("{{#yes}}\n{\n{{/yes}}\n{", "{\n{"),
      // What the types of this module store must not be names.
      ("{{name.renderText}}{{receipts.elements}}{{vehicle.object}}{{score.count}}", ""),
    ])
  func `names stand for what they name, unescaped`(text: String, rendered: String) throws {
    #expect(try template(text).render(Self.context) == rendered)
  }

  @Test func `tags alone on a line leave no line behind`() throws {
    let text = """
      Receipts:
        {{#receipts}}
        - {{vendor}}
        {{/receipts}}
        {{! nothing }}
      {{^receipts}}
      none
      {{/receipts}}
      end

      """
    #expect(
      try template(text).render(Self.context) == "Receipts:\n  - Summit\n  - LMC & Co\nend\n")
  }

  @Test func `the first line is treated like any other`() throws {
    #expect(try template("\n\nx").render([:]) == "\n\nx")
    #expect(try template("{{#a}}\nx\n{{/a}}\ny").render(["a": true]) == "x\ny")
    #expect(try template("  x").render([:]) == "  x")
  }

  @Test(arguments: [JSONValue.null, "x", [1]])
  func `only an object is a context`(context: JSONValue) throws {
    let template = try template("{{a}}")
    #expect(throws: PromptError.self) { try template.render(context) }
  }

  @Test func `values are never taken for templates`() throws {
    #expect(try template("{{a}}").render(["a": "{{b}}", "b": "x"]) == "{{b}}")
  }
}
