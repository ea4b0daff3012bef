import Diagnostics
package import JSON
package import Money
package import Planning
package import Simulation

/// A sweep for a person, a program or a spreadsheet.
package struct SweepReport: Sendable {
  let sweep: Sweep
  let plan: RoutingPlan
  /// US dollars that the expected cost has to fit into; nil where nobody asks.
  let target: USD?
  /// The step that fits; nil where nobody asks, or none does.
  package let fitting: SweepStep?

  package init(_ sweep: Sweep, of plan: RoutingPlan, target: USD?) {
    self.sweep = sweep
    self.plan = plan
    self.target = target
    fitting = target.flatMap { sweep.fitting($0) }
  }

  /// That no value fits, and what comes nearest.
  package var nothingFits: String {
    let lead = "no value of \(sweep.path) fits \(target?.formatted() ?? "")"
    guard let cheapest = sweep.cheapest, let bill = cheapest.bill else { return lead + "." }
    return lead + ": the least is \(bill.total.expected.formatted()), at \(cheapest.values)."
  }
}

extension SweepStep {
  /// The value, or all that cost the same: `31`, `26 to 30`, `101 and more`.
  var values: String {
    guard let span else { return value }
    return switch (span.low, span.high) {
    case (nil, nil): "any"
    case (let low?, nil): "\(low) and more"
    case (nil, let high?): "\(high) and less"
    case (let low?, let high?): low == high ? "\(low)" : "\(low) to \(high)"
    }
  }

  /// Why the rules cannot have the value, without a full stop.
  var fault: String? {
    guard case .faulty(let faults) = outcome else { return nil }
    return faults.first?.message ?? "the rules would be faulty"
  }
}

extension SweepReport {
  /// The sweep with the keys that `sweep --format json` promises.
  package var json: JSONValue {
    [
      "ruleset": .string(plan.name), "version": .number(JSONNumber(plan.version)),
      "digest": .string(plan.digest),
      "settings": .array(plan.settings.map { .string($0.text) }),
      "subjects": JSONValue(sweep.base.subjects),
      "path": .string(sweep.path), "current": .optional(sweep.current),
      "base": ["total": sweep.base.total.json],
      "steps": .array(sweep.steps.map(\.json)),
      "target": target.map { target in
        [
          "cost": JSONValue(target), "found": .bool(fitting != nil),
          "value": .optional(fitting?.value),
          "low": .optional(fitting?.span?.low), "high": .optional(fitting?.span?.high),
          "expected": .optional(fitting?.bill?.total.expected),
        ]
      } ?? .null,
      "assumptions": .array(sweep.base.stages.compactMap(\.assumption).map(\.json)),
      "calls_made": 0,
    ]
  }

  /// A line for each value, with the expected cost of each stage.
  package var csv: String {
    let spans: [SweepColumn] = sweep.steps.contains { $0.span != nil } ? [.from, .to] : []
    return table(
      showing: [.value] + spans + SweepColumn.costs + stageNames.map(SweepColumn.stage) + [.fault]
    ).csv
  }

  /// Every stage that some value of the setting has.
  var stageNames: [String] {
    var names: [String] = []
    for bill in [sweep.base] + sweep.steps.compactMap(\.bill) {
      names += bill.stages.map(\.name).filter { !names.contains($0) }
    }
    return names
  }
}

extension SweepStep {
  fileprivate var json: JSONValue {
    [
      "value": .string(value), "low": .optional(span?.low), "high": .optional(span?.high),
      "total": .optional(bill?.total.json),
      "stages": .array(
        (bill?.stages ?? []).map {
          ["name": .string($0.name), "asked": $0.asked.json, "cost": $0.cost.json]
        }),
      "fault": .optional(fault),
    ]
  }
}
