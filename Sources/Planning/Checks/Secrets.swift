import Diagnostics

/// Stretches of a text that look like keys of a provider.
struct Secrets {
  /// What is found, and what it looks like.
  struct Finding {
    let offsets: Range<Int>
    let kind: String
  }

  let source: SourceText
  let findings: [Finding]
  /// The keys themselves.
  let keys: [String]
  /// The same text, line by line and column by column, with an asterisk for each character of a key.
  let masked: SourceText

  /// Nil where nothing looks like a key.
  init?(in source: SourceText) {
    var scalars = Array(source.text.unicodeScalars)
    var findings: [Finding] = []
    let tokens = Self.tokens(of: scalars)
    for token in tokens {
      if let kind = token.kind(after: scalars[..<token.scalars.startIndex]) {
        findings.append(Finding(offsets: token.scalars.indices, kind: kind))
      }
    }
    if findings.isEmpty { return nil }
    keys = findings.map { Token(scalars[$0.offsets]).text }
    // The same key may stand elsewhere, where nothing says that it is one.
    for token in tokens where keys.contains(token.text) {
      for offset in token.scalars.indices { scalars[offset] = "*" }
    }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    self.source = source
    self.findings = findings
    masked = SourceText(name: source.name, text: String(text))
  }

  private static func tokens(of scalars: [Unicode.Scalar]) -> [Token] {
    var tokens: [Token] = []
    var place = 0
    while place < scalars.count {
      let start = place
      while place < scalars.count, isToken(scalars[place]) { place += 1 }
      // Shorter than any key.
      if place - start >= 16 { tokens.append(Token(scalars[start..<place])) }
      if place == start { place += 1 }
    }
    return tokens
  }

  private static func isToken(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "_", "-", "+", "/", ".": true
    default: false
    }
  }
}

/// A run of the characters that keys are made of.
private struct Token {
  let scalars: ArraySlice<Unicode.Scalar>
  let text: String

  init(_ scalars: ArraySlice<Unicode.Scalar>) {
    self.scalars = scalars
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    text = String(view)
  }

  /// What kind of key this looks like, given what stands before it; nil for none.
  func kind(after before: ArraySlice<Unicode.Scalar>) -> String? {
    for (prefix, length, kind) in Self.known
    where text.hasPrefix(prefix) && text.utf8.count >= length && hasDigit { return kind }
    // Long enough, and mixed as no word is, after a name that says what it is.
    guard text.utf8.count >= 20, hasDigit, hasLetter, !text.contains("/"), !text.contains("."),
      isRandom, names(before)
    else { return nil }
    return "a key"
  }

  private static let known: [(prefix: String, length: Int, kind: String)] = [
    ("sk-ant-", 20, "an Anthropic key"), ("sk-", 20, "an OpenAI key"),
    ("AKIA", 20, "an AWS key"), ("ASIA", 20, "an AWS key"), ("ghp_", 30, "a GitHub token"),
    ("gho_", 30, "a GitHub token"), ("ghs_", 30, "a GitHub token"),
    ("github_pat_", 30, "a GitHub token"), ("AIza", 35, "a Google key"),
    ("xoxb-", 20, "a Slack token"), ("xoxp-", 20, "a Slack token"),
    ("hf_", 30, "a Hugging Face token"),
    ("gsk_", 30, "a Groq key"), ("eyJ", 40, "a web token"),
  ]

  private var hasDigit: Bool { scalars.contains { ("0"..."9").contains($0) } }
  private var hasLetter: Bool {
    scalars.contains { ("a"..."z").contains($0) || ("A"..."Z").contains($0) }
  }

  /// Whether letters and digits alternate often: `v1_of_the_prompt_for_orders` does not.
  private var isRandom: Bool {
    let isDigit = scalars.map { ("0"..."9").contains($0) }
    return zip(isDigit, isDigit.dropFirst()).count { $0 != $1 } >= 4
  }

  /// Whether `name:` or `name=` stands directly before, with a name that keys have.
  private func names(_ before: ArraySlice<Unicode.Scalar>) -> Bool {
    var rest = before
    while let last = rest.last, last == " " || last == "\"" || last == "'" || last == "\t" {
      rest.removeLast()
    }
    if rest.suffix(6).elementsEqual("Bearer".unicodeScalars) { return true }
    guard rest.last == ":" || rest.last == "=" else { return false }
    rest.removeLast()
    while let last = rest.last, last == " " || last == "\"" || last == "'" { rest.removeLast() }
    var view = String.UnicodeScalarView()
    view.append(
      contentsOf: rest.suffix(40).reversed().prefix {
        $0.properties.isAlphabetic || $0 == "_" || $0 == "-"
      }
      .reversed())
    let name = String(view).lowercased()
    return ["key", "token", "secret", "password", "authorization"].contains { name.hasSuffix($0) }
  }
}
