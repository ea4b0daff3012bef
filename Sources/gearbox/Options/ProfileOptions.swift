import ArgumentParser
import Foundation
import Planning
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

  /// What is told of the subjects for each of the plans. Reads the database once, or not at all.
  func profile(
    of plans: [RoutingPlan], _ database: DatabaseOptions, _ console: Console
  ) async throws -> FactProfile {
    if let saved { return try read(saved) }
    let profile = try await database.use(.read) { database in
      for plan in plans { try await database.requireSources(of: plan, console) }
      return try await database.profile(of: plans)
    }
    if let saving {
      try write(ProfileFile.text(of: profile), to: saving)
      console.note("Saved the profile of \(profile.rows.count) distinct vectors: \(saving)")
    }
    return profile
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
