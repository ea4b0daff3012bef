import Diagnostics
import Foundation
import Planning
import Reporting
import Runs
import Storage

/// What names rules on the command line: a file, a version that is published in the database, or a
/// file of a git revision.
enum RuleReference {
  case file(String)
  case published(ruleSet: String, version: Int64)
  case revision(String, path: String)

  /// A file that is there is meant before anything else of that name.
  init(_ text: String) {
    if FileManager.default.fileExists(atPath: text) {
      self = .file(text)
      return
    }
    if let at = text.lastIndex(of: "@"), at > text.startIndex,
      let version = Int64(text[text.index(after: at)...]), version > 0
    {
      self = .published(ruleSet: String(text[..<at]), version: version)
    } else if let colon = text.firstIndex(of: ":"), colon > text.startIndex,
      text.index(after: colon) < text.endIndex
    {
      self = .revision(String(text[..<colon]), path: String(text[text.index(after: colon)...]))
    } else {
      self = .file(text)
    }
  }

  /// Whether the database has to be asked for it.
  var isPublished: Bool {
    if case .published = self { true } else { false }
  }

  static let help = """
    A rule file, a published version such as photos@3, or a file of a git revision such as \
    main:rules/v1.yaml.
    """

}

extension RuleOptions {
  /// The plan of what `reference` names. Its errors are told, and end the command; warnings are for
  /// `check` to tell.
  ///
  /// - Parameter database: Where published versions are looked up.
  func loadPlan(
    _ reference: RuleReference, in database: DatabaseOptions, setting settings: [Setting] = [],
    _ console: Console
  ) async throws -> RoutingPlan {
    switch reference {
    case .file(let path):
      return try loadPlan(path, setting: settings, warning: false, console)
    case .revision(let name, let path):
      let revision = try GitRevision(name)
      return try loadPlan(
        try revision.fromTop(path), from: revision, setting: settings, warning: false, console)
    case .published(let ruleSet, let version):
      let files = try await database.use(.read) { database in
        if let files = try await database.publishedSources(of: ruleSet, version: version) {
          return files
        }
        throw await database.unpublished(ruleSet, version)
      }
      let tree = RecordedSources(files)
      guard let rules = tree.rules else {
        throw CommandFailure(
          .unavailable, "the database recorded no files of \(ruleSet)@\(version)")
      }
      return try loadPlan(rules, from: tree, setting: settings, warning: false, console)
    }
  }
}

extension Database {
  /// That a version is not published, and which are.
  fileprivate func unpublished(_ ruleSet: String, _ version: Int64) async -> CommandFailure {
    let published = (try? await publishedVersions()) ?? []
    let own = published.filter { $0.ruleSet == ruleSet }.map { "\(ruleSet)@\($0.version)" }
    let near = nearestName(to: ruleSet, in: published.map(\.ruleSet))
    let help =
      if !own.isEmpty {
        "published are \(own.joined(separator: ", "))"
      } else if let near {
        "did you mean '\(near)'?"
      } else {
        "gearbox versions lists what is published; publish it with gearbox publish RULES"
      }
    return CommandFailure(
      .faulty, "\(ruleSet)@\(version) is not published in this database", help: help)
  }
}
