import Diagnostics
import Expressions
import JSON
import Money
import Prompts
import Rules
import YAML

/// A stage on its way into the plan.
struct CompiledStage {
  let rule: StageRule
  var tiers: [Tier]
  /// The prompts of its tiers, those without a price among them.
  let prompts: [Prompt]
  /// What its answers are.
  let answer: ValueType
  let expression: Expression?
  /// Names of the stages whose answers its `when` reads.
  let stagesRead: Set<String>
  let factsRead: Set<String>
  let readsScore: Bool
  /// Whether its `when` is faulty in a way that hides which answers it reads.
  let mayReadOthers: Bool

  var name: String { rule.name.value }

  /// The stage as the plan holds it, among all stages in their final order.
  func resolved(over facts: FactTable, all: [CompiledStage]) -> Stage {
    let names = all.map(\.name)
    let index = names.firstIndex(of: name) ?? 0
    let slots = ConditionSlots.names(facts: facts.names, stages: names)
    let paths = all.flatMap { stage in
      (stage.expression?.references ?? [])
        .filter { $0.path.first == name }
        .map { Array($0.path.dropFirst()) }
    }
    return Stage(
      index: index, name: name,
      when: expression.map { expression in
        Condition(
          expression: expression, facts: factsRead,
          stages: Set(stagesRead.compactMap { names.firstIndex(of: $0) }), readsScore: readsScore,
          resolved: expression.resolved(names: slots))
      },
      assume: rule.assume?.value, store: rule.store.value,
      execution: rule.execution.value, tiers: tiers,
      answerPaths: Set(paths).sorted { $0.lexicographicallyPrecedes($1) }
        .map { AnswerPath(keys: $0, type: answer.field(at: $0)) })
  }
}

extension PlanCompiler {
  /// The stages in dependency order, then in the order of the file.
  mutating func compileStages(over facts: CompiledFacts) -> [CompiledStage] {
    checkStores()
    let names = Set(rules.stages.map(\.name.value)).union(rules.leftOut.stages.names)
    let factNames = Set(facts.fileOrder)
    var stages = rules.stages.map { rule in
      let expression = rule.when.flatMap { parse($0) }
      let read = Set((expression?.references ?? []).compactMap(\.path.first))
      let tiers = compileTiers(of: rule)
      // What is wrong with them has been reported.
      var known = DiagnosticList()
      let prompts = rule.calls.compactMap { self.prompts.prompt($0.prompt, reporting: &known) }
      checkExecution(of: rule, tiers)
      return CompiledStage(
        rule: rule, tiers: tiers, prompts: prompts,
        answer: prompts.count < rule.tierCount ? .dyn : commonAnswer(of: prompts),
        expression: expression, stagesRead: read.intersection(names),
        factsRead: read.intersection(factNames), readsScore: read.contains("score"),
        mayReadOthers: rule.when != nil && expression == nil
          || !read.isSubset(of: names.union(factNames).union(["score"])))
    }
    stages = inDependencyOrder(stages)
    checkConditions(of: stages, over: facts)
    return stages
  }

  private func commonAnswer(of prompts: [Prompt]) -> ValueType {
    let types = prompts.map { answerType(of: $0.answer.value) }
    guard let first = types.first else { return .dyn }
    return types.dropFirst().reduce(first, merged)
  }

  private mutating func inDependencyOrder(_ stages: [CompiledStage]) -> [CompiledStage] {
    var pending = stages
    var ordered: [CompiledStage] = []
    while !pending.isEmpty {
      let waiting = Set(pending.map(\.name))
      guard let next = pending.firstIndex(where: { $0.stagesRead.isDisjoint(with: waiting) }) else {
        for stage in pending {
          guard let when = stage.rule.when else { continue }
          report(
            "stage-cycle", "stage '\(stage.name)' waits for its own answer", at: when.range,
            help: "a 'when' may read only stages that do not depend on this one")
        }
        return stages
      }
      ordered.append(pending.remove(at: next))
    }
    return ordered
  }

  private mutating func checkConditions(of stages: [CompiledStage], over facts: CompiledFacts) {
    var declarations = facts.declarations
    declarations["score"] = .int
    for name in rules.leftOut.stages.names { declarations[name] = .dyn }
    for stage in stages { declarations[stage.name] = stage.answer }
    for stage in stages {
      if let assume = stage.rule.assume, stage.rule.when == nil {
        warn(
          "unused-assume", "'assume' says nothing without a 'when'", at: assume.range,
          help: "remove it, or say with 'when' which subjects are asked")
      }
      guard let expression = stage.expression, let text = stage.rule.when else { continue }
      let type = check(expression, of: text, declarations)
      if type != .bool, type != .dyn {
        report(
          "wrong-type", "'when' has to be a bool, and this is of the type \(type)", at: text.range,
          help: "compare it with something")
      }
    }
  }

  /// Two stages that store under one key would overwrite each other's answers.
  private mutating func checkStores() {
    var taken: [String: SourceRange] = [:]
    for stage in rules.stages {
      let store = stage.store
      if let first = taken[store.value] {
        report(
          "same-store", "two stages store their answers as '\(store.value)'", at: store.range,
          label: "here again", also: [.init(range: first, text: "first here")],
          help: "give each stage a key of its own")
      }
      if answerMetadataKeys.contains(store.value) {
        report(
          "reserved-name", "'\(store.value)' is a key that gearbox writes itself", at: store.range,
          help: "choose another key")
      }
      taken[store.value] = taken[store.value] ?? store.range
    }
  }

  private mutating func checkExecution(of rule: StageRule, _ tiers: [Tier]) {
    guard rule.execution.value == .batch else { return }
    for tier in tiers where !tier.call.provider.hasBatches {
      report(
        "no-batches", "provider '\(tier.call.provider.name)' has no batches that gearbox speaks",
        at: rule.execution.range,
        help: "ask directly: batches are those of OpenAI's interface, and this is "
          + "\(tier.call.provider.interface.rawValue)'s")
    }
    for tier in tiers where tier.call.provider.hasBatches && tier.call.batchDiscount == nil {
      report(
        "no-batch-price", "model '\(tier.call.model)' has no price for batch calls",
        at: rule.execution.range,
        help: "give it a 'batch_discount' in \(priceBook.source.name), or ask directly")
    }
  }

  private mutating func compileTiers(of stage: StageRule) -> [Tier] {
    switch stage.asks {
    case .one(let call):
      return resolve(call).map {
        [Tier(index: 0, name: stage.name.value, atLeast: nil, call: $0)]
      } ?? []
    case .tiers(let rules, _):
      checkThresholds(of: rules)
      let resolved = rules.map { ($0, resolve($0.call)) }
        .sorted { $0.0.atLeast.value > $1.0.atLeast.value }
      return resolved.enumerated().compactMap { index, tier in
        tier.1.map {
          Tier(index: index, name: tier.0.name.value, atLeast: tier.0.atLeast.value, call: $0)
        }
      }
    }
  }

  private mutating func checkThresholds(of tiers: [TierRule]) {
    for (position, tier) in tiers.enumerated() {
      guard
        let earlier = tiers.prefix(position).first(where: {
          $0.atLeast.value == tier.atLeast.value
        })
      else { continue }
      report(
        "same-threshold",
        "tiers '\(earlier.name.value)' and '\(tier.name.value)' both start at \(tier.atLeast.value)",
        at: tier.atLeast.range, label: "the same threshold",
        also: [.init(range: earlier.atLeast.range, text: "'\(earlier.name.value)' starts here")],
        help: "give '\(tier.name.value)' a lower threshold than '\(earlier.name.value)'")
    }
  }
}

extension StageRule {
  /// Its calls, one for each tier that could be decoded.
  fileprivate var calls: [CallRule] {
    switch asks {
    case .one(let call): [call]
    case .tiers(let tiers, _): tiers.map(\.call)
    }
  }

  /// How many tiers were written, faulty ones among them.
  fileprivate var tierCount: Int {
    switch asks {
    case .one: 1
    case .tiers(let tiers, let leftOut):
      tiers.count + leftOut.names.count + (leftOut.hasOthers ? 1 : 0)
    }
  }
}

/// What is written beside the answers into a subject's JSON column.
package let answerMetadataKeys: Set<String> = [
  "context_score", "processing_cost", "tier", "model", "confidence", "ruleset", "ruleset_version",
  "scanned_at",
]
