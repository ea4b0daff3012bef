package import Diagnostics
package import JSON
import Mustache

/// One use of a name in a template.
package struct TemplateName: Sendable, Hashable {
  /// How a name is used.
  package enum Kind: Sendable, Hashable {
    /// `{{a.b}}`, `{{{a.b}}}`, `{{&a.b}}`
    case value
    /// `{{#a.b}}`: for each row of a list, or once for what is there and not false.
    case section
    /// `{{^a.b}}`: once for an empty list, and for what is false or not there.
    case inverted
  }

  /// The parts between the dots; empty for `.`, the current row.
  package let path: [String]
  package let kind: Kind
  /// The paths of the sections around it, the outermost first. Inverted ones open no scope.
  package let scope: [[String]]
  /// Where the name stands, without the braces.
  package let range: SourceRange
  /// Where the partial that the name stands in is put in, the innermost place first; empty for a
  /// name in the template itself.
  package let inclusions: [SourceRange]

  init(
    path: [String], kind: Kind, scope: [[String]], range: SourceRange,
    inclusions: [SourceRange] = []
  ) {
    self.path = path
    self.kind = kind
    self.scope = scope
    self.range = range
    self.inclusions = inclusions
  }

  /// The name as it counts in a template that puts in what it stands in.
  func within(_ outer: [[String]], at inclusions: [SourceRange]) -> TemplateName {
    TemplateName(
      path: path, kind: kind, scope: outer + scope, range: range, inclusions: inclusions)
  }
}

extension [SourceRange] {
  /// Second labels for what is said of a partial.
  package var inclusionLabels: [Diagnostic.Label] {
    map { Diagnostic.Label(range: $0, text: "it is put in here") }
  }
}

/// A template cannot be rendered with what it was given.
package struct PromptError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong.
  package let description: String
}

/// A Mustache template, parsed once.
///
/// Of Mustache it takes variables, sections, inverted sections, comments and partials. Nothing is
/// escaped: what is rendered is text for a model, and not HTML.
package struct PromptTemplate: Sendable {
  /// The template as it was written, which knows its place in the file.
  package let text: LocatedText
  /// The template with its partials put in: all that is rendered.
  package let expanded: String
  /// Every use of a name, in the order of `expanded`.
  package let names: [TemplateName]
  /// The partials that are put in, each once, in the order of their first use.
  package let partials: [SourceText]
  private let mustache: MustacheTemplate
  private let endsWithBrace: Bool

  /// Sets swift-mustache to text mode, and is gone with its line from what is rendered.
  private static let textMode = "{{% CONTENT_TYPE:TEXT}}\n"

  /// Parses a template. Faults go to `diagnostics`, at their place, which may be in a partial; with
  /// any, there is no template.
  package init?(
    _ text: LocatedText, partials: Partials = .none, into diagnostics: inout DiagnosticList
  ) {
    var expansion = PartialExpansion(partials)
    let expanded = expansion.expand(text)
    diagnostics.add(contentsOf: expansion.diagnostics)
    guard expansion.diagnostics.isEmpty, !expansion.isIncomplete else { return nil }
    self.text = text
    self.expanded = expanded
    names = expansion.names
    self.partials = expansion.sources
    // swift-mustache takes a brace at the very end for half of a tag: a line break, which is taken
    // off again after rendering, keeps it from the end.
    endsWithBrace = expanded.unicodeScalars.last == "{"
    do {
      // Its own partials would fall back to escaping HTML; it never sees any.
      mustache = try MustacheTemplate(
        string: Self.textMode + expanded + (endsWithBrace ? "\n" : ""))
    } catch {
      diagnostics.add(
        Diagnostic(.error, "template-syntax", "this is no Mustache template", at: text.range))
      return nil
    }
  }

  /// The text for a context, which must be an object.
  ///
  /// What is null or not there renders as nothing, numbers with the digits they have, bools as
  /// `true` and `false`, lists and objects as JSON. Throws `PromptError` for any other context.
  package func render(_ context: JSONValue) throws(PromptError) -> String {
    guard case .object(let object) = context else {
      throw PromptError(description: "a prompt is rendered with an object of names")
    }
    let rendered = mustache.render(ObjectInTemplate(object: object))
    return endsWithBrace ? String(rendered.dropLast()) : rendered
  }
}
