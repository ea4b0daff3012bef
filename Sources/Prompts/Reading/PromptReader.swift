package import Diagnostics
import JSON
package import YAML

/// Reads prompt files.
package enum PromptReader {
  /// Reads a prompt from the text of its file. What is wrong goes to `diagnostics`, all of it; with
  /// any error there is no prompt.
  ///
  /// - Parameter partials: What its template can put in.
  package static func read(
    _ source: SourceText, partials: Partials = .none, into diagnostics: inout DiagnosticList
  ) -> Prompt? {
    var found = DiagnosticList()
    defer { diagnostics.add(contentsOf: found.diagnostics) }
    guard let document = YAMLReader.read(source, into: &found) else { return nil }
    return read(document, partials, &found)
  }

  /// Reads a prompt from a document, as `read` does from its text.
  package static func read(
    _ document: Document, partials: Partials = .none, into diagnostics: inout DiagnosticList
  ) -> Prompt? {
    var found = DiagnosticList()
    defer { diagnostics.add(contentsOf: found.diagnostics) }
    return read(document, partials, &found)
  }

  /// What a prompt file holds.
  package static var fileDescription: ShapeDescription { PromptFile.shape.description }

  private static func read(
    _ document: Document, _ partials: Partials, _ found: inout DiagnosticList
  ) -> Prompt? {
    let file = PromptFile.shape.value(of: document.root, into: &found)
    // Faults of the template are told whatever else is wrong with the file.
    let template = (file?.template ?? templateText(of: document)).flatMap {
      PromptTemplate($0, partials: partials, into: &found)
    }
    guard let file else { return nil }
    file.checkName(of: document.source, into: &found)
    guard let template, !found.hasErrors else { return nil }
    return file.prompt(from: document.source, with: template)
  }

  /// The template of a file with other faults.
  private static func templateText(of document: Document) -> LocatedText? {
    guard case .mapping(let mapping) = document.root.content, let node = mapping["template"] else {
      return nil
    }
    var said = DiagnosticList()
    return PromptFile.template.value(of: node, into: &said)
  }
}
