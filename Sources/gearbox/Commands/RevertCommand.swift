import ArgumentParser
import JSON
import Reporting
import Runs
import Storage

struct RevertCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revert",
    abstract: "Puts back the answers from before a run, without a call.",
    discussion: """
      What the run wrote into the subjects' JSON column is taken out again, key by key, and what \
      stood there before is put back; answers of earlier runs count again. What a later run has \
      replaced since stays. Money that was spent stays spent, and the ledger keeps every call.

        gearbox revert --run 01J…
      """)

  @Option(help: ArgumentHelp("The run's id.", valueName: "id"))
  var run: String

  @Flag(help: "Do not ask.")
  var yes = false

  @OptionGroup var database: DatabaseOptions
  @OptionGroup var format: FormatOptions

  func run() async throws {
    let console = Console.standard
    try await database.use(.write) { database in
      let found = try await database.requireRun(run)
      let plan = try await database.recordedPlan(of: found, console)
      try await database.requireSources(of: plan, console)
      try confirm(found, console)
      try await database.migrate()
      let reversal = try await database.revertRun(found, of: plan)
      try format.write(
        to: console,
        text: { _ in
          "\(counted(reversal.answers, "answer")) taken back from "
            + "\(counted(reversal.subjects, "subject")), "
            + "\(counted(reversal.restored)) earlier put back\n"
        },
        json: {
          [
            "run": .string(run), "answers": .number(JSONNumber(reversal.answers)),
            "restored": .number(JSONNumber(reversal.restored)),
            "subjects": .number(JSONNumber(reversal.subjects)),
            "left": .number(JSONNumber(reversal.left)),
          ]
        })
      if reversal.left > 0 {
        console.note(
          "\(counted(reversal.left, "answer")) stay: the column of their subjects holds no object "
            + "any more.")
      }
    }
  }

  private func confirm(_ found: Run, _ console: Console) throws {
    if yes { return }
    let question = "Take back the answers of run \(run) of \(found.ruleSet)@\(found.version)?"
    guard Stream.input.isTerminal else {
      throw CommandFailure(
        .usage, "nobody is there to ask: \(question)", help: "say --yes to go on without asking")
    }
    console.note(question + " Only 'yes' is taken for it.")
    guard readLine(strippingNewline: true) == "yes" else {
      throw CommandFailure(.interrupted, "nothing was changed")
    }
  }
}
