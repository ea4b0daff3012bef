package import JSON
import Money
package import Planning
package import Simulation

/// What one step of each threshold and weight is worth, for a person, a program or a spreadsheet.
package struct SensitivityReport: Sendable {
  private let sensitivity: Sensitivity
  private let plan: RoutingPlan

  package init(_ sensitivity: Sensitivity, of plan: RoutingPlan) {
    self.sensitivity = sensitivity
    self.plan = plan
  }

  package func text(on screen: Screen) -> String {
    let base = sensitivity.base
    let title = "\(printable(plan.label)), \(counted(base.subjects, "subject"))"
    var table = TextTable([
      .text("threshold or weight", .shortened), .number("now"),
      .number("one less", group: "expected cost"), .number("one more", group: "expected cost"),
    ])
    for entry in sensitivity.numbers {
      table.add([
        .init(entry.number.path), .init(String(entry.number.value)),
        .init(entry.down?.signed() ?? "impossible", isStarred: isStarred(entry.down)),
        .init(entry.up?.signed() ?? "impossible", isStarred: isStarred(entry.up)),
      ])
    }
    let notes = base.stages.compactMap(\.assumption).map {
      wrapped(printable("* \($0.sentence)"), to: screen.width, indent: 2) + "\n"
    }.joined()
    let total =
      "Expected cost as the rules stand: \(base.total.expected.formatted())"
      + (base.restsOnAssumption ? "*" : "") + "\n"
    let heading = screen.style(.bold, wrapped(title, to: screen.width, indent: 2)) + "\n"
    return [heading, sensitivity.numbers.isEmpty ? "" : table.text(on: screen), notes, total]
      .filter { !$0.isEmpty }.joined(separator: "\n")
  }

  private func isStarred(_ change: USD?) -> Bool {
    sensitivity.base.restsOnAssumption && !(change?.isZero ?? true)
  }

  package var json: JSONValue {
    [
      "ruleset": .string(plan.name), "version": .number(JSONNumber(plan.version)),
      "digest": .string(plan.digest),
      "settings": .array(plan.settings.map { .string($0.text) }),
      "subjects": JSONValue(sensitivity.base.subjects),
      "base": ["total": sensitivity.base.total.json],
      "numbers": .array(
        sensitivity.numbers.map {
          [
            "path": .string($0.number.path), "value": .number(JSONNumber($0.number.value)),
            "down": .optional($0.down), "up": .optional($0.up),
          ]
        }),
      "assumptions": .array(sensitivity.base.stages.compactMap(\.assumption).map(\.json)),
      "calls_made": 0,
    ]
  }

  package var csv: String {
    csvLine(["path", "value", "down", "up"])
      + sensitivity.numbers.map {
        csvLine([
          $0.number.path, String($0.number.value), $0.down?.description, $0.up?.description,
        ])
      }.joined()
  }
}
