import ArgumentParser
import Foundation
import JSON
import Planning
import Reporting
import Runs
import Simulation
import Storage

struct CalibrateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate",
    abstract: "Compares declared, estimated and billed costs of a run, and offers new figures.",
    discussion: """
      Of the latest run of the rule set, unless --run names another. The new figures come as a \
      patch to the rule file, which keeps its comments and layout; nothing is changed unless \
      --write says so. Only calls that a meter billed have anything to tell.

        gearbox calibrate rules/v1.yaml
        gearbox calibrate rules/v1.yaml --format patch | git apply
        gearbox calibrate rules/v2.yaml --run 01J… --write
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, patch
  }

  @OptionGroup var file: RuleFileArgument

  @Option(help: ArgumentHelp("A run's id; else the latest run of the rule set.", valueName: "id"))
  var run: String?

  @Flag(help: "Put the new figures into the rule file.")
  var write = false

  @Option(help: "For a person (text), for a program (json), or the patch alone (patch).")
  var format = Format.text

  @OptionGroup var rules: RuleOptions
  @OptionGroup var database: DatabaseOptions

  func run() async throws {
    let console = Console.standard
    let plan = try rules.loadPlan(file.path, console)
    let calibration = try await database.use(.read) { database in
      try await database.requireSources(of: plan, console)
      let run = try await wantedRun(of: plan.name, in: database)
      let vectors = try await database.profile(of: [plan]).vectors(for: plan).compactMap(\.self)
      return try Calibration(
        plan, run: run, spreads: try await database.callSpreads(ofRun: run.id),
        estimate: try simulate(
          plan, over: vectors.map(\.unanswered), usage: await database.estimatedUsage(of: plan)),
        shares: measuredShares(plan, over: vectors))
    }
    switch format {
    case .text: try console.write(calibration.text(on: console.screen))
    case .json: try console.writeData(calibration.json.serialized(pretty: true) + "\n")
    case .patch: try console.writeData(calibration.patch.unified)
    }
    if write { try apply(calibration.patch, console) }
  }

  private func wantedRun(of ruleset: String, in database: Database) async throws -> Run {
    if let id = run {
      let run = try await database.requireRun(id)
      guard run.ruleSet == ruleset else {
        throw CommandFailure(
          .usage, "run \(id) is one of '\(run.ruleSet)', and these rules are '\(ruleset)'")
      }
      return run
    }
    guard let run = try await database.latestRun(ofRuleSet: ruleset) else {
      throw CommandFailure(
        .usage, "'\(ruleset)' was never run in this database",
        help: "there is nothing to compare with: gearbox run \(file.path)")
    }
    return run
  }

  private func apply(_ patch: RulePatch, _ console: Console) throws {
    guard !patch.isEmpty else {
      console.note("There is nothing to write.")
      return
    }
    do {
      try Data(patch.after.utf8).write(to: URL(fileURLWithPath: file.path), options: .atomic)
    } catch {
      throw CommandFailure(.faulty, "\(file.path) cannot be written: \(error.localizedDescription)")
    }
    console.note("Wrote the new figures into \(file.path).")
  }
}
