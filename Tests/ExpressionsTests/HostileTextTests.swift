import Expressions
import Testing

@Suite("No text crashes or hangs the parser")
struct HostileTextTests {
  @Test(
    "a million of anything that nests is refused",
    arguments: [
      "(", "[", "{", "{1:", "-", "!", "a.", "a[", "a(", "a?b:", "1+", "a&&(", "!(", "-(", "[[[",
      "x.map(x,",
      "a.a", "[0]", "'", "'''", "\\", "`", "r'", "b\"", "//", "\u{0}", "1", "1.", ".", "..", "0x",
      "a?",
      "in ", "true", "a==", "f(", "has(", "&&", "||",
    ])
  func million(_ part: String) {
    #expect(parseProblem(String(repeating: part, count: 1_000_000)) != nil)
    // And below the limit on length, where the parser has to stop by itself.
    let short = parseProblem(String(repeating: part, count: 50_000))
    #expect(short != nil || part == "true")
  }

  @Test("a million closed parentheses are refused")
  func parentheses() {
    let count = 400_000
    let text = String(repeating: "(", count: count) + "1" + String(repeating: ")", count: count)
    #expect(parseProblem(text)?.code == "expression-limit")
  }

  @Test("ten megabytes are refused")
  func large() {
    let sum = Array(repeating: "1", count: 5_000_000).joined(separator: "+")
    #expect(parseProblem(sum)?.code == "expression-limit")
    #expect(
      parseProblem("'" + String(repeating: "a", count: 10_000_000) + "'")?.code
        == "expression-limit")
  }

  @Test(
    "deep trees are refused however they come about",
    arguments: [
      String(repeating: "1+", count: 300) + "1",
      String(repeating: "a.", count: 300) + "a",
      "a" + String(repeating: "[0]", count: 300),
      String(repeating: "!", count: 300) + "a",
      String(repeating: "a ? b : ", count: 300) + "c",
      String(repeating: "[", count: 300) + String(repeating: "]", count: 300),
      "[1]" + String(repeating: ".map(x, x)", count: 300),
    ])
  func deep(_ text: String) { #expect(parseProblem(text)?.code == "expression-limit") }

  @Test("what is allowed to be deep can be evaluated, checked and printed")
  func allowed() throws {
    let nested = String(repeating: "(", count: 240) + "1" + String(repeating: ")", count: 240)
    #expect(value(nested) == 1)
    let sum = String(repeating: "1 + ", count: 240) + "1"
    let expression = try Expression(parsing: sum)
    #expect(expression.evaluate { _ in .unbound } == .value(241))
    #expect(expression.check([:]).type == .int)
    #expect(!expression.canonicalText.isEmpty)
  }

  @Test("a long chain of one logical operator is not deep")
  func chain() {
    let text = Array(repeating: "a", count: 20_000).joined(separator: " || ")
    #expect(value(text, ["a": .value(false)]) == false)
  }

  @Test(
    "every prefix of every conformance case is parsed or refused",
    .enabled(if: !ConformanceCase.all.isEmpty))
  func prefixes() {
    for test in ConformanceCase.all {
      let scalars = Array(test.expression.unicodeScalars)
      for length in scalars.indices {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[..<length])
        guard let expression = try? Expression(parsing: String(view)) else { continue }
        _ = expression.check([:])
        _ = expression.evaluate { _ in .unbound }
        _ = expression.references
      }
    }
  }
}
