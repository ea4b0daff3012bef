import Diagnostics
package import JSON
import Money
package import Planning
import Prompts
import Rules

extension RoutingPlan {
  /// The plan as `plan --format json` gives it.
  package var json: JSONValue {
    [
      "ruleset": .string(name),
      "version": .number(JSONNumber(version)),
      "digest": .string(digest),
      "summary": .optional(summary),
      "subjects": subjects.json,
      "facts": .array(facts.fileOrder.compactMap { facts.fact(named: $0)?.json }),
      "score": [
        "lowest": .optional(scoreBounds.lowest),
        "highest": .optional(scoreBounds.highest),
        "contributions": .array(score.map(\.json)),
      ],
      "stages": .array(stages.map { $0.json }),
      "routing": .array(routing.map(\.json)),
      "reprocess": .array(
        Reprocess.allCases.filter(reprocess.contains).map { .string($0.rawValue) }),
      "budget": .optional(limits.budget?.value),
      "baseline": baseline.map {
        ["model": .string($0.model.value), "cost": JSONValue($0.cost.value)]
      } ?? .null,
      "sources": .array(sources.map { .string($0.name) }),
    ]
  }
}

extension Subjects {
  fileprivate var json: JSONValue {
    [
      "table": .string(table.value),
      "key": .string(key.value),
      "group": .optional(group?.value),
      "where": .optional(condition?.value),
      "image": .optional(image?.value),
      "answers": .string(answers.value),
    ]
  }
}

extension Fact {
  fileprivate var json: JSONValue {
    [
      "name": .string(name),
      "type": .string(type.rawValue),
      "nullable": .bool(isNullable),
      "from": .string(source.text),
    ]
  }
}

extension Contribution {
  fileprivate var json: JSONValue {
    switch points {
    case .flat(let points):
      ["fact": .string(fact), "points": .number(JSONNumber(points))]
    case .each(let each, let max):
      ["fact": .string(fact), "each": .number(JSONNumber(each)), "max": .optional(max)]
    }
  }
}

extension Stage {
  fileprivate var json: JSONValue {
    [
      "name": .string(name),
      "when": .optional(when?.text),
      "assume": .optional(assume?.description),
      "store": .string(store),
      "tiers": .array(tiers.map { $0.json(in: self) }),
    ]
  }
}

extension Tier {
  fileprivate func json(in stage: Stage) -> JSONValue {
    [
      "name": .string(name),
      "at_least": .optional(atLeast),
      "below": .optional(ScoreRange(of: self, in: stage).end),
      "model": .string(call.model),
      "provider": .string(call.provider.name),
      "prompt": .string(call.prompt.id),
      "unit_cost": JSONValue(call.unitCost),
      "unit_cost_is_ceiling": .bool(call.declared == nil),
      "confidence": call.confidence.map { JSONValue($0) } ?? .null,
    ]
  }
}
