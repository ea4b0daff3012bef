package import Diagnostics
import Prompts
import Rules
import YAML

/// What a price book is called where nobody names another, and the folder of prompts.
let priceBookName = "models.yaml"
let promptFolderName = "prompts"

/// Finds and reads the files that a rule file needs, and compiles them.
package struct PlanLoader: Sendable {
  /// The price book, a file on the disk; where nil, the nearest `models.yaml` in the rule file's
  /// folder or above.
  package var priceBook: String?
  /// The folder of prompts on the disk; where nil, the nearest `prompts` in the rule file's folder or
  /// above.
  package var prompts: String?
  /// The provider that every call goes to instead of its model's own.
  package var reroute: String?
  /// The day from which the retirement of models is counted.
  package var today: CalendarDay
  /// What is changed in the rules before they are decoded. With any, the plan is a what-if.
  package var settings: [Setting]

  package init(
    priceBook: String? = nil, prompts: String? = nil, reroute: String? = nil,
    today: CalendarDay = .today, settings: [Setting] = []
  ) {
    self.priceBook = priceBook
    self.prompts = prompts
    self.reroute = reroute
    self.today = today
    self.settings = settings
  }

  /// The plan, or nil where anything is an error. All that is wrong is in `diagnostics`.
  ///
  /// - Parameter tree: Where the rule file, and what it needs, is read from.
  package func load(
    _ path: String, from tree: some SourceTree = DiskTree(), into diagnostics: inout DiagnosticList
  ) -> RoutingPlan? {
    var sources = settings.map(\.source)
    let plan = compile(path, tree, &sources, into: &diagnostics)
    diagnostics.checkSecrets(in: sources)
    return diagnostics.hasErrors ? nil : plan
  }

  /// The plan that was compiled from these files once, in the order of `RoutingPlan.sources`.
  package func load(
    recorded files: [SourceText], into diagnostics: inout DiagnosticList
  ) -> RoutingPlan? {
    let tree = RecordedSources(files)
    guard let rules = tree.rules else {
      diagnostics.add(Diagnostic("file-unreadable", "no rule file was recorded", at: nil))
      return nil
    }
    return load(rules, from: tree, into: &diagnostics)
  }

  private func compile(
    _ path: String, _ tree: some SourceTree, _ sources: inout [SourceText],
    into diagnostics: inout DiagnosticList
  ) -> RoutingPlan? {
    // Faults of this file and its price book; the list may hold those of others already.
    var faults = DiagnosticList()
    defer { diagnostics.add(contentsOf: faults) }
    let rules = read(path, tree, &sources, into: &faults) { document, found in
      document.setting(settings, into: &found).flatMap { RuleSet.decode($0, into: &found) }
    }
    let book: PriceBook?
    if let priceBook {
      book = read(priceBook, DiskTree(), &sources, into: &faults) {
        PriceBook.decode($0, into: &$1)
      }
    } else if let nearest = tree.nearest(priceBookName, above: path) {
      book = read(nearest, tree, &sources, into: &faults) {
        PriceBook.decode($0, into: &$1)
      }
    } else {
      if let rules {
        faults.add(
          Diagnostic(
            .error, "no-price-book", "no price book 'models.yaml' was found", at: rules.name.range,
            help: "put one beside the rule file or in a folder above it, or name it: --models FILE")
        )
      }
      return nil
    }
    guard let rules, let book else { return nil }
    let folder =
      if let prompts {
        PromptFolder(path: prompts)
      } else {
        PromptFolder(path: tree.nearest(promptFolderName, above: path), in: tree)
      }
    var compiler = PlanCompiler(
      rules: rules, priceBook: book, prompts: folder, reroute: reroute, today: today,
      settings: settings)
    // Of rules that could not be read whole, only what is wrong is to be known.
    var plan: RoutingPlan?
    if faults.hasErrors { compiler.check() } else { plan = compiler.compile() }
    faults.add(contentsOf: compiler.diagnostics)
    sources += folder.loaded.flatMap(\.sources).distinct
    return plan
  }

  private func read<Value>(
    _ path: String, _ tree: some SourceTree, _ sources: inout [SourceText],
    into diagnostics: inout DiagnosticList,
    _ decode: (Document, inout DiagnosticList) -> Value?
  ) -> Value? {
    guard let source = tree.text(at: path, into: &diagnostics) else { return nil }
    sources.append(source)
    guard let document = YAMLReader.read(source, into: &diagnostics) else { return nil }
    return decode(document, &diagnostics)
  }
}
