import Expressions
package import JSON
import Money
import Planning
import Prompts
import Rules

extension Explanation {
  /// The decision with the keys that `explain --format json` promises.
  package var json: JSONValue {
    var scoreError: String?
    var score: JSONValue = .null
    switch decision.score {
    case .points(let points): score = .number(JSONNumber(points))
    case .failed(let why): scoreError = why
    }
    return [
      "subject": .optional(subject),
      "facts": .object(JSONObject(facts.map { ($0.name, $0.outcome.json) })),
      "score": score,
      "score_error": .optional(scoreError),
      "contributions": .array(decision.contributions.map(json)),
      "stages": .array(stages.map { json(of: $0.stage, $0.decision) }),
      "assumed": .array(
        plan.facts.fileOrder.filter(assumed.contains).map(JSONValue.string)),
      "has_image": .bool(knowledge.hasImage),
      "ruleset": .string(plan.name),
      "version": .number(JSONNumber(plan.version)),
      "digest": .string(plan.digest),
    ]
  }

  private func json(_ earned: Decision.Earned) -> JSONValue {
    var object: JSONObject = [
      "fact": .string(earned.fact),
      "value": earned.value.plainJSON,
      "points": .number(JSONNumber(earned.points)),
    ]
    switch plan.score.first(where: { $0.fact == earned.fact })?.points {
    case .each(let each, let max):
      object["each"] = .number(JSONNumber(each))
      object["max"] = .optional(max)
    case .flat(let points): object["max"] = .number(JSONNumber(points))
    case nil: break
    }
    return .object(object)
  }

  private func json(of stage: Stage, _ decision: StageDecision) -> JSONValue {
    let tier = stage.tiers.first { $0.index == decision.tier }
    return [
      "name": .string(stage.name),
      "tier": .optional(tier?.name),
      "state": .string(decision.state.name),
      "because": .string(decision.sentence(in: stage, score: self.decision.score)),
      "model": .optional(tier?.call.model),
      "prompt": .optional(tier?.call.prompt.id),
      "unit_cost": .optional(tier?.call.unitCost),
      "tiers": .array(
        stage.tiers.map { tier in
          [
            "name": .string(tier.name), "at_least": .optional(tier.atLeast),
            "below": .optional(ScoreRange(of: tier, in: stage).end),
          ]
        }),
      "when": stage.when.map { when in
        [
          "text": .string(when.text),
          "parts": .array(parts(of: stage).map(\.json)),
        ]
      } ?? .null,
    ]
  }
}

extension ExpressionPart {
  var json: JSONValue { ["text": .string(text), "outcome": outcome.tagged] }
}

extension Outcome {
  /// One of `{"value": …}`, `{"error": …}` and `{"unknown": [names]}`.
  fileprivate var tagged: JSONValue {
    switch self {
    case .value(let value): ["value": value.plainJSON]
    case .error(let error): ["error": .string(error.message)]
    case .unknown(let names): ["unknown": .array(names.sorted().map(JSONValue.string))]
    }
  }
}
