import Diagnostics
import Testing
import YAML

/// What came of reading a text.
struct Reading {
  let document: Document?
  let diagnostics: [Diagnostic]

  init(_ text: String, limits: YAMLLimits = .standard) {
    var list = DiagnosticList()
    document = YAMLReader.read(
      SourceText(name: "t.yaml", text: text), limits: limits, into: &list)
    diagnostics = list.sorted()
  }

  var codes: [String] { diagnostics.map(\.code) }

  /// The diagnostics as a terminal shows them.
  var rendering: String { DiagnosticRenderer(color: false).render(diagnostics) }

  /// The root of a text without faults.
  func root() throws -> Node {
    #expect(diagnostics.isEmpty, "\(rendering)")
    return try #require(document).root
  }
}

extension SourceRange {
  /// `line:column-line:column`.
  var short: String { "\(start.line):\(start.column)-\(end.line):\(end.column)" }
}
