import Expressions
import Testing

@Suite("What is not known yet stays unknown unless the rest decides")
struct UnknownTests {
  private static let bindings: [String: Binding] = [
    "t": .value(true), "f": .value(false), "u": .unknown, "v": .unknown, "organize": .unknown,
    "gone": .absent, "n": .value(5), "e": .value("no bool"),
    "known": .value(record(["a": true, "none": nil])),
  ]

  @Test(
    arguments: [
      ("t || u", true), ("u || t", true), ("f && u", false), ("u && f", false),
      ("1/0 == 1 || t", true), ("t || 1/0 == 1", true), ("f && 1/0 == 1", false),
      ("u && 1/0 == 1 && f", false), ("e && f", false), ("t || e", true), ("gone.x || t", true),
      ("[u, t].size() == 2 || t", true), ("missing || t", true), ("missing() || t", true),
      ("has(gone.x)", false), ("has(gone.x.y)", false), ("!has(gone.x)", true),
      ("has(known.a)", true), ("has(known.b)", false), ("has(known.none)", true),
      ("[1, 0].exists(i, 1 / i == 1)", true), ("[0, 1].exists(i, 1 / i == 1)", true),
      ("[0, 1].all(i, 1 / i == 2)", false), ("[1, 2].all(i, i == 2 && u)", false),
      ("[1, 2].exists(i, i == 2 || u)", true), ("f ? u : t", true), ("t ? t : 1/0 == 1", true),
    ] as [(String, Bool)])
  func decided(_ text: String, _ expected: Bool) {
    #expect(outcome(text, Self.bindings) == .value(.bool(expected)))
  }

  @Test(
    arguments: [
      ("u", ["u"]), ("t && u", ["u"]), ("f || u", ["u"]), ("u && v", ["u", "v"]), ("!u", ["u"]),
      ("u + 1 > v", ["u", "v"]), ("organize.image_quality.focus == 'sharp'", ["organize"]),
      ("organize['a']", ["organize"]), ("[1, 2][u]", ["u"]), ("has(organize.x)", ["organize"]),
      ("u ? 1 : 2", ["u"]), ("[u, 1]", ["u"]), ("{'a': v}", ["v"]), ("u.contains('a')", ["u"]),
      ("1/0 == 1 || u", ["u"]), ("u && e", ["u"]), ("[1, 2].all(i, u)", ["u"]),
      ("u.all(i, i)", ["u"]),
      ("[1].map(i, u)", ["u"]), ("[1].filter(i, u)", ["u"]), ("[1].exists_one(i, u)", ["u"]),
      ("string(u)", ["u"]), ("-u", ["u"]), ("1 in u", ["u"]),
    ] as [(String, Set<String>)])
  func unknown(_ text: String, _ names: Set<String>) {
    #expect(outcome(text, Self.bindings) == .unknown(names))
  }

  @Test(arguments: [
    "gone.x", "gone", "gone == null", "!gone.x", "gone.x && t", "f || gone.x", "gone.x ? 1 : 2",
    "1/0 + u", "u + 1/0", "e && t", "e ? 1 : 2", "missing", "has(known.a.b)", "has(n.x)",
    "[1, 0].map(i, 1 / i)", "[1, 0].filter(i, 1 / i == 1)", "[1, 0].exists_one(i, 1 / i == 1)",
    "known.b", "n.x", "[1][1]", "[1][-1]", "{'a': 1}['b']", "{'a': 1, 'a': 2}", "{1: 1, 1u: 2}",
  ])
  func errors(_ text: String) { #expect(errorMessage(text, Self.bindings) != nil) }

  @Test("an absent answer is named in the error")
  func absence() { #expect(errorMessage("gone.x", Self.bindings) == "'gone' has no answer") }
}
