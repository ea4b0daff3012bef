package import JSON
import Money
package import Runs

extension RunStatus {
  /// The status with the keys that `run` and `status` promise.
  package var json: JSONValue {
    [
      "run": .string(run.id),
      "ruleset": .string(run.ruleSet),
      "version": .number(JSONNumber(run.version)),
      "digest": .string(run.digest),
      "state": .string(run.state.rawValue),
      "tasks": tasks.json,
      "cost": [
        "estimated": JSONValue(run.estimated.expected),
        "billed": JSONValue(cost.billed),
        "uncertain": JSONValue(cost.uncertain),
        "reserved": JSONValue(cost.reserved),
        "budget": .optional(run.budget),
        "estimated_low": JSONValue(run.estimated.low),
        "estimated_high": JSONValue(run.estimated.high),
      ],
      "calls": JSONValue(calls),
      "stages": .array(stages.map(\.json)),
      "failures": .array(failures.map(\.json)),
      "provider": .optional(run.reroute),
      "started_at": .string(run.startedAt),
      "ended_at": .optional(run.endedAt),
      "reason": .optional(run.reason),
      "resume": .optional(run.resume),
      "paused": .optional(paused),
      "workers": .array(workers.map(\.json)),
      "outcomes": .array(outcomes.map(\.json)),
      "execution": .optional(run.isBatch ? "batch" : nil),
      "batches": .array(batches.map(\.json)),
    ]
  }
}

extension TaskCounts {
  fileprivate var json: JSONValue {
    let order: [TaskState] = [.done, .ready, .waiting, .leased, .failed, .skipped]
    return .object(JSONObject(order.map { ($0.rawValue, JSONValue(self[$0])) }))
  }
}

extension StageStatus {
  fileprivate var json: JSONValue {
    [
      "name": .string(name),
      "tasks": tasks.json,
      "calls": JSONValue(calls),
      "billed": JSONValue(billed),
      "tiers": .array(
        tiers.map {
          [
            "name": .string($0.name), "model": .string($0.model), "calls": JSONValue($0.calls),
            "billed": JSONValue($0.billed),
          ]
        }),
    ]
  }
}

extension FailureCount {
  fileprivate var json: JSONValue {
    [
      "outcome": .string(outcome), "example": .optional(example), "tasks": JSONValue(tasks),
    ]
  }
}
