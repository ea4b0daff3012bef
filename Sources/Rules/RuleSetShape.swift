package import Diagnostics
import Expressions
import Money
package import YAML

extension RuleSet {
  /// Decodes a rule file. Faults are collected, and what is faulty is left out or has something
  /// harmless in its place, so that the rest can be checked: with any error among the faults, the
  /// rule set is good for nothing else. Nil means that nothing could be made of it.
  package static func decode(
    _ document: Document, into diagnostics: inout DiagnosticList
  ) -> RuleSet? {
    shape(of: document.source).value(of: document.root, into: &diagnostics)
  }

  /// What a rule file holds.
  package static var fileDescription: ShapeDescription {
    shape(of: SourceText(name: "", text: "")).description
  }

  private static func shape(of source: SourceText) -> Shape<RuleSet> {
    Shapes.mapping(
      "a rule set",
      Shapes.required("ruleset", Shapes.name("the rule set"), "the name of the rule set")
        .orElse { LocatedText(value: "", range: $0) },
      Shapes.required(
        "version", Shapes.int(in: 1...999_999_999).located, "which version this file is"
      )
      .orElse { Located(1, range: $0) },
      Shapes.optional("summary", Shapes.text, "what the rules are for, in a sentence")
        .orElse { _ in nil },
      Shapes.required("subjects", Subjects.shape, "which rows are analysed")
        .orElse { .unreadable(at: $0) },
      Shapes.defaulted(
        "facts", Shapes.named("facts", FactSource.shape), to: NamedEntries(),
        "what is known about a subject before any model is asked"
      ).orElse { _ in .unreadable },
      Shapes.defaulted(
        "score", Shapes.named("points", Points.shape.located), to: NamedEntries(),
        "what each fact earns"
      ).orElse { _ in .unreadable },
      Shapes.required("stages", stages, "what is asked").orElse { _ in .unreadable },
      Shapes.defaulted(
        "context", Shapes.named("context entries", ContextEntry.Body.shape), to: NamedEntries(),
        "rows that prompts may quote"
      ).orElse { _ in .unreadable },
      Shapes.defaulted(
        "advice", Shapes.named("advice", Shapes.text), to: NamedEntries(),
        "what to tell the owner of a low score"
      ).orElse { _ in .unreadable },
      Shapes.defaulted("limits", Limits.shape, to: .standard, "what bounds a run")
        .orElse { _ in .standard },
      Shapes.optional("baseline", Baseline.shape, "what savings are measured against")
        .orElse { _ in nil },
      Shapes.defaulted(
        "reprocess", Shapes.list(of: Shapes.choice().located), to: [],
        "when an answer that is kept is asked again"
      ).orElse { _ in [] }
    ) {
      _, name, version, summary, subjects, facts, score, stages, context, advice, limits, baseline,
      reprocess in
      RuleSet(
        source: source, name: name, version: version, summary: summary, subjects: subjects,
        facts: facts.entries.map { FactDefinition(name: $0.name, source: $0.value) },
        score: score.entries.map { ScoreTerm(fact: $0.name, points: $0.value) },
        stages: stages.entries.map { $0.value.named($0.name) },
        context: context.entries.map { $0.value.named($0.name) },
        advice: advice.entries.map { Advice(fact: $0.name, text: $0.value) },
        limits: limits, baseline: baseline, reprocess: reprocess,
        leftOut: .init(
          facts: facts.leftOut, score: score.leftOut, stages: stages.leftOut,
          context: context.leftOut))
    }
  }
}

extension RuleSet {
  /// Stages that are there and faulty are no lack of stages.
  private static let stages = Shapes.named("stages", StageRule.Body.shape).checked {
    stages, range in
    guard stages.entries.isEmpty, !stages.isIncomplete else { return nil }
    return Diagnostic(
      .error, "no-stages", "the rule set asks nothing", at: range,
      help: "add at least one stage under 'stages'")
  }
}

extension Subjects {
  /// What stands for subjects of which nothing could be made. They have an image, since it is not
  /// known that they have none.
  fileprivate static func unreadable(at range: SourceRange) -> Subjects {
    let name = LocatedText(value: "", range: range)
    return Subjects(
      table: name, key: name, group: nil, condition: nil, image: name, width: nil, height: nil,
      answers: name)
  }

  fileprivate static let shape: Shape<Subjects> = Shapes.mapping(
    "subjects",
    Shapes.required("table", Shapes.name("a table"), "the table that holds the subjects"),
    Shapes.required("key", Shapes.name("a column"), "the column that identifies a subject"),
    Shapes.optional(
      "group", Shapes.name("a column"), "the column of what several subjects belong to"),
    Shapes.optional("where", Shapes.source("SQL"), "which rows of the table are subjects"),
    Shapes.optional("image", Shapes.name("a column"), "the column with the address of the image"),
    Shapes.optional(
      "width", Shapes.name("a fact or a column"), "the fact or column with the image's width"),
    Shapes.optional(
      "height", Shapes.name("a fact or a column"), "the fact or column with the image's height"),
    Shapes.required(
      "answers", Shapes.name("a column"), "the JSON column that answers are merged into")
  ) { _, table, key, group, condition, image, width, height, answers in
    Subjects(
      table: table, key: key, group: group, condition: condition, image: image, width: width,
      height: height, answers: answers)
  }
}

extension Points {
  fileprivate static let shape: Shape<Points> = Shapes.scalar(
    Shapes.int().converted("a whole number of points") { .flat($0) },
    orMapping: Shapes.mapping(
      "points",
      Shapes.required("each", Shapes.int(), "the points for each unit"),
      Shapes.optional("max", Shapes.int(), "the most that the fact can earn")
    ) { _, each, max in Points.each(each, max: max) }
  )
}

extension Limits {
  fileprivate static let shape: Shape<Limits> = Shapes.mapping(
    "limits",
    Shapes.optional("budget", Shapes.usd.located, "US dollars that a run never exceeds"),
    Shapes.defaulted("concurrency", Shapes.int(in: 1...4096), to: 8, "calls in flight at once"),
    Shapes.optional(
      "requests_per_minute", Shapes.int(in: 1...100_000_000),
      "calls sent to each provider in a minute, by all workers together"),
    Shapes.optional(
      "tokens_per_minute", Shapes.int(in: 1...1_000_000_000_000),
      "tokens sent to each provider in a minute, by all workers together"),
    Shapes.defaulted("attempts", Shapes.int(in: 1...100), to: 3, "wire calls per task"),
    Shapes.defaulted("timeout", Shapes.duration, to: .seconds(60), "how long one call may take"),
    Shapes.defaulted(
      "claim", Shapes.int(in: 1...10_000), to: 50, "tasks that a worker claims at once"),
    Shapes.defaulted(
      "outage", Shapes.duration, to: .seconds(300),
      "how long a provider may fail most calls until the run stops; calls are paused meanwhile"),
    Shapes.defaulted(
      "canary", CanaryLimits.shape, to: .standard,
      "what run --canary may come to for the run to go on without asking"),
    Shapes.defaulted(
      "batch_poll", Shapes.duration, to: .seconds(60),
      "how long to wait at most between two looks at a batch")
  ) { _, budget, concurrency, requests, tokens, attempts, timeout, claim, outage, canary, poll in
    Limits(
      budget: budget, concurrency: Int(concurrency), requestsPerMinute: requests.map { Int($0) },
      tokensPerMinute: tokens.map { Int($0) }, attempts: Int(attempts), timeout: timeout,
      claim: Int(claim), outage: outage, canary: canary, batchPoll: poll)
  }
}

extension CanaryLimits {
  fileprivate static let shape: Shape<CanaryLimits> = Shapes.mapping(
    "thresholds of a canary",
    Shapes.defaulted(
      "cost_above", Shapes.percentage, to: standard.costAbove,
      "by how much its cost may exceed the estimate"),
    Shapes.defaulted(
      "invalid_above", Shapes.percentage, to: standard.invalidAbove,
      "the part of its replies that may be no valid answer")
  ) { _, cost, invalid in CanaryLimits(costAbove: cost, invalidAbove: invalid) }
}

extension Baseline {
  fileprivate static let shape: Shape<Baseline> = Shapes.mapping(
    "a baseline",
    Shapes.required("model", Shapes.name("a model"), "the model that would do everything"),
    Shapes.required("cost", Shapes.usd.located, "US dollars for one of its calls")
  ) { _, model, cost in Baseline(model: model, cost: cost) }
}
