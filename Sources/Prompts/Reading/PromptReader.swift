package import Diagnostics
import JSON
package import YAML

/// Reads prompt files.
package enum PromptReader {
  /// Reads a prompt from the text of its file. What is wrong goes to `diagnostics`, all of it; with
  /// any error there is no prompt.
  package static func read(
    _ source: SourceText, into diagnostics: inout DiagnosticList
  ) -> Prompt? {
    var found = DiagnosticList()
    defer { diagnostics.add(contentsOf: found.diagnostics) }
    guard let document = YAMLReader.read(source, into: &found) else { return nil }
    return read(document, &found)
  }

  /// Reads a prompt from a document, as `read` does from its text.
  package static func read(
    _ document: Document, into diagnostics: inout DiagnosticList
  ) -> Prompt? {
    var found = DiagnosticList()
    defer { diagnostics.add(contentsOf: found.diagnostics) }
    return read(document, &found)
  }

  /// What a prompt file holds.
  package static var fileDescription: ShapeDescription { PromptFile.shape.description }

  private static func read(_ document: Document, _ found: inout DiagnosticList) -> Prompt? {
    guard let file = PromptFile.shape.value(of: document.root, into: &found) else { return nil }
    file.checkName(of: document.source, into: &found)
    return found.hasErrors ? nil : file.prompt(from: document.source)
  }
}
