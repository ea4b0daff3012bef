package import Diagnostics

/// Reads YAML 1.2 with the core schema, and only what a rule file needs of it: one document, keys
/// that are strings and stand once, no merge keys, no tags of one's own.
package enum YAMLReader {
  /// Reads one document. Every structural fault is collected; a fault of syntax ends the reading.
  /// Returns nil when there is no whole tree to work on; a document that is returned may still have
  /// faults in `diagnostics`.
  package static func read(
    _ source: SourceText, limits: YAMLLimits = .standard, into diagnostics: inout DiagnosticList
  ) -> Document? {
    let size = source.text.utf8.count
    guard size <= limits.maxBytes else {
      diagnostics.add(.tooLarge(source, maxBytes: limits.maxBytes))
      return nil
    }
    let scalars = SourceScalars(source)
    let events = EventStream(source.text)
    var builder = TreeBuilder(scalars: scalars, limits: limits)
    defer { diagnostics.add(contentsOf: builder.diagnostics) }
    do throws(SyntaxProblem) {
      while !builder.isFinished { builder.take(try events.next()) }
    } catch {
      builder.add(error.diagnostic(in: scalars))
      return nil
    }
    return builder.document
  }

  /// Reads one document from a file.
  package static func load(
    path: String, limits: YAMLLimits = .standard, into diagnostics: inout DiagnosticList
  ) -> Document? {
    SourceText.load(path: path, maxBytes: limits.maxBytes, into: &diagnostics)
      .flatMap { read($0, limits: limits, into: &diagnostics) }
  }
}

extension Diagnostic {
  static func tooLarge(_ source: SourceText, maxBytes: Int) -> Diagnostic {
    Diagnostic(
      "yaml-limit", "'\(source.name)' is larger than \(maxBytes) bytes",
      at: source.range(ofScalars: 0..<0), label: "this file")
  }
}
