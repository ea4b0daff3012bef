package import JSON
import Money
import Planning
import Simulation

extension ComparisonReport {
  /// The comparison with the keys that `diff --format json` promises.
  package var json: JSONValue {
    [
      "old": plan(plans.old, named: names.old, comparison.old.subjects),
      "new": plan(plans.new, named: names.new, comparison.new.subjects),
      "total": [
        "old": comparison.old.total.json, "new": comparison.new.total.json,
        "change": comparison.change.json,
        "change_percent": .optional(comparison.changePercent?.description),
      ],
      "sections": .array(comparison.rules.sections.map(JSONValue.string)),
      "rules": .array(
        comparison.rules.changes.map {
          ["path": .string($0.path), "old": .optional($0.old), "new": .optional($0.new)]
        }),
      "stages": .array(comparison.stages.map(\.json)),
      "models": .array(
        comparison.models.map {
          [
            "model": .string($0.model),
            "asked": ["old": $0.asked.old.json, "new": $0.asked.new.json],
            "cost": ["old": $0.cost.old.json, "new": $0.cost.new.json],
          ]
        }),
      "groups": groupsJSON,
      "assumptions": [
        "old": .array(comparison.old.stages.compactMap(\.assumption).map(\.json)),
        "new": .array(comparison.new.stages.compactMap(\.assumption).map(\.json)),
      ],
      "gates": .array(
        gates.map {
          [
            "option": .string($0.gate.option), "closed": .bool($0.isClosed),
            "warning": .bool($0.gate.isWarning), "found": .string($0.found),
          ]
        }),
      "summary": .string(summary),
      "calls_made": 0,
    ]
  }

  private func plan(_ plan: RoutingPlan, named name: String, _ subjects: Int) -> JSONValue {
    [
      "name": .string(name), "ruleset": .string(plan.name),
      "version": .number(JSONNumber(plan.version)), "digest": .string(plan.digest),
      "settings": .array(plan.settings.map { .string($0.text) }), "subjects": JSONValue(subjects),
    ]
  }

  private var groupsJSON: JSONValue {
    guard case .found(let groups, let count) = groups else { return .null }
    return [
      "count": JSONValue(count),
      "largest": .array(
        groups.map {
          [
            "group": .string($0.group), "subjects": JSONValue($0.subjects),
            "cost": JSONValue($0.cost),
          ]
        }),
    ]
  }
}

extension StageComparison {
  fileprivate var json: JSONValue {
    [
      "name": .string(name), "change": .string(kind.rawValue),
      "asked": ["old": .optional(old?.asked.json), "new": .optional(new?.asked.json)],
      "cost": ["old": .optional(old?.cost.json), "new": .optional(new?.cost.json)],
      "tiers": .array(
        tiers.map {
          [
            "name": .string($0.name), "change": .string($0.kind.rawValue),
            "old": .optional($0.old?.comparedJSON), "new": .optional($0.new?.comparedJSON),
          ]
        }),
      "moves": .array(
        moves.map {
          [
            "from": $0.from.json, "to": $0.to.json, "subjects": JSONValue($0.subjects),
            "cost": $0.cost.json,
          ]
        }),
      "answers": answers.map {
        [
          "good": JSONValue($0.good), "again": JSONValue($0.again),
          "unneeded": JSONValue($0.unneeded),
        ]
      } ?? .null,
    ]
  }
}

extension TierBill {
  fileprivate var comparedJSON: JSONValue {
    [
      "model": .string(model), "provider": .string(provider), "at_least": .optional(atLeast),
      "subjects": JSONValue(subjects), "asked": asked.json, "unit_cost": JSONValue(unitCost),
      "cost": cost.json,
    ]
  }
}

extension Place {
  fileprivate var json: JSONValue {
    let state =
      switch self {
      case .asked: "asked"
      case .perhaps: "unknown"
      case .answered: "answered"
      case .notAsked: "not_asked"
      case .leftOut: "left_out"
      case .noStage: "no_stage"
      }
    return ["state": .string(state), "tier": .optional(tier)]
  }
}
