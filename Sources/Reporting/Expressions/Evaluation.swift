package import Diagnostics
package import Expressions
package import JSON

/// What one expression came to, or everything that is wrong with it.
package struct Evaluation: Sendable {
  /// A value, or why there is none.
  package enum Result: Sendable {
    case value(Value)
    case faults([Diagnostic])
  }

  package let result: Result

  /// Parses, type-checks and evaluates. Names that are not among the values are faults.
  package init(of text: String, over values: [String: Value], isChecked: Bool = true) {
    let source = SourceText(name: "<expression>", text: text)
    do throws(ExpressionProblem) {
      let expression = try Expression(parsing: text)
      let problems =
        isChecked
        ? expression.check(Declarations(values.mapValues(\.declaredType))).problems : []
      guard problems.isEmpty else {
        result = .faults(problems.map { $0.diagnostic(in: source) })
        return
      }
      result = Self.result(of: expression, over: values, in: source)
    } catch {
      result = .faults([error.diagnostic(in: source)])
    }
  }

  private static func result(
    of expression: Expression, over values: [String: Value], in source: SourceText
  ) -> Result {
    switch expression.evaluate({ values[$0].map(Binding.value) ?? .unbound }) {
    case .value(let value): .value(value)
    case .error(let error):
      .faults([
        Diagnostic("evaluation", error.message, at: source.range(ofScalars: error.offsets))
      ])
    case .unknown(let names):
      .faults([
        Diagnostic("evaluation", "\(listed(names.sorted())) is not known", at: nil)
      ])
    }
  }

  /// `{"type": "int", "value": "3"}`, or `{"error": …}`.
  package var json: JSONValue {
    switch result {
    case .value(let value): value.taggedJSON
    case .faults(let faults):
      [
        "error": .string(faults.map(\.message).joined(separator: "; ")),
        "diagnostics": .array(faults.map(\.json)),
      ]
    }
  }
}

extension ExpressionProblem {
  fileprivate func diagnostic(in source: SourceText) -> Diagnostic {
    Diagnostic(code, message, at: source.range(ofScalars: offsets), help: help)
  }
}
