import Expressions

/// What an expression comes to over named bindings; a parse problem counts as an error.
func outcome(_ text: String, _ bindings: [String: Binding] = [:]) -> Outcome {
  do throws(ExpressionProblem) {
    return try Expression(parsing: text).evaluate { bindings[$0] ?? .unbound }
  } catch {
    return .error(EvaluationError(message: error.message, offsets: error.offsets))
  }
}

/// The value, if there is one.
func value(_ text: String, _ bindings: [String: Binding] = [:]) -> Value? {
  if case .value(let value) = outcome(text, bindings) { value } else { nil }
}

/// The message of the error, if it is one.
func errorMessage(_ text: String, _ bindings: [String: Binding] = [:]) -> String? {
  if case .error(let error) = outcome(text, bindings) { error.message } else { nil }
}

/// The problem that parsing throws.
func parseProblem(_ text: String) -> ExpressionProblem? {
  do throws(ExpressionProblem) {
    _ = try Expression(parsing: text)
    return nil
  } catch {
    return error
  }
}

/// A map with string keys as a value.
func record(_ fields: KeyValuePairs<String, Value>) -> Value {
  .map(MapValue(fields: fields.map { ($0.key, $0.value) }))
}
