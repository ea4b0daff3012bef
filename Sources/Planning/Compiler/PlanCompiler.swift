import Diagnostics
import Expressions
import Money
import Prompts
package import Rules
import YAML

/// Compiles a rule set: resolves every name, checks every type, and pins it all under a digest.
///
/// Faults are collected in `diagnostics`; each pass goes on with what the earlier ones could make
/// sense of, so that a person sees everything that is wrong at once.
package struct PlanCompiler {
  let rules: RuleSet
  let priceBook: PriceBook
  let prompts: PromptFolder
  let reroute: String?
  /// The day from which retirements are counted.
  let today: CalendarDay
  let settings: [Setting]
  var diagnostics = DiagnosticList()

  /// - Parameters:
  ///   - reroute: The provider that every call goes to instead of its model's own.
  ///   - settings: What was changed in `rules` before they were decoded.
  package init(
    rules: RuleSet, priceBook: PriceBook, prompts: PromptFolder, reroute: String? = nil,
    today: CalendarDay = .today, settings: [Setting] = []
  ) {
    self.rules = rules
    self.priceBook = priceBook
    self.prompts = prompts
    self.reroute = reroute
    self.today = today
    self.settings = settings
  }

  /// What the passes make of the rules.
  private struct Parts {
    let facts: CompiledFacts
    let score: [ScoreTerm]
    let stages: [CompiledStage]
    let quotedColumns: [QuotedColumn]
  }

  private mutating func pass() -> Parts {
    checkNames()
    let facts = compileFacts()
    checkImageSize(over: facts)
    let score = compileScore(over: facts)
    let stages = compileStages(over: facts)
    let quotedColumns = checkPrompts(of: stages, over: facts)
    checkAdvice(over: facts)
    return Parts(facts: facts, score: score, stages: stages, quotedColumns: quotedColumns)
  }

  /// Finds what is wrong with rules, or with a price book, that could not be decoded whole. No plan
  /// comes of them.
  package mutating func check() { _ = pass() }

  /// The plan, or nil where any fault is an error.
  package mutating func compile() -> RoutingPlan? {
    let parts = pass()
    let (facts, stages) = (parts.facts, parts.stages)
    guard !diagnostics.hasErrors, let table = facts.table(deciding: decidingFacts(facts, stages))
    else { return nil }
    let planned = stages.map { $0.resolved(over: table, all: stages) }
    let contributions = parts.score.compactMap { term in
      table.names.firstIndex(of: term.fact.value).map {
        Contribution(fact: term.fact.value, slot: $0, points: term.points.value)
      }
    }
    let used = Set(planned.flatMap { $0.tiers.map(\.call.prompt.id) })
    let plan = RoutingPlan(
      name: rules.name.value, version: rules.version.value,
      digest: digest(of: table, stages: planned),
      sections: sectionDigests(of: table, stages: planned),
      parts: partDigests(of: table, stages: planned), summary: rules.summary?.value,
      subjects: rules.subjects, facts: table, score: contributions, stages: planned,
      context: rules.context, quotedColumns: parts.quotedColumns, advice: rules.advice,
      limits: rules.limits, baseline: rules.baseline, reprocess: Set(rules.reprocess.map(\.value)),
      sources: [rules.source, priceBook.source]
        + prompts.loaded.filter { used.contains($0.id) }.flatMap(\.sources).distinct,
      settings: settings)
    // With a reroute to a provider that is not there, no stage has a tier to say anything about.
    if !planned.contains(where: \.tiers.isEmpty) { checkPlan(plan) }
    return plan
  }

  /// Facts that the score or any `when` needs, directly or through other facts.
  private func decidingFacts(_ facts: CompiledFacts, _ stages: [CompiledStage]) -> Set<String> {
    var pending = rules.score.map(\.fact.value) + stages.flatMap { $0.factsRead }
    var found: Set<String> = []
    while let name = pending.popLast() {
      guard found.insert(name).inserted else { continue }
      pending.append(contentsOf: facts.derived.first { $0.name == name }?.reads ?? [])
    }
    return found
  }

  mutating func report(
    _ code: String, _ message: String, at range: SourceRange, label: String = "",
    also: [Diagnostic.Label] = [], help: String? = nil
  ) {
    diagnostics.add(
      Diagnostic(.error, code, message, at: range, label: label, also: also, help: help))
  }

  mutating func warn(
    _ code: String, _ message: String, at range: SourceRange, label: String = "",
    help: String? = nil
  ) {
    diagnostics.add(Diagnostic(.warning, code, message, at: range, label: label, help: help))
  }
}

extension PlanCompiler {
  /// Facts, stages, context entries and the words of the language share one name space in
  /// conditions and prompts; context entries alone may hide a fact in prompts.
  private mutating func checkNames() {
    var taken: [String: SourceRange] = [:]
    let names = rules.facts.map { ($0.name, "fact") } + rules.stages.map { ($0.name, "stage") }
    for (name, kind) in names {
      if name.value == "score" || name.value == "subject" {
        report(
          "reserved-name", "\(kind) '\(name.value)' has a name that is taken", at: name.range,
          help: "'score' and 'subject' have a meaning of their own: choose another name")
      }
      if reservedWords.contains(name.value) {
        report(
          "reserved-name", "\(kind) '\(name.value)' has the name of a word of CEL", at: name.range,
          help: "choose another name")
      }
      if let first = taken[name.value] {
        report(
          "name-clash", "'\(name.value)' names a fact and a stage", at: name.range,
          label: "the stage", also: [.init(range: first, text: "the fact")],
          help: "a condition could not tell them apart: rename one")
      }
      taken[name.value] = taken[name.value] ?? name.range
    }
  }

  private mutating func checkAdvice(over facts: CompiledFacts) {
    let named = rules.score.map(\.fact.value)
    let scoring = named.filter { facts.declarations[$0] != nil }
    let misspelt = named.filter { facts.declarations[$0] == nil }
    for advice in rules.advice where !named.contains(advice.fact.value) {
      let name = advice.fact.value
      // What the score says of the fact is faulty, or is said under a name that is.
      if rules.leftOut.score.mayHold(name) { continue }
      if facts.declarations[name] != nil, nearestName(to: name, in: misspelt) != nil {
        continue
      }
      let near = nearestName(to: name, in: scoring)
      report(
        "unknown-fact", "advice for '\(name)', which earns no points",
        at: advice.fact.range, help: near.map { "did you mean '\($0)'?" })
    }
  }
}

extension [SourceText] {
  /// Each once: prompts can share a partial.
  var distinct: [SourceText] {
    var seen: Set<SourceText> = []
    return filter { seen.insert($0).inserted }
  }
}

/// Words that the CEL grammar keeps, or that it uses: none of them can be a name.
private let reservedWords: Set<String> = [
  "as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in",
  "let", "loop", "namespace", "null", "package", "return", "true", "var", "void", "while",
]
