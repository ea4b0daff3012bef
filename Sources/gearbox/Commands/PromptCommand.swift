import ArgumentParser
import Backfill
import Diagnostics
import JSON
import Models
import Planning
import Prompts
import Reporting
import Rules
import Runs
import Storage

struct PromptCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prompt",
    abstract: "Prints exactly what a stage would send for one subject. Nothing is sent.",
    discussion: """
      The body of the request, with the prompt filled in from the database and the answer's schema \
      in the form in which it is asked for. An image that is written out as a data: URL is \
      abbreviated. --format text prints the prompt alone.

        gearbox prompt rules/v1.yaml --subject 5c0b… --stage organize
        gearbox prompt rules/v1.yaml --subject 5c0b… --stage identify --tier confirm
      """)

  @OptionGroup var file: RuleFileArgument

  @Option(help: ArgumentHelp("The key of a subject in the database.", valueName: "key"))
  var subject: String

  @Option(help: ArgumentHelp("The stage.", valueName: "name"))
  var stage: String

  @Option(help: ArgumentHelp("The tier; else the one that the score reaches.", valueName: "name"))
  var tier: String?

  @Option(help: "The request's body (json), or the prompt alone for a person (text).")
  var format = OutputFormat.json

  @OptionGroup var rules: RuleOptions
  @OptionGroup var database: DatabaseOptions

  func run() async throws {
    let console = Console.standard
    let plan = try rules.loadPlan(file.path, console)
    let stage = try plan.stages.element(named: self.stage, \.name, plan.label, "stage")
    let (request, interface) = try await database.use(.read) { database in
      try await database.requireSources(of: plan, console)
      let decision = plan.decide(try await database.knowledge(of: plan, subject: subject))
      var task = try task(of: stage, subject, decision)
      var material = try await database.promptMaterial(of: plan, for: [task])
      if let written = material.keys.first, written != subject {
        // The database writes the key in another way, as it does with a UUID in capitals.
        task = try self.task(of: stage, written, decision)
        material = try await database.promptMaterial(of: plan, for: [task])
      }
      noteState(of: decision, in: stage, console)
      noteMissingAnswers(to: stage.tier(named: task.tier), material[task.subject], plan, console)
      do {
        let prepared = try plan.prepare(
          task, with: material[task.subject], timeout: plan.limits.timeout)
        return (prepared.request, prepared.tier.call.provider.interface)
      } catch let error as UnpreparedTask {
        throw CommandFailure(.usage, "'\(subject)' cannot be asked: \(error.detail)")
      }
    }
    let shown = request.abbreviated
    switch format {
    case .json:
      let body =
        switch interface {
        case .openai: shown.chatCompletionsBody
        case .anthropic: shown.messagesBody
        }
      try console.writeData(body.serialized(pretty: true) + "\n")
    case .text: try console.writeData(shown.text)
    }
  }

  /// What a run would claim.
  private func task(of stage: Stage, _ subject: String, _ decision: Decision) throws -> RunTask {
    let score: Int64
    switch decision.score {
    case .points(let points): score = points
    case .failed(let why): throw CommandFailure(.faulty, "'\(subject)' has no score: \(why)")
    }
    let tier: Tier
    if let name = self.tier {
      tier = try stage.tiers.element(named: name, \.name, "stage '\(stage.name)'", "tier")
    } else if let reached = stage.tier(forScore: score) {
      tier = reached
    } else {
      throw CommandFailure(
        .usage, "the score \(score) of '\(subject)' reaches no tier of stage '\(stage.name)'",
        help: "name one: " + stage.tiers.map { "--tier \($0.name)" }.joined(separator: ", "))
    }
    return RunTask(
      id: 0, subject: subject, stage: stage.name, tier: tier.name, score: score, attempts: 0)
  }

  private func noteState(of decision: Decision, in stage: Stage, _ console: Console) {
    guard decision.stages.indices.contains(stage.index) else { return }
    let note: String? =
      switch decision.stages[stage.index].state {
      case .asked: nil
      case .notAsked: "the rules do not ask '\(stage.name)' of this subject"
      case .unknown: "whether '\(stage.name)' is asked depends on answers that are not there yet"
      case .answered: "'\(stage.name)' has a good answer for this subject, and is not asked again"
      }
    guard let note else { return }
    console.note(
      printable("note: \(note) (gearbox explain \(file.path) --subject \(subject) tells why)"))
  }

  private func noteMissingAnswers(
    to tier: Tier?, _ material: PromptMaterial?, _ plan: RoutingPlan, _ console: Console
  ) {
    guard let tier, let material else { return }
    let heads = Set(tier.call.prompt.template.names.flatMap { [$0.path] + $0.scope }.map(\.first))
    for stage in plan.stages where heads.contains(stage.name) {
      guard material.values[stage.name] == nil else { continue }
      console.note(
        printable(
          "note: '\(stage.name)' has not answered yet; "
            + "what the prompt quotes of its answer is shown as nothing"))
    }
  }
}

extension Sequence {
  /// The element of that name; where there is none, a failure that says which there are.
  fileprivate func element(
    named name: String, _ nameOf: (Element) -> String, _ place: String, _ what: String
  ) throws -> Element {
    if let found = first(where: { nameOf($0) == name }) { return found }
    let names = map(nameOf)
    throw CommandFailure(
      .usage, "\(place) has no \(what) '\(name)'",
      help: nearestName(to: name, in: names).map { "did you mean '\($0)'?" }
        ?? "it has \(names.joined(separator: ", "))")
  }
}

extension ModelRequest {
  /// The request with an image that is written out cut short.
  fileprivate var abbreviated: ModelRequest {
    guard let url = imageURL, url.lowercased().hasPrefix("data:"), url.count > 40 else {
      return self
    }
    var request = self
    request.imageURL = "\(url.prefix(40))… (\(url.count) characters)"
    return request
  }

  /// The prompt below what goes with it, for a person.
  fileprivate var text: String {
    """
    model:  \(model)
    detail: \(imageURL == nil ? "none" : imageDetail.rawValue)
    image:  \(imageURL ?? "none")

    \(prompt.hasSuffix("\n") ? prompt : prompt + "\n")
    """
  }
}
