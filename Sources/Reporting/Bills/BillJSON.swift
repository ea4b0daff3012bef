package import JSON
import Money
package import Planning
import Rules
package import Simulation

extension Bill {
  /// The bill with the keys that `simulate --format json` promises.
  package func json(for plan: RoutingPlan) -> JSONValue {
    [
      "ruleset": .string(plan.name),
      "version": .number(JSONNumber(plan.version)),
      "digest": .string(plan.digest),
      "subjects": JSONValue(subjects),
      "stages": .array(stages.map(\.json)),
      "total": total.json,
      "metered": metered.map(\.json) ?? .null,
      "drift": Drift(metered: metered, cost: total).json,
      "most": .optional(most),
      "use": use.json,
      "models": .array(models.map(\.json)),
      "baseline": baseline.map(\.json) ?? .null,
      "scores": .array(
        scores.map {
          ["score": .number(JSONNumber($0.score)), "subjects": JSONValue($0.subjects)]
        }),
      "without_score": withoutScore.json,
      "assumptions": .array(stages.compactMap(\.assumption).map(\.json)),
      "diagnostics": .array(findings(on: plan).map(\.json)),
      "calls_made": 0,
    ]
  }
}

extension StageBill {
  fileprivate var json: JSONValue {
    [
      "name": .string(name),
      "asked": asked.json,
      "cost": cost.json,
      "metered": metered.map(\.json) ?? .null,
      "drift": Drift(metered: metered, cost: cost).json,
      "most": .optional(most),
      "use": use.json,
      "execution": .string(execution.rawValue),
      "answered": JSONValue(answered),
      "without_image": JSONValue(withoutImage),
      "unfit_answers": JSONValue(unfitAnswers),
      "faults": faults.json,
      "baseline": baseline.map {
        [
          "cost": JSONValue($0.cost), "savings": JSONValue($0.savings),
          "savings_percent": .optional($0.savingsPercent?.description),
        ]
      } ?? .null,
      "tiers": .array(tiers.map(\.json)),
    ]
  }
}

extension TierBill {
  fileprivate var json: JSONValue {
    [
      "name": .string(name),
      "model": .string(model),
      "provider": .string(provider),
      "at_least": .optional(atLeast),
      "subjects": JSONValue(subjects),
      "asked": asked.json,
      "unit_cost": JSONValue(unitCost),
      "unit_cost_is_ceiling": false,
      "unit_cost_source": .string(isDeclared ? "declared" : "metered"),
      "batch_discount": .optional(batchDiscount?.description),
      "cost": cost.json,
      "metered": metered.map {
        ["unit_cost": JSONValue($0.unitCost), "cost": $0.cost.json]
      } ?? .null,
      "drift": Drift(metered: metered?.cost, cost: cost).json,
      "most_per_call": .optional(mostPerCall),
      "use": use.json,
      "usage": [
        "input": usage.input.json, "cached_input": JSONValue(usage.cachedInput),
        "output": usage.output.json, "latency_ms": usage.latency.json,
      ],
      "unknown_image_sizes": JSONValue(unknownSizes),
    ]
  }
}

extension ModelBill {
  fileprivate var json: JSONValue {
    [
      "model": .string(model), "provider": .string(provider), "asked": asked.json,
      "cost": cost.json, "metered": metered.map(\.json) ?? .null,
      "drift": Drift(metered: metered, cost: cost).json, "use": use.json,
    ]
  }
}

extension CallUse {
  fileprivate var json: JSONValue {
    [
      "input_tokens": input.json, "cached_input_tokens": cachedInput.json,
      "image_tokens": image.map(\.json) ?? .null, "output_tokens": output.json,
      "seconds": seconds.map(\.json) ?? .null,
    ]
  }
}

extension Optional where Wrapped == Drift {
  fileprivate var json: JSONValue {
    guard let drift = self else { return .null }
    return [
      "cost": JSONValue(drift.amount), "percent": .optional(drift.percent?.description),
    ]
  }
}

extension Estimate where Figure == ExactDecimal {
  var json: JSONValue {
    ["low": JSONValue(low), "expected": JSONValue(expected), "high": JSONValue(high)]
  }
}

extension Estimate where Figure == USD {
  var json: JSONValue {
    ["low": JSONValue(low), "expected": JSONValue(expected), "high": JSONValue(high)]
  }
}

extension BaselineBill {
  fileprivate var json: JSONValue {
    [
      "model": .string(model),
      "cost": JSONValue(cost),
      "savings": JSONValue(savings),
      "savings_percent": .optional(savingsPercent?.description),
    ]
  }
}

extension Assumption {
  var json: JSONValue {
    var object: JSONObject = [
      "stage": .string(stage), "share": .string(share.description),
    ]
    switch source {
    case .assume: object["source"] = "assume"
    case .given: object["source"] = "given"
    case .none: object["source"] = "none"
    case .measured(let answers):
      object["source"] = "measured"
      object["answers"] = JSONValue(answers)
    }
    return .object(object)
  }
}

extension [FaultCount] {
  fileprivate var json: JSONValue {
    .array(map { ["message": .string($0.message), "subjects": JSONValue($0.subjects)] })
  }
}
