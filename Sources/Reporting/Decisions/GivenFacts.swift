import Diagnostics
import Expressions
package import JSON
package import Planning
import Rules

/// Why facts that were given by hand cannot be used.
package struct GivenFactsError: Error, Sendable, Hashable {
  /// One sentence without a full stop.
  package let message: String
  package let help: String?
}

extension SubjectKnowledge {
  /// A subject with the facts of a JSON object, `{"orders": 3, "is_known": true}`, with an image
  /// and without answers. Facts that are not given are what an empty database would say of them.
  ///
  /// - Parameter other: Another version that is given the same. A fact that only it has is left out
  ///   here.
  /// - Returns: what is known, and the names of the facts that were not given.
  package static func given(
    _ json: JSONValue, to plan: RoutingPlan, against other: RoutingPlan? = nil
  ) throws(GivenFactsError) -> (knowledge: SubjectKnowledge, assumed: Set<String>) {
    guard let given = json.object else {
      throw GivenFactsError(
        message: "the facts are no JSON object", help: "write them as {\"NAME\": VALUE}")
    }
    let elsewhere = Set(other?.facts.stored.map(\.name) ?? [])
    for name in given.keys where !elsewhere.contains(name) { try checkName(name, plan) }
    var values: [Value] = []
    var assumed: Set<String> = []
    for fact in plan.facts.stored {
      if let value = given[fact.name] {
        values.append(try fact.value(given: value))
      } else {
        values.append(fact.valueOfNothing)
        assumed.insert(fact.name)
      }
    }
    return (SubjectKnowledge(facts: values), assumed)
  }

  private static func checkName(_ name: String, _ plan: RoutingPlan) throws(GivenFactsError) {
    if plan.facts.stored.contains(where: { $0.name == name }) { return }
    if let derived = plan.facts.derived.first(where: { $0.fact.name == name }) {
      throw GivenFactsError(
        message: "fact '\(name)' cannot be given: it is computed",
        help: "give what it is computed from: \(derived.condition.text)")
    }
    let names = plan.facts.stored.map(\.name)
    throw GivenFactsError(
      message: "\(plan.label) has no fact '\(name)'",
      help: nearestName(to: name, in: names).map { "did you mean '\($0)'?" }
        ?? (names.isEmpty ? nil : "its facts are \(listed(names.sorted()))"))
  }
}

extension Fact {
  /// A JSON value as a value of this fact.
  fileprivate func value(given json: JSONValue) throws(GivenFactsError) -> Value {
    if json.isNull, isNullable { return .null }
    // `3.0` is a whole number, too.
    let written: Value = json.int64.map(Value.int) ?? Value(plain: json)
    if let value = type.coerced(written) ?? type.coerced(Value(plain: json)) { return value }
    throw GivenFactsError(
      message: "fact '\(name)' is of the type \(type.rawValue), and \(json.serialized()) is not",
      help: type == .timestamp ? "write it as \"2026-11-24T10:00:00Z\"" : nil)
  }
}
