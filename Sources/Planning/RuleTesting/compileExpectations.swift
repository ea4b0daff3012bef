import Diagnostics
import Expressions
import Rules

extension TrialCompiler {
  /// What the case expects of this plan.
  mutating func compileExpectations() -> [RuleExpectation] {
    guard let expected = test.expectations(of: file), !expected.isEmpty else {
      guard isWhole else { return [] }
      report(
        "no-expectation", "case '\(test.name.value)' expects nothing", at: test.name.range,
        help: "say under 'expect' what has to be decided: score, stages, cost or that")
      return []
    }
    var expectations: [RuleExpectation] = []
    if let score = expected.score { expectations.append(.score(score)) }
    for (name, outcome) in expected.stages {
      guard let stage = stage(name), let expectation = expectation(outcome, of: stage) else {
        continue
      }
      expectations.append(.stage(stage.index, expectation, at: outcome.range))
    }
    if let cost = expected.cost { expectations.append(.cost(cost)) }
    if let text = expected.that, let expression = compile(text) {
      expectations.append(.that(expression, text))
    }
    return expectations
  }

  /// A tier, or a state. A tier that has the name of a state is meant where there is one.
  private mutating func expectation(
    _ outcome: LocatedText, of stage: Stage
  ) -> StageExpectation? {
    if let tier = stage.tier(named: outcome.value) { return .tier(tier.index) }
    if let state = stageStates[outcome.value] { return .state(state) }
    let tiers = stage.tiers.filter { $0.atLeast != nil }.map(\.name)
    let words = ["asked", "not_asked", "answered", "unknown"]
    report(
      "unknown-tier", "stage '\(stage.name)' has no tier '\(outcome.value)'", at: outcome.range,
      help: nearestName(to: outcome.value, in: tiers + words).map { "did you mean '\($0)'?" }
        ?? "write one of: \((tiers + words).joined(separator: ", "))")
    return nil
  }

  private mutating func compile(_ text: LocatedText) -> Expression? {
    do {
      let expression = try Expression(parsing: text.value)
      let (type, problems) = expression.check(declarations)
      for problem in problems { report(problem, in: text) }
      if problems.isEmpty, type != .bool, type != .dyn {
        report(
          "wrong-type", "'that' has to be a bool, and this is of the type \(type)",
          at: text.range, help: "compare it with something")
      }
      return expression
    } catch {
      report(error, in: text)
      return nil
    }
  }

  private mutating func report(_ problem: ExpressionProblem, in text: LocatedText) {
    report(problem.code, problem.message, at: text.range(of: problem.offsets), help: problem.help)
  }

  /// What an expression of a case may name: every fact, the score, and the answers of all stages.
  private var declarations: Declarations {
    var declarations = Declarations(["score": .int])
    for fact in plan.facts.stored + plan.facts.derived.map(\.fact) {
      let type = fact.type.valueType
      declarations[fact.name] = fact.isNullable ? .nullable(type) : type
    }
    for stage in plan.stages { declarations[stage.name] = stage.answerType }
    return declarations
  }
}

private let stageStates: [String: StageDecision.State] = [
  "asked": .asked, "not_asked": .notAsked, "answered": .answered, "unknown": .unknown,
]
