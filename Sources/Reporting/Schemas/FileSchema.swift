package import JSON
import Prompts
import Rules
import YAML

/// The kinds of files that people write, with a JSON Schema for their editors, and those that the
/// program writes, with one for whoever reads them.
package enum FileSchema: String, Sendable, CaseIterable {
  case ruleset, prompt, models, tests, bill, plan, diff, sweep, sensitivity

  /// What people write. A key that is not in the schema is an error there; in what the program
  /// writes, later versions may add keys.
  package static let written: [FileSchema] = [.ruleset, .prompt, .models, .tests]

  /// The name of the schema's file, by which editors refer to it.
  package var fileName: String { "\(rawValue).schema.json" }

  /// The schema, in draft-07, which is what editors understand.
  package var json: JSONValue {
    var schema: JSONObject = [
      "$schema": "http://json-schema.org/draft-07/schema#",
      "$id": .string(fileName),
      "title": .string(title),
      "description": .string(summary),
    ]
    var writer = SchemaWriter(isOpen: !Self.written.contains(self))
    let body = writer.schema(of: description)
    for (key, value) in body.object ?? [:] where key != "title" { schema[key] = value }
    if !writer.definitions.isEmpty { schema["definitions"] = .object(writer.definitions) }
    return .object(schema)
  }

  private var description: ShapeDescription {
    switch self {
    case .ruleset: RuleSet.fileDescription
    case .prompt: PromptReader.fileDescription
    case .models: PriceBook.fileDescription
    case .tests: RuleTests.fileDescription
    case .bill: .bill
    case .plan: .savedPlan
    case .diff: .comparison
    case .sweep: .sweep
    case .sensitivity: .sensitivity
    }
  }

  private var title: String {
    switch self {
    case .ruleset: "gearbox rule set"
    case .prompt: "gearbox prompt"
    case .models: "gearbox price book"
    case .tests: "gearbox rule tests"
    case .bill: "gearbox bill"
    case .plan: "gearbox saved plan"
    case .diff: "gearbox comparison"
    case .sweep: "gearbox sweep"
    case .sensitivity: "gearbox sensitivity"
    }
  }

  private var summary: String {
    switch self {
    case .ruleset:
      "Which rows are analysed, what is known about them, how that is scored, and which model and "
        + "prompt each score is worth."
    case .prompt: "One version of a prompt: what a model is asked, and what its answer looks like."
    case .models:
      "What models cost, how images count into their tokens, and where they are reached."
    case .tests: "Cases with what the rule files beside this file have to decide."
    case .bill: "What a plan costs over its subjects, as simulate --format json gives it."
    case .plan:
      "What was compiled and priced by plan --out, for run --plan to run exactly that or refuse."
    case .diff: "What a change of rules costs, as diff --format json gives it."
    case .sweep: "The bill along the values of one setting, as sweep --format json gives it."
    case .sensitivity:
      "What one step of each threshold and weight is worth, as sweep --sensitivity --format json "
        + "gives it."
    }
  }
}
