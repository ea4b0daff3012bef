package import Diagnostics
package import JSON
package import Planning

/// What `check` has to say of one rule file.
package struct CheckReport: Sendable {
  /// The path as the user gave it.
  package let file: String
  /// Nil where any diagnostic is an error.
  package let plan: RoutingPlan?
  package let diagnostics: [Diagnostic]

  package init(file: String, plan: RoutingPlan?, diagnostics: [Diagnostic]) {
    self.file = file
    self.plan = plan
    self.diagnostics = diagnostics
  }

  package var isOK: Bool { plan != nil && !diagnostics.contains { $0.severity == .error } }

  /// The keys that `check --format json` promises.
  package var json: JSONValue {
    [
      "ok": .bool(isOK),
      "file": .string(file),
      "ruleset": .optional(plan?.name),
      "version": .optional(plan?.version),
      "digest": .optional(plan?.digest),
      "facts": plan.map { .array($0.facts.fileOrder.map(JSONValue.string)) } ?? .null,
      "score": plan.map(\.scoreBounds.json) ?? .null,
      "routing": plan.map { .array($0.routing.map(\.json)) } ?? .null,
      "diagnostics": .array(diagnostics.map(\.json)),
    ]
  }

  /// The summary of a file without errors; empty for any other. The diagnostics are not in it.
  package func text(on screen: Screen) -> String {
    guard let plan, isOK else { return "" }
    let title = "\(printable(file)): \(printable(plan.label)) is OK"
    let names = plan.facts.fileOrder.map(printable)
    let facts = names.isEmpty ? "none" : "\(names.count): " + names.joined(separator: ", ")
    return [
      screen.style(.bold, title),
      "  digest  " + screen.style(.dim, plan.digest),
      "  "
        + wrapped("facts   \(facts)", to: screen.width - 2, indent: 10),
      "  score   \(plan.scoreBounds)", "", "",
    ].joined(separator: "\n") + plan.routingTable(on: screen, indent: 2)
  }

  /// How many errors and warnings there are: `2 errors and 1 warning`; nil where there are none.
  package var tally: String? {
    let parts = Diagnostic.Severity.allCases.compactMap { severity -> String? in
      let count = diagnostics.count { $0.severity == severity }
      return count == 0 ? nil : counted(count, severity.rawValue)
    }
    return parts.isEmpty ? nil : listed(parts)
  }
}

extension ScoreBounds {
  var json: JSONValue { ["lowest": .optional(lowest), "highest": .optional(highest)] }
}

extension ScoreRouting {
  var json: JSONValue {
    [
      "from": .optional(scores.low),
      "below": .optional(scores.end),
      "asks": .array(
        asks.map {
          [
            "stage": .string($0.stage), "tier": .string($0.tier), "model": .string($0.model),
            "unit_cost": JSONValue($0.unitCost), "unit_cost_is_ceiling": .bool($0.isCeiling),
            "conditional": .bool($0.isConditional),
          ]
        }),
    ]
  }
}
