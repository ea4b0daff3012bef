import Testing

@testable import JSON

@Suite("Patterns match like ECMA-262, in linear time")
struct PatternTests {
  @Test(
    arguments: [
      ("^a*$", "aaa", true), ("^a*$", "ab", false), ("a+", "xxaayy", true), ("", "x", true),
      ("^$", "", true),
      ("^(ab|c)+$", "abcab", true), ("^(ab|c)+$", "abca", false), ("^a{2,3}$", "aa", true),
      ("^a{2,3}$", "aaaa", false), ("^a{2}$", "aaa", false), ("^a{2,}$", "aaaaa", true),
      ("^a{0}$", "", true),
      ("^[a-c_-]+$", "a_-c", true), ("^[^a-c]+$", "xyz", true), ("^[^a-c]+$", "xaz", false),
      ("^[]$", "", false),
      ("^[^]$", "\n", true), ("^.$", "\n", false), ("^.$", "🚗", true),
      ("^\\d{4}-\\d{2}$", "2025-11", true),
      ("^\\d$", "٣", false), ("^\\w+$", "a_9", true), ("^\\w$", "é", false),
      ("^\\s$", "\u{A0}", true),
      ("^\\S\\D\\W$", "ab!", true), ("\\bcat\\b", "a cat.", true), ("\\bcat\\b", "concat", false),
      ("a\\Bb", "ab", true), ("^\\p{Lu}\\p{Letter}+$", "Ärger", true), ("^\\P{L}$", "7", true),
      ("^[\\p{Nd}x]+$", "1x٣", true), ("^\\p{gc=Lu}$", "A", true), ("^\\p{Alphabetic}$", "é", true),
      ("^\\u00e9\\u{1F697}\\x41\\ud83d\\ude97$", "é🚗A🚗", true), ("^\\.\\/\\-$", "./-", true),
      ("^(?:a|b)(?<name>c)$", "bc", true), ("^a+?b*?$", "aab", true), ("^[\\d.]+$", "1.5", true),
      ("^[\\b]$", "\u{08}", true), ("(a*)*b", "aaab", true), ("^(|a)+$", "aaa", true),
      ("^e\u{301}$", "e\u{301}", true), ("^e\u{301}$", "\u{E9}", false), ("^\\0\\t$", "\0\t", true),
    ])
  func `matches what it should`(pattern: String, text: String, isMatch: Bool) throws {
    #expect(try Pattern(pattern).matches(text) == isMatch)
  }

  @Test(arguments: [
    "(", ")", "[a", "a{2", "a{3,2}", "*a", "a**", "^*", "\\q", "(?=a)", "(?!a)", "(?<=a)", "\\1",
    "\\k<a>",
    "\\p{Script=Greek}", "\\p{Nope}", "\\u12", "\\u{110000}", "\\ud800", "[z-a]", "[\\d-z]", "{",
    "}", "]", "\\",
    "a{1001}", "(a{100}){100}", "(((a{50}){50}){50})", "a{99999999999999999999}",
  ])
  func `refuses what it does not understand`(pattern: String) {
    #expect(throws: PatternError.self) { try Pattern(pattern) }
  }

  @Test func `refuses groups without end`() {
    #expect(throws: PatternError.self) { try Pattern(String(repeating: "(", count: 100_000)) }
    #expect(throws: Never.self) { try Pattern("(((){1000}){1000}){1000}") }
  }

  @Test(
    .timeLimit(.minutes(1)),
    arguments: ["^(a+)+$", "^(a|aa)+$", "(a*)*(a*)*b", "^(.*a){20}$", "([a-z]+)*!$"])
  func `what would backtrack for ever ends at once`(pattern: String) throws {
    let text = String(repeating: "a", count: 2_000) + "\n!x"
    #expect(try Pattern(pattern).matches(text) == false)
  }
}
