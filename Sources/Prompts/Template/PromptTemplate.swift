package import Diagnostics
package import JSON
import Mustache

/// One use of a name in a template.
package struct TemplateName: Sendable, Hashable {
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
}

/// A template cannot be rendered with what it was given.
package struct PromptError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong.
  package let description: String
}

/// A Mustache template, parsed once.
///
/// Of Mustache it takes variables, sections, inverted sections and comments. Nothing is escaped:
/// what is rendered is text for a model, and not HTML.
package struct PromptTemplate: Sendable {
  /// The template as it was written, which knows its place in the file.
  package let text: LocatedText
  /// Every use of a name, in the order of the text.
  package let names: [TemplateName]
  private let mustache: MustacheTemplate
  private let endsWithBrace: Bool

  /// Sets swift-mustache to text mode, and is gone with its line from what is rendered.
  private static let textMode = "{{% CONTENT_TYPE:TEXT}}\n"

  /// Parses a template. Faults go to `diagnostics`, at their place; with any, there is no template.
  package init?(_ text: LocatedText, into diagnostics: inout DiagnosticList) {
    var scanner = TemplateScanner(text)
    scanner.scan()
    diagnostics.add(contentsOf: scanner.diagnostics)
    guard scanner.diagnostics.isEmpty else { return nil }
    self.text = text
    names = scanner.names
    // swift-mustache takes a brace at the very end for half of a tag: a line break, which is taken
    // off again after rendering, keeps it from the end.
    endsWithBrace = text.value.unicodeScalars.last == "{"
    do {
      mustache = try MustacheTemplate(
        string: Self.textMode + text.value + (endsWithBrace ? "\n" : ""))
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
