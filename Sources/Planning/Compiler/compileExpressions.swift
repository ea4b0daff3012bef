import Diagnostics
import Expressions
import Rules
import YAML

extension PlanCompiler {
  /// Parses an expression of the rule file, reporting what is wrong at its place in the file.
  mutating func parse(_ text: LocatedText) -> Expression? {
    do {
      return try Expression(parsing: text.value)
    } catch {
      report(error, in: text)
      return nil
    }
  }

  /// The type of an expression; `dyn` where faults were reported, so that no others follow.
  mutating func check(
    _ expression: Expression, of text: LocatedText, _ declarations: Declarations
  ) -> ValueType {
    var declarations = declarations
    if rules.leftOut.facts.hasOthers || rules.leftOut.stages.hasOthers {
      // A name that nothing has may be that of something faulty.
      for name in expression.references.compactMap(\.path.first)
      where declarations[name] == nil {
        declarations[name] = .dyn
      }
    }
    let (type, problems) = expression.check(declarations)
    for problem in problems { report(problem, in: text) }
    return problems.isEmpty ? type : .dyn
  }

  private mutating func report(_ problem: ExpressionProblem, in text: LocatedText) {
    report(
      problem.code, problem.message, at: text.range(of: problem.offsets), help: problem.help)
  }
}

/// Which of `names` an expression reads.
func factsRead(by expression: Expression, among names: Set<String>) -> Set<String> {
  Set(expression.references.compactMap(\.path.first)).intersection(names)
}
