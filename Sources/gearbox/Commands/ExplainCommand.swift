import ArgumentParser
import Diagnostics
import JSON
import Planning
import Reporting
import Rules
import Storage

struct ExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explains one decision: every point, every threshold, every condition.",
    discussion: """
      Of a subject in the database, or of facts that you make up. Facts that you leave out are \
      what an empty database would say: no rows, false, the default, or null.

        gearbox explain rules/vehicle-images/v1.yaml --subject 5c0b…
        gearbox explain rules/vehicle-images/v1.yaml --facts '{"receipts": 3}'
      """)

  @OptionGroup var file: RuleFileArgument

  @Option(help: ArgumentHelp("The key of a subject in the database.", valueName: "key"))
  var subject: String?

  @Option(help: ArgumentHelp("Facts by name, as a JSON object.", valueName: "json"))
  var facts: String?

  @OptionGroup var rules: RuleOptions
  @OptionGroup var database: DatabaseOptions
  @OptionGroup var format: FormatOptions

  func validate() throws {
    guard (subject == nil) != (facts == nil) else {
      throw ValidationError("Give either --subject or --facts.")
    }
  }

  func run() async throws {
    let console = Console.standard
    let plan = try rules.loadPlan(file.path, console)
    let explanation =
      if let facts {
        try explain(facts, plan)
      } else {
        try await explain(subject: subject ?? "", plan, console)
      }
    try format.write(
      to: console, text: { explanation.text(on: $0) }, json: { explanation.json })
  }

  private func explain(_ facts: String, _ plan: RoutingPlan) throws -> Explanation {
    let given = try SubjectKnowledge.given(try json(facts, of: "--facts"), to: plan)
    return Explanation(plan, subject: nil, given.knowledge, assumed: given.assumed)
  }

  private func explain(
    subject: String, _ plan: RoutingPlan, _ console: Console
  ) async throws -> Explanation {
    let lookup = try await database.use(.read) { database in
      try await database.requireSources(of: plan, console)
      return try await database.subject(of: plan, key: subject)
    }
    let subjects = plan.subjects
    switch lookup {
    case .found(let knowledge): return Explanation(plan, subject: subject, knowledge)
    case .missing:
      throw CommandFailure(
        .usage, "\(subjects.table.value) has no row whose \(subjects.key.value) is '\(subject)'")
    case .leftOut:
      throw CommandFailure(
        .usage, "'\(subject)' is no subject of \(plan.label): the rules leave it out",
        help: subjects.condition.map { "subjects are those where \($0.value)" })
    }
  }
}

/// The value of an option that is JSON.
func json(_ text: String, of option: String) throws -> JSONValue {
  do throws(JSONParseError) {
    return try JSONValue(parsing: text)
  } catch {
    throw CommandFailure(
      .usage, "\(option) is no JSON: \(error.message) at column \(error.column)",
      help: "put it into single quotes, so that the shell leaves it alone")
  }
}
