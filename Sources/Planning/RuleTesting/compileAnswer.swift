import Diagnostics
import Expressions
import JSON
import Prompts
import YAML

extension Stage {
  /// What the answers of its tiers have in common.
  var answerType: ValueType {
    let types = tiers.map { Planning.answerType(of: $0.call.prompt.answer.value) }
    guard let first = types.first else { return .dyn }
    return types.dropFirst().reduce(first, merged)
  }
}

extension TrialCompiler {
  /// An answer as it is written, or as much of it as there is, in the types of the answer schema.
  mutating func answer(_ node: Node, of stage: Stage) -> Value {
    value(node, as: stage.answerType)
  }

  /// Recursion is bounded by the limits of reading YAML.
  private mutating func value(_ node: Node, as type: ValueType) -> Value {
    switch (node.content, type) {
    case (.mapping(let mapping), .record(let fields)):
      return record(mapping, of: fields)
    case (.mapping(let mapping), .dyn):
      return .map(
        MapValue(fields: mapping.entries.map { ($0.key.value, value($0.value, as: .dyn)) }))
    case (.sequence(let items), .list(let element)):
      return .list(items.map { value($0, as: element) })
    case (.sequence(let items), .dyn):
      return .list(items.map { value($0, as: .dyn) })
    case (.scalar(let scalar), _):
      if let value = scalar.resolved.value(as: type) { return value }
    default: break
    }
    report(
      "wrong-type", "the answer schema has \(type.withArticle) here, and not \(node.summary)",
      at: node.range, help: nil)
    return .null
  }

  private mutating func record(_ mapping: Mapping, of fields: [String: ValueType]) -> Value {
    var entries: [(String, Value)] = []
    for entry in mapping.entries {
      let name = entry.key.value
      guard let type = fields[name] else {
        report(
          "unknown-field", "the answer schema has no '\(name)' here", at: entry.key.range,
          help: suggestion(for: name, among: fields.keys.sorted(), "fields"))
        continue
      }
      entries.append((name, value(entry.value, as: type)))
    }
    return .map(MapValue(fields: entries))
  }
}

extension ValueType {
  fileprivate var withArticle: String {
    switch self {
    case .int: "an int"
    default: "a \(self)"
    }
  }
}

extension Scalar.Resolved {
  /// The scalar as a value of a type; nil where it is none.
  fileprivate func value(as type: ValueType) -> Value? {
    switch (self, type) {
    case (.null, .dyn), (.null, .nullable): .null
    case (_, .nullable(let inner)): value(as: inner)
    case (.bool(let value), .bool), (.bool(let value), .dyn): .bool(value)
    case (.int(let value), .int), (.int(let value), .dyn): .int(value)
    case (.int(let value), .double): .double(Double(value))
    case (.float(let digits), .double), (.float(let digits), .dyn):
      Double(digits).map { .double($0) }
    case (.string(let text), .string), (.string(let text), .dyn): .string(text)
    default: nil
    }
  }
}
