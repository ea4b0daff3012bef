import Expressions
import Testing

@Suite("Patterns are RE2, matched in linear time")
struct PatternTests {
  private func matches(_ text: String, _ pattern: String) -> Outcome {
    outcome("t.matches(p)", ["t": .value(.string(text)), "p": .value(.string(pattern))])
  }

  @Test(
    "what matches",
    arguments: [
      ("hubba", "ubb"), ("", ""), ("abc", "^abc$"), ("abc", "a.c"), ("ac", "ab?c"),
      ("abbbc", "ab*c"),
      ("abbc", "ab+c"), ("abab", "^(ab){2}$"), ("aaa", "^a{2,}$"), ("aa", "^a{1,3}$"),
      ("b", "a|b|c"),
      ("x5", "[[:alpha:]]\\d"), ("é", "^.$"), ("é", "^\\pL$"), ("É", "^\\p{Lu}$"),
      ("e", "^\\P{Lu}$"),
      ("É", "(?i)^é$"), ("ABC", "(?i)abc"), ("aBC", "a(?i:bc)"), ("a\nb", "(?s)a.b"),
      ("a\nb", "(?m)^b$"),
      ("foo bar", "\\bbar\\b"), ("foobar", "o\\Bb"), ("a.b", "a\\.b"), ("a.b", "\\Qa.b\\E"),
      ("]", "[]]"),
      ("-", "[a-]"), ("^", "[a^]"), ("d", "[^a-c]"), ("\t", "[\\t]"), ("A", "\\x41"),
      ("😀", "\\x{1F600}"),
      ("A", "\\101"), ("a{", "a{"), ("a{,2}", "a{,2}"), ("ab", "(?P<name>a)(?<other>b)"),
      ("aab", "a+?b"),
      ("K", "(?i)k"), ("_", "^\\w$"), (" ", "^\\s$"), ("b", "^[^\\d\\s]$"), ("x", "^[\\D]$"),
      ("", "^$"),
      ("", "(a*)*"), ("abc", "\\Aabc\\z"), ("ab", "(?i)A(?-i)b"), ("5", "^[[:^alpha:]]$"),
      ("€", "^\\p{Sc}$"),
      ("ab", "(?:)ab"), ("a]", "a]"), ("a}", "a}"), ("aXb", "a(|X)b"),
    ])
  func matching(_ text: String, _ pattern: String) {
    #expect(matches(text, pattern) == .value(true))
  }

  @Test(
    "what does not",
    arguments: [
      ("abc", "^bc"), ("abc", "ab$"), ("a\nb", "a.b"), ("a\nb", "^b$"), ("a", "A"), ("a", "[^a]"),
      ("A", "(?i)[^a]"),
      ("foobar", "\\bbar"), ("e\u{301}", "^.$"), ("é", "^\\w$"), ("aaaa", "^a{1,3}$"),
      ("ab", "a(?i)B(?-i)C"),
      ("aB", "(?i:a)b"), ("٣", "^\\d$"), ("\u{B}", "^\\s$"), ("", "a"), ("\n", "^.$"),
    ])
  func notMatching(_ text: String, _ pattern: String) {
    #expect(matches(text, pattern) == .value(false))
  }

  @Test(
    "what is no pattern",
    arguments: [
      "(", ")", "[", "[z-a]", "*", "a**", "a{2}{3}", "a+*", "(?", "(?<n", "(?x)", "\\", "\\1",
      "\\y", "\\p{Foo}",
      "a{1001}", "a{2,1}", "[[:foo:]]", "(?=a)", "(?!a)", "\\x4", "\\x{110000}", "|*",
      "((a{1000}){1000}){1000}",
    ])
  func invalid(_ pattern: String) {
    guard case .error(let error) = matches("a", pattern) else {
      Issue.record("\(pattern) is taken for a pattern")
      return
    }
    #expect(error.message.hasPrefix("invalid pattern: "))
  }

  @Test("a written pattern means what a computed one does")
  func constant() {
    #expect(value("'abc'.matches('^a.c$')") == true)
    #expect(value("matches('abc', '^a.c$')") == true)
    #expect(errorMessage("'abc'.matches('(')") == "invalid pattern: a group is not closed")
    #expect(outcome("u.matches('a')", ["u": .unknown]) == .unknown(["u"]))
    #expect(errorMessage("1.matches('a')") != nil)
  }

  @Test(
    "patterns that hang others do not hang this",
    arguments: [
      "(a*)*b", "(a+)+$b", "(a|aa)+b", "(a|a)*b", "((a{0,30}){0,30}){0,10}b", "(.*)*(.*)*x",
      "[[:alpha:]]{1000}b",
    ])
  func hostile(_ pattern: String) {
    #expect(matches(String(repeating: "a", count: 5_000), pattern) != .value(true))
  }
}
