import Expressions
import Testing

@Suite("Text becomes the tree that the grammar says")
struct SyntaxTests {
  @Test(
    "operators bind as the grammar says",
    arguments: [
      ("1 + 2 * 3", "(+ 1 (* 2 3))"),
      ("1 - 2 - 3", "(- (- 1 2) 3)"),
      ("a || b && c", "(|| a (&& b c))"),
      ("(a || b) && c", "(&& (|| a b) c)"),
      ("a && (b && c) && d", "(&& a b c d)"),
      ("!a && b", "(&& (! a) b)"),
      ("a < b == c", "(== (< a b) c)"),
      ("a in b || c", "(|| (in a b) c)"),
      ("a ? b : c ? d : e", "(?: a b (?: c d e))"),
      ("-a.b[0]", "(- (index (field a \"b\") 0))"),
      ("-1", "-1"),
      ("--1", "(- -1)"),
      ("- 1.5", "-1.5d"),
      ("3-1", "(- 3 1)"),
      ("a.f(b).c", "(field (method f a b) \"c\")"),
      ("f(a, b,c)", "(call f a b c)"),
      ("[1, 2,]", "(list 1 2)"),
      ("{'a': 1, b: 2,}", "(map \"a\" 1 b 2)"),
      ("x.all(i, i > 0)", "(all i x (> i 0))"),
      ("x.map(i, i > 0, i)", "(map-if i x (> i 0) i)"),
      ("has(a.b.c)", "(has (field a \"b\") \"c\")"),
      (".a.b", "(field .a \"b\")"),
      ("a.`b-c`", "(quoted-field a \"b-c\")"),
      ("'\\x41' + \"\"\"B\"\"\"", "(+ \"A\" \"B\")"),
    ])
  func tree(_ text: String, _ canonical: String) throws {
    #expect(try Expression(parsing: text).canonicalText == canonical)
  }

  @Test("the canonical text does not see spaces, comments, parentheses or quotes")
  func canonical() throws {
    let one = try Expression(parsing: "score<10&&name=='a'")
    let other = try Expression(parsing: "( score < 10 ) // low\n  && (name == \"\\x61\")")
    #expect(one.canonicalText == other.canonicalText)
    let string = try Expression(parsing: "'a\\\" 1'").canonicalText
    #expect(string == "\"a\\\" 1\"")
  }

  @Test(
    "faults name the place",
    arguments: [
      ("", 0..<0), ("1 +", 3..<3), ("a = b", 2..<3), ("a & b", 2..<3), ("(a", 2..<2), ("a)", 1..<2),
      ("'abc", 0..<4), ("for", 0..<3), ("x.all(1, true)", 6..<7), ("has(a)", 4..<5),
      ("a.true", 2..<6),
      ("'\\q'", 1..<3), ("'\\ud800'", 1..<7), ("9223372036854775808", 0..<19), ("é", 0..<1),
      ("99999999999999999999", 0..<20), ("1e999", 0..<5), ("a.``", 2..<3), ("M{}", 1..<2),
      ("b'\\u0041'", 2..<4), ("'a\nb'", 0..<2), ("𝄞 + #", 0..<1),
    ])
  func faults(_ text: String, _ offsets: Range<Int>) {
    let problem = parseProblem(text)
    #expect(problem?.code == "expression-syntax")
    #expect(problem?.offsets == offsets)
  }

  @Test("offsets count Unicode scalars")
  func scalars() {
    #expect(parseProblem("'e\u{301}👨‍👩‍👧' + #")?.offsets == 12..<13)
  }

  @Test("a single equals sign is explained")
  func help() { #expect(parseProblem("a = 1")?.help == "to compare, write '=='") }
}
