import Expressions
import Testing

@Suite("Resolved to positions, an expression means the same")
struct ResolvedExpressionTests {
  @Test("as by lookup, for every conformance case", .enabled(if: !ConformanceCase.all.isEmpty))
  func parity() {
    for test in ConformanceCase.all {
      guard let expression = try? Expression(parsing: test.expression) else { continue }
      let names = ["unrelated"] + test.bindings.keys.sorted()
      let bindings = names.map { test.bindings[$0].map(Binding.value) ?? .unbound }
      let looked = expression.evaluate { test.bindings[$0].map(Binding.value) ?? .unbound }
      let resolved = expression.resolved(names: names).evaluate(bindings)
      // NaN is a value that not even identity is sure of across processors.
      #expect(resolved == looked, "\(test.id)")
    }
  }

  @Test("a qualified name can be bound as a whole")
  func qualified() throws {
    let expression = try Expression(parsing: "has(organize.ok) && organize.ok && organize.n > 1")
    let resolved = expression.resolved(names: ["organize.n", "organize", "organize.ok"])
    #expect(resolved.evaluate([.value(2), .unbound, .value(true)]) == .value(true))
    #expect(resolved.evaluate([.value(2), .unbound, .absent]) == .value(false))
    #expect(resolved.evaluate([.value(2), .unbound, .unknown]) == .unknown(["organize.ok"]))
    #expect(
      resolved.evaluate([.unbound, .value(record(["ok": true, "n": 3])), .unbound]) == .value(true))
  }

  @Test("a missing binding is unbound")
  func missing() throws {
    let resolved = try Expression(parsing: "a || b").resolved(names: ["a", "b"])
    #expect(resolved.evaluate([.value(true)]) == .value(true))
    guard case .error = resolved.evaluate([]) else {
      Issue.record("no error")
      return
    }
  }

  @Test("the longest bound name wins, a variable over a type, a macro's variable over both")
  func longest() {
    let bindings: [String: Binding] = [
      "a": .value(record(["b": 1])), "a.b": .value(2), "int": .value(3), "x": .value(9),
    ]
    #expect(value("a.b", bindings) == 2)
    #expect(value("int", bindings) == 3)
    #expect(value("[1].map(x, x)", bindings) == [1])
    #expect(value("[1].map(x, .x)", bindings) == [9])
    #expect(value("[{'b': 5}].map(a, a.b)", bindings) == [5])
    #expect(value("[1].map(x, [2].map(x, x))", bindings) == [[2]])
    #expect(value("[1].map(x, [2].map(y, x + y))", bindings) == [[3]])
  }
}
