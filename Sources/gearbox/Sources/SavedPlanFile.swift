import Diagnostics
import Foundation
import JSON
import Planning
import Reporting
import Rules
import Simulation
import Storage
import YAML

/// A saved plan that is to be run exactly as it was saved, or not at all.
struct SavedPlanFile {
  let path: String
  let saved: SavedPlan
  /// Compiled from what was recorded.
  let plan: RoutingPlan
  /// What moved in the rule files, where they are at hand.
  private var moves = PlanMoves()

  /// Reads a plan, and compares it with the files that it was saved from.
  init(_ path: String, _ console: Console) throws {
    self.path = path
    let text: String
    do {
      text = try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw CommandFailure(
        .faulty, "the plan '\(path)' cannot be read",
        help: "save one with: gearbox plan RULES --out \(path)")
    }
    do throws(SavedPlanError) {
      saved = try SavedPlan(reading: text)
    } catch {
      throw CommandFailure(
        .faulty, "the plan '\(path)' cannot be used: \(error.message)", help: error.help)
    }
    var diagnostics = DiagnosticList()
    guard let plan = saved.compile(into: &diagnostics) else {
      console.report(diagnostics.sorted().filter { $0.severity == .error })
      throw Self.refusal(of: path, saved)
    }
    self.plan = saved.isBatch ? plan.executing(.batch) : plan
    compareFiles(console)
  }

  /// Compares with the rule file and all that it needs as they are on this machine now. Where there
  /// is no rule file, as on another machine, what was recorded has to do.
  private mutating func compareFiles(_ console: Console) {
    guard let rules = saved.sources.first?.name else { return }
    guard FileManager.default.fileExists(atPath: rules) else {
      console.note(
        "\(printable(rules)) is not here: \(plan.label) is run from what the plan recorded.")
      return
    }
    let prompts = saved.sources.dropFirst(2).first.map {
      URL(fileURLWithPath: $0.name).deletingLastPathComponent().relativePath
    }
    let loader = PlanLoader(
      priceBook: saved.sources.dropFirst().first?.name, prompts: prompts, reroute: saved.reroute)
    var diagnostics = DiagnosticList()
    if let current = loader.load(rules, into: &diagnostics) {
      moves.compare(plan, with: current)
    } else {
      let count = diagnostics.errorCount
      moves.add("rules", "\(counted(count, "error")) in them now: gearbox check \(rules)")
    }
  }

  /// Makes sure that nothing has moved.
  ///
  /// - Parameter profile: What is known of the subjects now; nil where that does not matter any
  ///   more, as a run of the plan has begun.
  func requireUnmoved(_ profile: FactProfile?, _ console: Console) throws {
    var moves = moves
    if let profile, let before = saved.imprint {
      moves.compare(before, with: try profile.imprint(for: plan))
      moves.compare(saved, with: try simulate(plan, over: profile), of: plan)
    }
    guard !moves.isEmpty else { return }
    let place = saved.database.map { ", priced over \($0)" } ?? ""
    console.note(
      wrapped(
        printable("The plan \(saved.label) was saved at \(saved.savedAt)\(place). Since then:"),
        to: console.messages.width))
    console.note(moves.text(on: console.messages))
    throw Self.refusal(of: path, saved)
  }

  private static func refusal(of path: String, _ saved: SavedPlan) -> CommandFailure {
    var words = ["gearbox", "plan", saved.sources.first?.name ?? "RULES", "--out", path]
    if let provider = saved.reroute { words += ["--provider", provider] }
    if saved.isBatch { words.append("--batch") }
    return CommandFailure(
      .limit, "the plan '\(path)' is stale: nothing was planned, and nothing was called",
      help: "price it anew: " + shellCommand(words))
  }
}

extension SavedPlan {
  /// Saves the plan.
  func write(to path: String) throws {
    do {
      try (json.serialized(pretty: true) + "\n").write(
        toFile: path, atomically: true, encoding: .utf8)
    } catch {
      throw CommandFailure(
        .faulty, "the plan cannot be written to '\(path)'",
        help: "name a file in a folder that exists and can be written to")
    }
  }
}
