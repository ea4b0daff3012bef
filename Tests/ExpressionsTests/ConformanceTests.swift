import Expressions
import Testing

@Suite("The language's own conformance suite passes")
struct ConformanceTests {
  @Test(.enabled(if: !ConformanceCase.all.isEmpty), arguments: ConformanceCase.all)
  func conformance(_ test: ConformanceCase) {
    let outcome = result(test)
    if let expected = test.expected {
      #expect(outcome == .value(expected), "\(test.expression)")
    } else if case .error = outcome {
    } else {
      Issue.record("\(test.expression) should be an error and is \(outcome)")
    }
  }

  @Test("the file is read completely", .enabled(if: !ConformanceCase.all.isEmpty))
  func count() { #expect(ConformanceCase.all.count == 532) }

  private func result(_ test: ConformanceCase) -> Outcome {
    do throws(ExpressionProblem) {
      let expression = try Expression(parsing: test.expression)
      if !test.skipsCheck {
        let declarations = Declarations(test.bindings.mapValues(\.declaredType))
        if let problem = expression.check(declarations).problems.first { throw problem }
      }
      return expression.evaluate { test.bindings[$0].map(Binding.value) ?? .unbound }
    } catch {
      return .error(EvaluationError(message: error.message, offsets: error.offsets))
    }
  }
}
