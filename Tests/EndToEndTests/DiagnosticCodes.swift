import Foundation

/// The codes of diagnostics that the program can show, as its sources have them.
enum DiagnosticCodes {
  /// Read off the sources: the first text that is handed to whatever makes a diagnostic.
  static func inSources() throws -> Set<String> {
    let folder = Program.root.appendingPathComponent("Sources").resolvingSymlinksInPath()
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".swift") }
    var codes: Set<String> = []
    for file in files {
      let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
      codes.formUnion(Self.codes(in: text))
    }
    return codes
  }

  static func codes(in source: String) -> Set<String> {
    var codes: Set<String> = []
    // Code, not comments: an example in a comment is no place that emits.
    let code = source.split(separator: "\n").filter { line in
      !line.drop { $0 == " " }.hasPrefix("//")
    }.joined(separator: "\n")
    let emitter =
      #/\b(?:Diagnostic|ExpressionProblem|report|warn|note)\(\s*(?:\.(?:error|warning|note),\s*)?(?:[\w.]+\s*\?\s*)?"([a-z][a-z0-9-]*)"(?:\s*:\s*"([a-z][a-z0-9-]*)")?/#
    let choice = #/\blet code = .*\?\s*"([a-z][a-z0-9-]*)"\s*:\s*"([a-z][a-z0-9-]*)"/#
    for match in code.matches(of: emitter) {
      codes.insert(String(match.1))
      if let other = match.2 { codes.insert(String(other)) }
    }
    for match in code.matches(of: choice) {
      codes.formUnion([String(match.1), String(match.2)])
    }
    return codes
  }

  /// The codes that an output shows, as text or as JSON.
  static func shown(in output: String) -> Set<String> {
    let text = output.matches(of: #/(?m)^(?:error|warning|note)\[([a-z0-9-]+)\]/#).map(\.1)
    let json = output.matches(of: #/"code": "([a-z0-9-]+)"/#).map(\.1)
    return Set((text + json).map(String.init))
  }
}
