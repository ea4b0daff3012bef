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

        gearbox explain rules/v1.yaml --subject 5c0b…
        gearbox explain rules/v1.yaml --facts '{"orders": 3}'

      With --against another version decides the same subject, and every difference is told with \
      the rule change behind it. --set changes the rules, or those of --against:

        gearbox explain v1.yaml --against v2.yaml --facts '{"orders": 3}'
        gearbox explain v2.yaml --against photos@1 --subject 5c0b…
      """)

  @OptionGroup var file: RuleFileArgument

  @Option(help: ArgumentHelp("The key of a subject in the database.", valueName: "key"))
  var subject: String?

  @Option(help: ArgumentHelp("Facts by name, as a JSON object.", valueName: "json"))
  var facts: String?

  @Option(
    help: ArgumentHelp(
      "Another version to compare with. \(RuleReference.help)", valueName: "rules"),
    completion: .file(extensions: ["yaml", "yml"]))
  var against: String?

  @OptionGroup var whatIf: SettingOptions
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
    let settings = try whatIf.settings(console)
    let plan = try rules.loadPlan(
      file.path, setting: against == nil ? settings : [], console)
    var other: RoutingPlan?
    if let against {
      other = try await rules.loadPlan(
        RuleReference(against), in: database, setting: settings, console)
    }
    let explanations =
      if let facts {
        try explain(facts, plan, other)
      } else {
        try await explain(subject: subject ?? "", [plan] + (other.map { [$0] } ?? []), console)
      }
    guard let first = explanations.first else { return }
    guard let second = explanations.dropFirst().first else {
      return try format.write(to: console, text: { first.text(on: $0) }, json: { first.json })
    }
    let comparison = DecisionComparison(first, second)
    try format.write(to: console, text: { comparison.text(on: $0) }, json: { comparison.json })
  }

  /// One explanation, or two that are given the same facts as far as each version has them.
  private func explain(
    _ facts: String, _ plan: RoutingPlan, _ other: RoutingPlan?
  ) throws -> [Explanation] {
    let json = try json(facts, of: "--facts")
    let given = try SubjectKnowledge.given(json, to: plan, against: other)
    let first = Explanation(plan, subject: nil, given.knowledge, assumed: given.assumed)
    guard let other else { return [first] }
    let same = try SubjectKnowledge.given(json, to: other, against: plan)
    return [first, Explanation(other, subject: nil, same.knowledge, assumed: same.assumed)]
  }

  private func explain(
    subject: String, _ plans: [RoutingPlan], _ console: Console
  ) async throws -> [Explanation] {
    try await database.use(.read) { database in
      var explanations: [Explanation] = []
      for plan in plans {
        try await database.requireSources(of: plan, console)
        let knowledge = try await database.knowledge(of: plan, subject: subject)
        explanations.append(Explanation(plan, subject: subject, knowledge))
      }
      return explanations
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
