import ArgumentParser
import Diagnostics

/// The command `gearbox`.
@main
struct Gearbox: AsyncParsableCommand {
  /// The version of this program.
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "gearbox",
    abstract: "Routes every row to the cheapest model call that its context allows.",
    discussion: """
      A rule file scores the rows of your database by what is known about them, and says which \
      model and prompt each score is worth. gearbox tells the bill before the first call, and then \
      runs the backfill under exactly the rules that were priced:

        gearbox check rules/v1.yaml       is the rule file right?
        gearbox simulate rules/v1.yaml    what will it cost?
        gearbox run rules/v1.yaml         do it
        gearbox status                                   how far is it?

      Data goes to stdout and everything else to stderr. Exit status: 0 done; 1 a rule file is \
      missing or faulty, or a rule test fails; 2 a limit stopped it; 3 some subjects failed for \
      good; 4 the database or the provider cannot be reached or refuses; 64 wrong usage; 130 \
      interrupted.
      """,
    version: "gearbox \(version)",
    subcommands: [
      CheckCommand.self, PlanCommand.self, ExplainCommand.self, PromptCommand.self,
      TestCommand.self, EvalCommand.self, SimulateCommand.self, DiffCommand.self,
      SweepCommand.self, CalibrateCommand.self, PublishCommand.self, VersionsCommand.self,
      RunCommand.self, WorkCommand.self, CancelCommand.self, StatusCommand.self,
      CallsCommand.self, RevertCommand.self, ImportCommand.self, MockModelsCommand.self,
      SchemaCommand.self,
    ])

  static func main() async {
    ignoreBrokenPipes()
    let command: any ParsableCommand
    do {
      command = try await asyncParseAsRoot()
    } catch {
      // Help and version end with 0, what cannot be parsed with 64, each with its own text.
      exit(withError: error)
    }
    let status = await run(command)
    if status != .done { end(with: status) }
  }

  private static func run(_ parsed: sending any ParsableCommand) async -> ExitStatus {
    do {
      if var command = parsed as? any AsyncParsableCommand {
        try await command.run()
      } else {
        var command = parsed
        try command.run()
      }
      return .done
    } catch let status as ExitStatus {
      return status
    } catch is BrokenPipe {
      // Whoever read the output has seen enough.
      return .done
    } catch let fault as Diagnostic {
      Console.standard.report([fault])
      return .faulty
    } catch let error where exitCode(for: error) == .success {
      // A command without a subcommand asks for its help.
      exit(withError: error)
    } catch {
      let failure = CommandFailure(error)
      Console.standard.report(failure)
      return failure.status
    }
  }
}
