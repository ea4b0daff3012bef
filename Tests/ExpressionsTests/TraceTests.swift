import Expressions
import Testing

@Suite("A trace shows what every part came to")
struct TraceTests {
  private func trace(_ text: String, _ bindings: [String: Binding]) throws -> [String] {
    let (outcome, parts) = try Expression(parsing: text).trace { bindings[$0] ?? .unbound }
    #expect(outcome == (try Expression(parsing: text).evaluate { bindings[$0] ?? .unbound }))
    return parts.map { "\($0.text) → \(shown($0.outcome))" }
  }

  private func shown(_ outcome: Outcome) -> String {
    switch outcome {
    case .value(.bool(let value)): "\(value)"
    case .value(.int(let value)): "\(value)"
    case .value(let value): "\(value.typeName.name)"
    case .error(let error): "error: \(error.message)"
    case .unknown(let names): "unknown: \(names.sorted())"
    }
  }

  @Test func values() throws {
    #expect(
      try trace("score < 10 || organize.ok", ["score": .value(20), "organize": .unknown]) == [
        "score < 10 || organize.ok → unknown: [\"organize\"]", "score < 10 → false", "score → 20",
        "organize.ok → unknown: [\"organize\"]",
      ])
  }

  @Test("parts that were not evaluated are left out, bodies of macros too")
  func notEvaluated() throws {
    #expect(
      try trace("score < 10 || other > 1", ["score": .value(5), "other": .value(1)]) == [
        "score < 10 || other > 1 → true", "score < 10 → true", "score → 5",
      ])
    #expect(
      try trace("xs.all(x, x > low)", ["xs": .value([1, 2]), "low": .value(0)]) == [
        "xs.all(x, x > low) → true", "xs → list",
      ])
  }

  @Test func errors() throws {
    #expect(
      try trace("1 / n > 0", ["n": .value(0)]) == [
        "1 / n > 0 → error: division by zero", "1 / n → error: division by zero", "n → 0",
      ])
  }
}
