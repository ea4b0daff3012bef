import Expressions
import JSON
import Planning
import Rules
import Runs

/// Pinned facts as JSON and back. The types are the plan's: JSON alone would not tell an int from a
/// double, nor a point in time from a string.
extension PinnedFacts {
  /// The facts that a condition reads, as a decision found them. What could not be computed is left
  /// out.
  init(_ condition: Condition, _ decision: Decision, _ names: [String]) {
    var values: [String: Value] = [:]
    for (name, outcome) in zip(names, decision.facts) where condition.facts.contains(name) {
      if case .value(let value) = outcome { values[name] = value }
    }
    self.init(values)
  }

  var json: JSONValue {
    .object(JSONObject(values.sorted { $0.key < $1.key }.map { ($0.key, Self.json($0.value)) }))
  }

  init(_ json: JSONValue, _ facts: FactTable) {
    var values: [String: Value] = [:]
    for (name, value) in json.object ?? [:] {
      if let fact = facts.fact(named: name) { values[name] = Self.value(value, fact.type) }
    }
    self.init(values)
  }

  private static func json(_ value: Value) -> JSONValue {
    switch value {
    case .bool(let value): .bool(value)
    case .int(let value): .number(JSONNumber(value))
    case .double(let value): JSONNumber(value).map { .number($0) } ?? .string("\(value)")
    case .string(let value): .string(value)
    case .timestamp(let value): .string(value.text)
    // Facts have no other type.
    case .null, .uint, .bytes, .list, .map, .duration, .type: .null
    }
  }

  private static func value(_ json: JSONValue, _ type: FactType) -> Value? {
    switch (type, json) {
    case (_, .null): .null
    case (.bool, .bool(let value)): .bool(value)
    case (.int, .number(let value)): value.int64.map { .int($0) }
    case (.double, .number(let value)): .double(value.double)
    case (.double, .string(let text)): Double(text).map { .double($0) }
    case (.string, .string(let text)): .string(text)
    case (.timestamp, .string(let text)): Timestamp(text).map { .timestamp($0) }
    default: nil
    }
  }
}
