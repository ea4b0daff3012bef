/// Collects what a pass finds, so that one run shows every fault.
package struct DiagnosticList: Sendable {
  /// In the order in which they were found.
  package private(set) var diagnostics: [Diagnostic] = []

  package init() {}

  package mutating func add(_ diagnostic: Diagnostic) {
    diagnostics.append(diagnostic)
  }

  package mutating func add(contentsOf others: some Sequence<Diagnostic>) {
    diagnostics.append(contentsOf: others)
  }

  package mutating func add(contentsOf other: DiagnosticList) {
    diagnostics.append(contentsOf: other.diagnostics)
  }

  /// Whether nothing was found; warnings and notes count.
  package var isEmpty: Bool { diagnostics.isEmpty }
  package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
  package var errorCount: Int { diagnostics.count { $0.severity == .error } }
  package var warningCount: Int { diagnostics.count { $0.severity == .warning } }

  /// By file, position and severity; those without a place come first. The order in which they
  /// were found decides between equals.
  package func sorted() -> [Diagnostic] {
    diagnostics.enumerated().sorted { left, right in
      let a = SortKey(left.element, index: left.offset)
      let b = SortKey(right.element, index: right.offset)
      return a < b
    }.map(\.element)
  }
}

private struct SortKey: Comparable {
  let file: String
  let position: SourcePosition
  let severity: Diagnostic.Severity
  let index: Int

  init(_ diagnostic: Diagnostic, index: Int) {
    let range = diagnostic.labels.first?.range
    file = range?.source.name ?? ""
    position = range?.start ?? SourcePosition(line: 0, column: 0)
    severity = diagnostic.severity
    self.index = index
  }

  static func < (left: SortKey, right: SortKey) -> Bool {
    (left.file, left.position, left.severity, left.index)
      < (right.file, right.position, right.severity, right.index)
  }
}
