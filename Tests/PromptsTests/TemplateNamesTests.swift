import Diagnostics
import Testing

@testable import Prompts

@Suite("A template tells which names it uses, where and in which sections")
struct TemplateNamesTests {
  @Test func `every use is told with its place and scope`() throws {
    let text = """
      {{vehicle.year}} {{{a}}} {{& b }}
      {{#receipts}}
        {{vendor}} {{#lines}}{{.}}{{/lines}}
        {{^paid}}{{due}}{{/paid}}
      {{/receipts}}
      {{! ignored {{x}} }}
      """
    let names = try template(text).names
    let told = names.map { name in
      let place = "\(name.range.start.line):\(name.range.start.column)-\(name.range.end.column)"
      let scope = name.scope.map { $0.joined(separator: ".") }.joined(separator: ">")
      return "\(place) \(name.kind) \(name.path) [\(scope)]"
    }
    #expect(
      told == [
        #"1:3-15 value ["vehicle", "year"] []"#,
        #"1:21-22 value ["a"] []"#,
        #"1:30-31 value ["b"] []"#,
        #"2:4-12 section ["receipts"] []"#,
        #"3:5-11 value ["vendor"] [receipts]"#,
        #"3:17-22 section ["lines"] [receipts]"#,
        #"3:26-27 value [] [receipts>lines]"#,
        #"4:6-10 inverted ["paid"] [receipts]"#,
        #"4:14-17 value ["due"] [receipts]"#,
      ])
  }

  @Test(arguments: [
    ("{{", "1:1-3 template-syntax: this tag has no end"),
    ("a {{b", "1:3-5 template-syntax: this tag has no end"),
    ("{{a\n}}", "1:1-3 template-syntax: this tag has no end"),
    ("{{{a}} }", "1:1-3 template-syntax: this tag has no end"),
    ("{{! a", "1:1-3 template-syntax: this tag has no end"),
    ("{{}}", "1:1-5 template-syntax: this tag names nothing"),
    ("{{#}}{{/}}", "1:1-6 template-syntax: this tag names nothing"),
    ("x{{  }}", "1:2-8 template-syntax: this tag names nothing"),
    ("{{a b}}", "1:3-6 template-syntax: 'a b' is no name"),
    ("{{a..b}}", "1:3-7 template-syntax: 'a..b' is no name"),
    ("{{.a}}", "1:3-5 template-syntax: '.a' is no name"),
    ("{{\"a\": 1}}", "1:3-9 template-syntax: '\"a\": 1' is no name"),
    ("{{é}}", "1:3-4 template-syntax: 'é' is no name"),
    ("{{a}\u{301}}", "1:1-3 template-syntax: this tag has no end"),
    ("{{#a}}", "1:4-5 template-syntax: the section 'a' has no end"),
    ("{{/a}}", "1:4-5 template-syntax: no section 'a' is open here"),
    ("{{#a}}{{/b}}", "1:10-11 template-syntax: the section 'a' cannot end with 'b'"),
    ("{{> other}}", "1:5-10 unknown-partial: there is no partial 'other'"),
    ("{{>}}", "1:1-6 template-syntax: this tag names nothing"),
    ("{{> .}}", "1:1-8 template-syntax: this tag names no partial"),
    ("{{> ../other}}", "1:5-13 template-syntax: '../other' is no name"),
    ("{{<a}}", "1:1-7 template-unsupported: prompts have no blocks and parents"),
    ("{{$a}}", "1:1-7 template-unsupported: prompts have no blocks and parents"),
    ("{{=<% %>=}}", "1:1-12 template-unsupported: prompts have no other delimiters"),
    ("{{%CONTENT_TYPE: HTML}}", "1:1-24 template-unsupported: prompts have no pragmas"),
    ("{{upper(a)}}", "1:3-11 template-unsupported: prompts have no functions"),
  ])
  func `what is no tag is reported at its place`(text: String, fault: String) {
    #expect(faults(of: text) == [fault])
  }

  @Test func `all faults are reported, and one does not cause others`() {
    #expect(
      faults(of: "{{#a}}{{#b}}{{/a}}\n{{x y}}\n{{#c}}") == [
        "1:16-17 template-syntax: the section 'b' cannot end with 'a'",
        "2:3-6 template-syntax: 'x y' is no name",
        "3:4-5 template-syntax: the section 'c' has no end",
      ])
  }

  @Test func `sections have a limit, and long templates do not hang`() {
    let deep =
      String(repeating: "{{#a}}", count: 10_000) + String(repeating: "{{/a}}", count: 10_000)
    #expect(faults(of: deep).count == 1)
    #expect(faults(of: String(repeating: "{{", count: 100_000)).count == 1)
    #expect(faults(of: String(repeating: "{{!", count: 100_000)).count == 1)
  }
}
