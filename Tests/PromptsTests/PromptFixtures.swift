import Diagnostics
import JSON
import Testing

@testable import Prompts

/// A template that must be without faults.
func template(_ text: String) throws -> PromptTemplate {
  var diagnostics = DiagnosticList()
  let template = PromptTemplate(located(text), into: &diagnostics)
  #expect(diagnostics.isEmpty, "\(diagnostics.diagnostics)")
  return try #require(template)
}

/// What is wrong with a template, as `line:column-column code: message`.
func faults(of text: String) -> [String] {
  var diagnostics = DiagnosticList()
  let template = PromptTemplate(located(text), into: &diagnostics)
  #expect((template == nil) == !diagnostics.isEmpty)
  return diagnostics.diagnostics.map(summary)
}

/// What is wrong with a prompt file.
func read(_ yaml: String, named name: String = "sort.v1.yaml") -> (Prompt?, [String]) {
  var diagnostics = DiagnosticList()
  let prompt = PromptReader.read(SourceText(name: name, text: yaml), into: &diagnostics)
  return (prompt, diagnostics.diagnostics.map(summary))
}

func summary(_ diagnostic: Diagnostic) -> String {
  let place = diagnostic.labels.first.map {
    "\($0.range.start.line):\($0.range.start.column)-\($0.range.end.column) "
  }
  return "\(place ?? "")\(diagnostic.code): \(diagnostic.message)"
}

/// Text as it stands in a file of nothing else.
func located(_ text: String) -> LocatedText {
  var positions: [SourcePosition] = []
  var line = 1
  var column = 1
  for scalar in text.unicodeScalars {
    positions.append(SourcePosition(line: line, column: column))
    (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
  }
  positions.append(SourcePosition(line: line, column: column))
  let source = SourceText(name: "template", text: text)
  let end = SourcePosition(line: line, column: column)
  return LocatedText(
    value: text,
    range: SourceRange(source: source, start: SourcePosition(line: 1, column: 1), end: end),
    positions: positions)
}
