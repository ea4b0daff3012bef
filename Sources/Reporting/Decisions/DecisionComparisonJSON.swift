package import JSON
import Money
import Planning

extension DecisionComparison {
  /// The old decision as `explain --format json` has it, with the new one under `against`, and
  /// under `differences` what differs and why.
  package var json: JSONValue {
    guard var object = old.json.object else { return .null }
    object["cost"] = old.costs
    guard var against = new.json.object else { return .null }
    against["cost"] = new.costs
    object["against"] = .object(against)
    object["differences"] = .array(differences.map(\.json))
    return .object(object)
  }
}

extension DecisionDifference {
  fileprivate var json: JSONValue {
    [
      "kind": .string(kind.rawValue),
      "name": .string(name),
      "old": .optional(old),
      "new": .optional(new),
      "because": .array(because.map(JSONValue.string)),
      "sentence": .string(sentence),
    ]
  }
}

extension Explanation {
  /// US dollars for the stages that are asked, and with those of which it is not known yet.
  fileprivate var costs: JSONValue {
    [
      "low": .optional(cost(of: [.asked])),
      "high": .optional(cost(of: [.asked, .unknown])),
    ]
  }
}
