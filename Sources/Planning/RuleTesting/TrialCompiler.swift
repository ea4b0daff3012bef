import Diagnostics
import Expressions
import Rules

/// Resolves a case against a plan. Faults are collected; what they hide is left out.
///
/// No message names the plan, so that a fault that several plans find is told once.
struct TrialCompiler {
  let test: RuleTest
  let file: String
  let plan: RoutingPlan
  /// Whether the tests file could be read without faults.
  let isWhole: Bool
  private(set) var diagnostics = DiagnosticList()

  init(_ test: RuleTest, file: String, _ plan: RoutingPlan, isWhole: Bool) {
    self.isWhole = isWhole
    self.test = test
    self.file = file
    self.plan = plan
  }

  /// The case, ready to be decided; nil where any fault was found.
  mutating func compile() -> RuleTrial? {
    let (facts, assumed) = compileFacts()
    let answers = compileAnswers()
    let kept = compileKept()
    let expectations = compileExpectations()
    guard !diagnostics.hasErrors else { return nil }
    return RuleTrial(
      test: test, file: file, plan: plan,
      knowledge: SubjectKnowledge(facts: facts, hasImage: test.hasImage, kept: kept),
      assumed: assumed, answers: answers, expectations: expectations)
  }

  mutating func report(
    _ code: String, _ message: String, at range: SourceRange, help: String? = nil
  ) {
    diagnostics.add(Diagnostic(.error, code, message, at: range, help: help))
  }

  /// The stage of that name; where there is none, that is reported.
  mutating func stage(_ name: LocatedText) -> Stage? {
    if let stage = plan.stage(named: name.value) { return stage }
    report(
      "unknown-stage", "there is no stage '\(name.value)'", at: name.range,
      help: suggestion(for: name.value, among: plan.stages.map(\.name), "stages"))
    return nil
  }

  /// The nearest of the names, or all of them.
  func suggestion(for name: String, among names: [String], _ what: String) -> String? {
    nearestName(to: name, in: names).map { "did you mean '\($0)'?" }
      ?? (names.isEmpty ? nil : "the \(what) are: \(names.joined(separator: ", "))")
  }
}

extension TrialCompiler {
  /// The stored facts in their order, and the names of those that the case does not give.
  private mutating func compileFacts() -> (facts: [Value], assumed: Set<String>) {
    for given in test.given { checkName(given.name) }
    var values: [Value] = []
    var assumed: Set<String> = []
    for fact in plan.facts.stored {
      if let given = test.given.first(where: { $0.name.value == fact.name }) {
        values.append(value(given.value, of: fact))
      } else {
        values.append(fact.valueOfNothing)
        assumed.insert(fact.name)
      }
    }
    return (values, assumed)
  }

  private mutating func checkName(_ name: LocatedText) {
    if plan.facts.stored.contains(where: { $0.name == name.value }) { return }
    if let derived = plan.facts.derived.first(where: { $0.fact.name == name.value }) {
      report(
        "computed-fact", "fact '\(name.value)' cannot be given: it is computed", at: name.range,
        help: "give what it is computed from: \(derived.condition.text)")
      return
    }
    report(
      "unknown-fact", "there is no fact '\(name.value)'", at: name.range,
      help: suggestion(for: name.value, among: plan.facts.stored.map(\.name), "facts"))
  }

  private mutating func value(_ given: Located<Value>, of fact: Fact) -> Value {
    if given.value == .null, fact.isNullable { return .null }
    if let value = fact.type.coerced(given.value) { return value }
    report(
      "wrong-type", "fact '\(fact.name)' is of the type \(fact.type.rawValue), and this is not",
      at: given.range,
      help: fact.type == .timestamp ? "write it as \"2026-11-24T10:00:00Z\"" : nil)
    return fact.valueOfNothing
  }

  /// Stage by stage what it answers when it is asked.
  private mutating func compileAnswers() -> [Value?] {
    var answers: [Value?] = plan.stages.map { _ in nil }
    for given in test.answers {
      guard let stage = stage(given.stage) else { continue }
      answers[stage.index] = answer(given.answer, of: stage)
    }
    return answers
  }

  /// Stage by stage the answer from an earlier run of the same rules.
  private mutating func compileKept() -> [KeptAnswer?] {
    var kept: [KeptAnswer?] = plan.stages.map { _ in nil }
    for given in test.kept {
      guard let stage = stage(given.stage), let tier = tier(of: given, in: stage) else { continue }
      let answer = given.answer.map { self.answer($0, of: stage) }
      kept[stage.index] = KeptAnswer(
        tier: tier.name, atLeast: tier.atLeast, question: tier.call.question,
        values: stage.answerPaths.map { answer?.part(at: $0.keys) })
    }
    return kept
  }

  private mutating func tier(of given: GivenKeptAnswer, in stage: Stage) -> Tier? {
    let names = stage.tiers.map(\.name)
    guard let name = given.tier else {
      if names.count == 1 { return stage.tiers.first }
      report(
        "missing-key", "stage '\(stage.name)' has several tiers: say which one answered",
        at: given.stage.range, help: "add tier: \(names.joined(separator: " or "))")
      return nil
    }
    if let tier = stage.tier(named: name.value) { return tier }
    report(
      "unknown-tier", "stage '\(stage.name)' has no tier '\(name.value)'", at: name.range,
      help: suggestion(for: name.value, among: names, "tiers"))
    return nil
  }
}
