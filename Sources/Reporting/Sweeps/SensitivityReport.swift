package import JSON
import Money
package import Planning
package import Simulation

/// What one step of each threshold and weight is worth, for a person, a program or a spreadsheet.
package struct SensitivityReport: Sendable {
  let sensitivity: Sensitivity
  let plan: RoutingPlan

  package init(_ sensitivity: Sensitivity, of plan: RoutingPlan) {
    self.sensitivity = sensitivity
    self.plan = plan
  }

  /// The report for a person, in lines that fit the screen.
  package func text(on screen: Screen) -> String {
    let base = sensitivity.base
    let title = "\(printable(plan.label)), \(counted(base.subjects, "subject"))"
    let notes = base.assumptionNotes.text(on: screen)
    let total =
      "Expected cost as the rules stand: \(base.total.expected.formatted())"
      + (base.restsOnAssumption ? "*" : "") + "\n"
    let heading = screen.style(.bold, wrapped(title, to: screen.width, indent: 2)) + "\n"
    return [heading, sensitivity.numbers.isEmpty ? "" : table.text(on: screen), notes, total]
      .filter { !$0.isEmpty }.joined(separator: "\n")
  }

  var table: Table {
    var table = Table([
      .text("threshold or weight", .shortened, key: "path"), .number("now", key: "value"),
      .number("one less", group: "expected cost", key: "down"),
      .number("one more", group: "expected cost", key: "up"),
    ])
    for entry in sensitivity.numbers {
      table.add([
        .init(entry.number.path), .init(String(entry.number.value)), cell(entry.down),
        cell(entry.up),
      ])
    }
    return table
  }

  private func cell(_ change: USD?) -> Table.Cell {
    .init(
      change?.signed() ?? "impossible", isStarred: isStarred(change), datum: change?.description)
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

  package var csv: String { table.csv }
}
