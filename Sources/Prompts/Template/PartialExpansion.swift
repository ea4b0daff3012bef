import Diagnostics

/// Puts the partials of a template in their places, as Mustache has it: a tag that is alone on its
/// line is replaced with its line, and gives the partial's lines its own indentation.
///
/// What comes out is one plain template, so that its digest, its length and its text mode are those
/// of all that is sent; and each name in it still knows its file.
struct PartialExpansion {
  private let partials: Partials
  private(set) var names: [TemplateName] = []
  private(set) var sources: [SourceText] = []
  private(set) var diagnostics: [Diagnostic] = []
  /// Whether anything could not be put in, whether or not that is said by these diagnostics.
  private(set) var isIncomplete = false
  private var inclusionCount = 0
  /// UTF-8 bytes of all partials that were put in, each as often as it was.
  private var bytes = 0
  private var isTooLarge = false

  /// Partials that each put in two others grow as the powers of two.
  private static let mostInclusions = 1_000
  private static let mostBytes = 1 << 20
  private static let maxDepth = 32

  init(_ partials: Partials) {
    self.partials = partials
  }

  /// The template with everything put in; of no use where there are diagnostics.
  mutating func expand(_ text: LocatedText) -> String {
    let expanded = expand(text, Inclusion())
    if diagnostics.isEmpty, !isIncomplete, !sources.isEmpty { checkSeams(of: expanded, in: text) }
    return expanded
  }

  /// The way from the template to a partial.
  private struct Inclusion {
    var path: [String] = []
    var scope: [[String]] = []
    /// The innermost first.
    var places: [SourceRange] = []
  }

  private mutating func expand(_ text: LocatedText, _ inclusion: Inclusion) -> String {
    var scanner = TemplateScanner(text)
    scanner.scan()
    for var fault in scanner.diagnostics {
      fault.labels += inclusion.places.inclusionLabels
      diagnostics.append(fault)
    }
    let scalars = Array(text.value.unicodeScalars)
    let own = scanner.names.map { $0.within(inclusion.scope, at: inclusion.places) }
    var expanded = String.UnicodeScalarView()
    var (position, name) = (0, 0)
    for use in scanner.partials {
      names += own[name..<use.namesBefore]
      name = use.namesBefore
      let line = standaloneLine(of: use.tag, in: scalars)
      let replaced = line ?? use.tag
      expanded += scalars[position..<max(position, replaced.lowerBound)]
      position = replaced.upperBound
      guard let text = partial(use, inclusion) else { continue }
      let indent = line.map { scalars[$0.lowerBound..<use.tag.lowerBound] } ?? []
      expanded += indented(text, by: indent)
    }
    names += own[name...]
    expanded += scalars[min(position, scalars.count)...]
    return String(expanded)
  }

  /// The text of a partial, its own partials put in; nil, and a diagnostic, where there is none.
  private mutating func partial(
    _ use: TemplateScanner.PartialUse, _ outer: Inclusion
  ) -> String? {
    if isTooLarge { return nil }
    guard !outer.path.contains(use.name) else {
      report(
        "recursive-partial",
        "the partial '\(use.name)' puts itself in"
          + (outer.path.last == use.name
            ? "" : ", by way of '\(outer.path.last ?? "")'"),
        use, outer)
      return nil
    }
    guard let source = source(of: use, outer) else { return nil }
    inclusionCount += 1
    bytes += source.text.utf8.count
    guard inclusionCount <= Self.mostInclusions, bytes <= Self.mostBytes,
      outer.path.count < Self.maxDepth
    else {
      isTooLarge = true
      report(
        "partial-limit",
        "with this partial, a prompt has more than \(Self.mostInclusions) partials, "
          + "\(Self.mostBytes) bytes of them, or more than \(Self.maxDepth) within each other",
        use, outer)
      return nil
    }
    if !sources.contains(source) { sources.append(source) }
    return expand(
      LocatedText(whole: source),
      Inclusion(
        path: outer.path + [use.name], scope: outer.scope + use.scope,
        places: [use.range] + outer.places)
    ).replacing("\r\n", with: "\n")
  }

  private mutating func source(
    of use: TemplateScanner.PartialUse, _ outer: Inclusion
  ) -> SourceText? {
    var found = DiagnosticList()
    defer { diagnostics += found.diagnostics }
    switch partials.read(use.name, &found) {
    case .found(let source): return source
    case .unreadable:
      isIncomplete = true
      return nil
    case .missing:
      let near = nearestName(to: use.name, in: partials.names())
      report(
        "unknown-partial", "there is no partial '\(use.name)'", use, outer,
        help: near.map { "did you mean '\($0)'?" }
          ?? "write it to the file '\(use.name).mustache' beside the prompts")
      return nil
    }
  }

  private mutating func report(
    _ code: String, _ message: String, _ use: TemplateScanner.PartialUse, _ outer: Inclusion,
    help: String? = nil
  ) {
    diagnostics.append(
      Diagnostic(
        .error, code, message, at: use.range, also: outer.places.inclusionLabels, help: help))
  }

  /// Braces on either side of a seam can make a tag that is in neither text, and sections can
  /// stand deeper in one another than in any of them.
  private mutating func checkSeams(of expanded: String, in text: LocatedText) {
    var scanner = TemplateScanner(LocatedText(value: expanded, range: text.range))
    scanner.scan()
    if let fault = scanner.diagnostics.first {
      diagnostics.append(
        Diagnostic(
          .error, fault.code, "with its partials put in, \(fault.message)", at: text.range))
    } else if scanner.names.map(\.path) != names.map(\.path) {
      diagnostics.append(
        Diagnostic(
          .error, "template-syntax", "braces around a partial and in it make up a tag",
          at: text.range, help: "put a space between them"))
    }
  }
}

extension LocatedText {
  /// All of a file.
  fileprivate init(whole source: SourceText) {
    let count = source.scalarCount
    self.init(
      value: source.text, range: source.range(ofScalars: 0..<count),
      positions: (0...count).map { source.position(ofScalar: $0) })
  }
}

/// The line of a tag that is alone on it, with its line break; nil for any other.
private func standaloneLine(of tag: Range<Int>, in scalars: [Unicode.Scalar]) -> Range<Int>? {
  var start = tag.lowerBound
  while start > 0, scalars[start - 1] == " " || scalars[start - 1] == "\t" { start -= 1 }
  guard start == 0 || scalars[start - 1] == "\n" || scalars[start - 1] == "\r" else { return nil }
  var end = tag.upperBound
  while end < scalars.count, scalars[end] == " " || scalars[end] == "\t" { end += 1 }
  if end < scalars.count, scalars[end] == "\r" { end += 1 }
  if end < scalars.count, scalars[end] == "\n" { return start..<end + 1 }
  return end == scalars.count ? start..<end : nil
}

private func indented(
  _ text: String, by indent: some Collection<Unicode.Scalar>
) -> String.UnicodeScalarView {
  var result = String.UnicodeScalarView()
  var isAtStart = true
  for scalar in text.unicodeScalars {
    if isAtStart { result += indent }
    result.append(scalar)
    isAtStart = scalar == "\n"
  }
  return result
}
