package import Diagnostics
import Foundation
import Prompts
import Rules
import YAML

/// Finds and reads the files that a rule file needs, and compiles them.
package struct PlanLoader: Sendable {
  /// The price book; where nil, the nearest `models.yaml` in the rule file's folder or above.
  package var priceBook: String?
  /// The folder of prompts; where nil, the nearest `prompts` in the rule file's folder or above.
  package var prompts: String?
  /// The provider that every call goes to instead of its model's own.
  package var reroute: String?
  /// The day from which the retirement of models is counted.
  package var today: CalendarDay

  package init(
    priceBook: String? = nil, prompts: String? = nil, reroute: String? = nil,
    today: CalendarDay = .today
  ) {
    self.priceBook = priceBook
    self.prompts = prompts
    self.reroute = reroute
    self.today = today
  }

  /// The plan, or nil where anything is an error. All that is wrong is in `diagnostics`.
  package func load(_ path: String, into diagnostics: inout DiagnosticList) -> RoutingPlan? {
    var sources: [SourceText] = []
    let plan = compile(path, &sources, into: &diagnostics)
    diagnostics.checkSecrets(in: sources)
    return diagnostics.hasErrors ? nil : plan
  }

  private func compile(
    _ path: String, _ sources: inout [SourceText], into diagnostics: inout DiagnosticList
  ) -> RoutingPlan? {
    let rules = read(path, &sources, into: &diagnostics) { RuleSet.decode($0, into: &$1) }
    guard let bookPath = priceBook ?? nearest("models.yaml", above: path) else {
      if let rules {
        diagnostics.add(
          Diagnostic(
            .error, "no-price-book", "no price book 'models.yaml' was found", at: rules.name.range,
            help: "put one beside the rule file or in a folder above it, or name it: --models FILE")
        )
      }
      return nil
    }
    let book = read(bookPath, &sources, into: &diagnostics) { PriceBook.decode($0, into: &$1) }
    guard let rules, let book else { return nil }
    let folder = PromptFolder(path: prompts ?? nearest("prompts", above: path))
    var compiler = PlanCompiler(
      rules: rules, priceBook: book, prompts: folder, reroute: reroute, today: today)
    let plan = compiler.compile()
    diagnostics.add(contentsOf: compiler.diagnostics)
    sources += folder.loaded.flatMap(\.sources).distinct
    return plan
  }

  private func read<Value>(
    _ path: String, _ sources: inout [SourceText], into diagnostics: inout DiagnosticList,
    _ decode: (Document, inout DiagnosticList) -> Value?
  ) -> Value? {
    guard let source = SourceText.load(path: path, into: &diagnostics) else { return nil }
    sources.append(source)
    guard let document = YAMLReader.read(source, into: &diagnostics) else { return nil }
    return decode(document, &diagnostics)
  }

  /// `name` in the folder of `path`, or in the nearest folder above that has it.
  private func nearest(_ name: String, above path: String) -> String? {
    var folder = URL(fileURLWithPath: path).standardizedFileURL.deletingLastPathComponent()
    for _ in 0..<64 {
      let candidate = folder.appendingPathComponent(name).path
      if FileManager.default.fileExists(atPath: candidate) {
        return asWritten(candidate)
      }
      let parent = folder.deletingLastPathComponent()
      if parent.path == folder.path { return nil }
      folder = parent
    }
    return nil
  }

  /// The path as a person would write it from where they stand: `rules/models.yaml` or
  /// `../models.yaml`, and the whole way from the root only where it leads far away.
  private func asWritten(_ candidate: String) -> String {
    var here = FileManager.default.currentDirectoryPath
    for ups in ["", "../", "../../"] {
      if candidate.hasPrefix(here + "/") { return ups + candidate.dropFirst(here.count + 1) }
      here = URL(fileURLWithPath: here).deletingLastPathComponent().path
    }
    return candidate
  }
}
