import ArgumentParser
import Diagnostics
import Foundation
import JSON
import Planning
import Reporting
import Simulation
import Storage

/// Where the facts come from that rules are priced over: the database, or a profile of it.
struct ProfileOptions: ParsableArguments {
  @Option(
    name: .customLong("profile"),
    help: ArgumentHelp(
      "Price over a saved profile instead of the database.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var saved: String?

  @Option(
    name: .customLong("save-profile"),
    help: ArgumentHelp(
      "Save the profile of the database, to price it elsewhere.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var saving: String?

  func validate() throws {
    if saved != nil, saving != nil {
      throw ValidationError("--profile reads what --save-profile writes: use one of them")
    }
  }

  /// The saved profile, or nil where the database is to be read. It takes as long as rules take to
  /// compile: start it beside them.
  func savedProfile() async throws -> FactProfile? {
    try saved.map { try read($0) }
  }

  /// What is told of the subjects for each of the plans. Reads the database once, or not at all.
  ///
  /// - Parameter known: The saved profile, where it was read before.
  func profile(
    of plans: [RoutingPlan], _ database: DatabaseOptions, _ console: Console,
    known: FactProfile? = nil
  ) async throws -> FactProfile {
    let known = if let known { known } else { try await savedProfile() }
    if let known {
      warn(of: known.columns, unknownTo: plans, console)
      return known
    }
    let profile = try await database.use(.read) { database in
      var usage = UsageBook()
      for plan in plans {
        try await database.requireSources(of: plan, console)
        usage = usage.merging(try await database.usage(of: plan))
      }
      return try await database.profile(of: plans).adding(usage)
    }
    if let saving {
      try write(ProfileFile.text(of: profile), to: saving)
      console.note("Saved the profile of \(profile.rows.count) distinct vectors: \(saving)")
    }
    return profile
  }

  /// What a plan costs. Where no profile is kept, the database is read in constant memory.
  ///
  /// - Parameter known: The saved profile, where it was read before.
  func bill(
    of plan: RoutingPlan, _ database: DatabaseOptions, _ console: Console,
    known: FactProfile? = nil
  ) async throws -> Bill {
    guard saved == nil, saving == nil else {
      return try simulate(
        plan, over: try await profile(of: [plan], database, console, known: known))
    }
    return try await database.use(.read) { database in
      try await database.requireSources(of: plan, console)
      let needs = try ProfileNeeds(of: [plan])
      let view = try ProfileView(of: plan, over: needs.columns)
      let usage = try await database.usage(of: plan)
      var bill = try await database.reduceProfile(
        of: needs, into: StreamedBill(plan, usage: usage)
      ) { bill, row in
        if let vector = view.vector(row) { try bill.add(vector) }
      }
      return try bill.bill()
    }
  }

  /// What a page says of the rows that were priced.
  func pageOrigin(_ database: DatabaseOptions) -> PageOrigin {
    let rows =
      saved.map { "the profile \($0)" + (digest(of: $0).map { ", \($0)" } ?? "") }
      ?? (try? database.url()).map { "the database \($0)" } ?? "the database"
    return PageOrigin(rows: rows, program: "gearbox \(Gearbox.version)")
  }

  /// The digest that a profile carries; nil where it was made up by hand.
  private func digest(of path: String) -> String? {
    (try? String(contentsOfFile: path, encoding: .utf8))
      .flatMap { try? JSONValue(parsing: $0, limits: JSONLimits(maxBytes: 1 << 30)) }?["digest"]?
      .string
  }

  private func read(_ path: String) throws -> FactProfile {
    let text: String
    do {
      text = try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw CommandFailure(
        .faulty, "the profile '\(path)' cannot be read",
        help: "write one with: gearbox simulate RULES --save-profile \(path)")
    }
    do throws(ProfileFileError) {
      return try ProfileFile.read(text)
    } catch {
      throw CommandFailure(
        .faulty, "the profile '\(path)' cannot be used: \(error.message)", help: error.help)
    }
  }

  /// A misspelt fact of a profile that somebody made up would be priced as if there were none of it.
  private func warn(
    of columns: ProfileColumns, unknownTo plans: [RoutingPlan], _ console: Console
  ) {
    guard columns.source == nil else { return }
    let computed = Set(plans.flatMap { $0.facts.derived.map(\.fact.name) })
    let names = plans.flatMap { ($0.facts.stored + $0.imageSizeFacts).map(\.name) }
    for fact in columns.facts where !names.contains(fact.name) {
      let why =
        computed.contains(fact.name)
        ? "is computed from other facts: what the profile says of it does not count"
        : "is no fact of the rules, and does not count"
      let near = nearestName(to: fact.name, in: names).map { "; did you mean '\($0)'?" } ?? ""
      console.note(printable("warning: '\(fact.name)' of the profile \(why)\(near)"))
    }
  }

  private func write(_ text: String, to path: String) throws {
    do {
      try text.write(toFile: path, atomically: true, encoding: .utf8)
    } catch {
      throw CommandFailure(
        .faulty, "the profile cannot be written to '\(path)'",
        help: "name a file in a folder that exists and can be written to")
    }
  }
}
