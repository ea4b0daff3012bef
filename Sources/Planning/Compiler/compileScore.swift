import Diagnostics
import Expressions
import Rules
import YAML

extension PlanCompiler {
  /// The terms of the score whose facts exist and can earn.
  mutating func compileScore(over facts: CompiledFacts) -> [ScoreTerm] {
    rules.score.filter { term in
      let name = term.fact.value
      guard let type = facts.declarations[name] else {
        if rules.leftOut.facts.mayHold(name) { return false }
        let near = nearestName(to: name, in: facts.fileOrder)
        report(
          "unknown-fact", "there is no fact '\(name)'", at: term.fact.range,
          help: near.map { "did you mean '\($0)'?" }
            ?? "declare it under 'facts', or remove it from 'score'")
        return false
      }
      return check(term, earnedBy: type)
    }
  }

  private mutating func check(_ term: ScoreTerm, earnedBy type: ValueType) -> Bool {
    let name = term.fact.value
    switch (term.points.value, type) {
    case (_, .dyn):
      return true
    case (_, .nullable):
      report(
        "null-score", "fact '\(name)' can be null, and null earns no points",
        at: term.fact.range, help: "give the fact a default")
      return false
    case (.flat, .bool):
      return true
    case (.each(let each, let max), .int):
      guard let max, each != 0, (each < 0) != (max < 0) else { return true }
      report(
        "invalid-points", "'max' is on the other side of zero than 'each'",
        at: term.points.range,
        help: "with \(each) points each, 'max' is the \(each < 0 ? "lowest" : "highest") sum")
      return false
    case (.flat(let points), .int):
      report(
        "wrong-type", "fact '\(name)' is a number, and a number earns points for each unit",
        at: term.points.range, help: "write { each: \(points), max: … }")
      return false
    case (.flat, _), (.each, _):
      report(
        "wrong-type", "fact '\(name)' is of the type \(type) and cannot earn these points",
        at: term.points.range,
        help: "a bool earns a number, an int earns { each: …, max: … }")
      return false
    }
  }
}
