import Expressions
import Testing

@Suite("No evaluation runs for ever")
struct WorkTests {
  private static let bindings: [String: Binding] = [
    "l": .value(.list((0..<1_000).map { .int($0) })),
    "s": .value(.string(String(repeating: "a", count: 100_000))),
  ]

  @Test(
    "what would is an error",
    arguments: [
      "l.all(a, l.all(b, l.all(c, l.all(d, true))))",
      "l.map(a, l.map(b, l.map(c, l.map(d, a)))).size() > 0",
      "['foo']" + String(repeating: ".map(x, x + x)", count: 100),
      "[[1]]" + String(repeating: ".map(x, [x, x])", count: 100),
      "[1]" + String(repeating: ".map(x, {'a': [x, x], 'b': [x, x]})", count: 60),
      "[[1]]" + String(repeating: ".map(x, [x, x])", count: 60) + " == [[1]]"
        + String(repeating: ".map(x, [x, x])", count: 60),
      "l.map(x, s + s)", "l.all(x, l.all(y, s == s + ''))",
      "l.all(x, s.matches('a{500}b') || true)",
      "l.all(x, s.matches('((a{9}){9}){9}' + string(x)) || true)",
    ])
  func bounded(_ text: String) {
    #expect(errorMessage(text, Self.bindings) == "evaluating this takes too much work")
  }

  @Test(
    "what real rules do is far below",
    arguments: ["l.all(x, l.exists(y, x == y))", "size(s + s) == 200000"])
  func allowed(_ text: String) { #expect(value(text, Self.bindings) == true) }

  @Test("values stay shallow enough to walk")
  func shallow() {
    let text =
      "[0]"
      + (0..<249).map { _ in
        ".map(x, " + String(repeating: "[", count: 100) + "x"
          + String(repeating: "]", count: 100) + ")"
      }.joined()
    #expect(parseProblem(text)?.code == "expression-limit")
  }
}
