import Diagnostics

/// Goes through a template's tags: collects the names, and reports what is no tag.
///
/// swift-mustache tells the first fault only, with a place that is often off, and lets some pass in
/// silence (`{{` at the end, a tag without a name); it also takes more than plain Mustache. What
/// comes through here is plain, and is understood there in the same way.
struct TemplateScanner {
  let text: LocatedText
  private let scalars: [Unicode.Scalar]
  private var position = 0
  /// The tag that was read last, with its braces.
  private var tag = 0..<0
  private var open: [OpenSection] = []
  private(set) var names: [TemplateName] = []
  private(set) var partials: [PartialUse] = []
  private(set) var diagnostics: [Diagnostic] = []

  /// swift-mustache descends by recursion.
  private static let maxDepth = 32

  struct OpenSection {
    let path: [String]
    let kind: TemplateName.Kind
    let name: Range<Int>
  }

  /// One `{{> name}}`.
  struct PartialUse {
    let name: String
    /// The scalars of the tag, with its braces.
    let tag: Range<Int>
    let range: SourceRange
    /// The sections around it, as in `TemplateName`.
    let scope: [[String]]
    /// How many names stand before it.
    let namesBefore: Int
  }

  init(_ text: LocatedText) {
    self.text = text
    scalars = Array(text.value.unicodeScalars)
  }

  mutating func scan() {
    while position < scalars.count {
      if scalars[position] == "{", position + 1 < scalars.count, scalars[position + 1] == "{" {
        scanTag()
      } else {
        position += 1
      }
    }
    for section in open {
      report(
        "template-syntax", "the section '\(written(section.name))' has no end", at: section.name)
    }
  }

  /// Reads a tag; the position is at its braces.
  private mutating func scanTag() {
    let start = position
    let contents = start + 2
    let sigil = contents < scalars.count ? scalars[contents] : nil
    let closing: [Unicode.Scalar] = sigil == "{" ? ["}", "}", "}"] : ["}", "}"]
    let limit = sigil == "!" ? scalars.count : endOfLine(from: contents)
    guard let end = firstIndex(of: closing, in: contents..<limit) else {
      let end = String(String.UnicodeScalarView(closing))
      report(
        "template-syntax", "this tag has no end", at: start..<contents,
        help: "a tag ends with '\(end)'\(sigil == "!" ? "" : " on its line");"
          + " two braces that are just text need a space between them")
      // Nothing before the limit can end another tag either; to look again would be quadratic.
      position = limit
      return
    }
    position = end + closing.count
    tag = start..<position
    switch sigil {
    case "!": break
    case "#": beginSection(.section, contents + 1..<end)
    case "^": beginSection(.inverted, contents + 1..<end)
    case "/": endSection(contents + 1..<end)
    case "{", "&": addName(.value, contents + 1..<end)
    case ">": addPartial(contents + 1..<end)
    case "<", "$": refuse("blocks and parents", "write the text out here", at: tag)
    case "=": refuse("other delimiters", "write '{{' and '}}'", at: tag)
    case "%": refuse("pragmas", "prompts are always rendered as plain text", at: tag)
    default: addName(.value, contents..<end)
    }
  }

  private mutating func addName(_ kind: TemplateName.Kind, _ range: Range<Int>) {
    guard let (path, name) = readName(range) else { return }
    names.append(
      TemplateName(path: path, kind: kind, scope: scope, range: text.range(of: name)))
  }

  private mutating func addPartial(_ range: Range<Int>) {
    guard let (path, name) = readName(range) else { return }
    guard !path.isEmpty else {
      report("template-syntax", "this tag names no partial", at: tag)
      return
    }
    partials.append(
      PartialUse(
        name: written(name), tag: tag, range: text.range(of: name), scope: scope,
        namesBefore: names.count))
  }

  private var scope: [[String]] { open.filter { $0.kind == .section }.map(\.path) }

  private mutating func beginSection(_ kind: TemplateName.Kind, _ range: Range<Int>) {
    addName(kind, range)
    // A section without a proper name still has an end that belongs to it.
    let name = trimmed(range)
    open.append(OpenSection(path: path(written(name)), kind: kind, name: name))
    guard open.count > Self.maxDepth else { return }
    report(
      "template-syntax", "sections stand more than \(Self.maxDepth) deep in one another", at: name)
    // What follows is not looked at: it would be more of the same.
    open = []
    position = scalars.count
  }

  private mutating func endSection(_ range: Range<Int>) {
    let name = trimmed(range)
    guard let section = open.popLast() else {
      report("template-syntax", "no section '\(written(name))' is open here", at: name)
      return
    }
    guard written(section.name) != written(name) else { return }
    report(
      "template-syntax",
      "the section '\(written(section.name))' cannot end with '\(written(name))'", at: name,
      also: [Diagnostic.Label(range: text.range(of: section.name), text: "it begins here")])
    // An end that belongs to an outer section ends all that are open within it.
    if let outer = open.lastIndex(where: { written($0.name) == written(name) }) {
      open.removeSubrange(outer...)
    }
  }

  /// The parts of a name; nil, and a diagnostic, where it is none.
  private mutating func readName(_ range: Range<Int>) -> (path: [String], name: Range<Int>)? {
    let name = trimmed(range)
    let written = written(name)
    guard !name.isEmpty else {
      report("template-syntax", "this tag names nothing", at: tag)
      return nil
    }
    if written == "." { return ([], name) }
    if written.hasSuffix(")"), written.contains("(") {
      refuse("functions", "plain Mustache only names what to show", at: name)
      return nil
    }
    let path = path(written)
    guard path.allSatisfy({ !$0.isEmpty && $0.unicodeScalars.allSatisfy(isNameScalar) }) else {
      report(
        "template-syntax", "'\(written)' is no name", at: name,
        help: "names are letters, digits, '_' and '-', joined by dots;"
          + " two braces that are just text need a space between them")
      return nil
    }
    return (path, name)
  }

  private func path(_ written: String) -> [String] {
    written == "."
      ? [] : written.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
  }
}

extension TemplateScanner {
  private func firstIndex(of wanted: [Unicode.Scalar], in range: Range<Int>) -> Int? {
    range.first { scalars[$0..<range.upperBound].starts(with: wanted) }
  }

  private func endOfLine(from start: Int) -> Int {
    scalars[start...].firstIndex { Character($0).isNewline } ?? scalars.count
  }

  private func trimmed(_ range: Range<Int>) -> Range<Int> {
    var lower = range.lowerBound
    var upper = range.upperBound
    while lower < upper, isBlank(scalars[lower]) { lower += 1 }
    while lower < upper, isBlank(scalars[upper - 1]) { upper -= 1 }
    return lower..<upper
  }

  private func written(_ range: Range<Int>) -> String {
    String(String.UnicodeScalarView(scalars[range]))
  }

  private mutating func refuse(_ what: String, _ help: String, at range: Range<Int>) {
    report("template-unsupported", "prompts have no \(what)", at: range, help: help)
  }

  private mutating func report(
    _ code: String, _ message: String, at range: Range<Int>, also: [Diagnostic.Label] = [],
    help: String? = nil
  ) {
    diagnostics.append(
      Diagnostic(.error, code, message, at: text.range(of: range), also: also, help: help))
  }
}

private func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" }

/// What names of prompts, and the parts of names in their templates, are made of.
func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar {
  case "a"..."z", "A"..."Z", "0"..."9", "_", "-": true
  default: false
  }
}
