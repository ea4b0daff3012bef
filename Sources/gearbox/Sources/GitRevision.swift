import Diagnostics
import Foundation
import Planning
import YAML

/// The files of one revision of a git repository, by their paths from its top.
struct GitRevision: SourceTree {
  /// The revision as it was given: `main`, `HEAD~2`, `v1.4`.
  let name: String
  /// The commit that it is. Unlike a name, a hash cannot be taken for an option.
  private let commit: String
  private let paths: [String]

  /// - Throws: `CommandFailure` where there is no git, no repository, or no such revision.
  init(_ name: String) throws {
    self.name = name
    let isInside = try Git.run("rev-parse", "--git-dir")
    guard isInside.status == 0 else {
      throw CommandFailure(
        .faulty, "'\(name):…' names a git revision, and this folder is in no git repository",
        help: Git.firstLine(isInside.errors))
    }
    let found = try Git.run(
      "rev-parse", "--verify", "--quiet", "--end-of-options", "\(name)^{commit}")
    commit = Git.firstLine(found.output) ?? ""
    guard found.status == 0, !commit.isEmpty else {
      throw CommandFailure(
        .faulty, "this git repository has no revision '\(name)'",
        help: "branches, tags and commits can be named; a shallow clone may not have it: "
          + "git fetch --unshallow")
    }
    let tree = try Git.run("ls-tree", "-r", "-z", "--name-only", "--full-tree", commit)
    guard tree.status == 0 else {
      throw CommandFailure(
        .faulty, "git cannot list the files of '\(name)'", help: Git.firstLine(tree.errors))
    }
    paths = tree.output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
  }

  /// The path from the top of the repository: as git has it, one that begins with `./` or `../` is
  /// meant from where one stands.
  func fromTop(_ path: String) throws -> String {
    guard path.hasPrefix("./") || path.hasPrefix("../") else { return path }
    let prefix = try Git.run("rev-parse", "--show-prefix")
    return Self.normalized((Git.firstLine(prefix.output) ?? "") + path)
  }

  /// Paths in diagnostics are told as git takes them: `main:rules/v1.yaml`.
  private func told(_ path: String) -> String { "\(name):\(path)" }

  private func path(of told: String) -> String {
    told.hasPrefix(name + ":") ? String(told.dropFirst(name.count + 1)) : told
  }

  func text(at path: String, into diagnostics: inout DiagnosticList) -> SourceText? {
    let path = self.path(of: path)
    guard paths.contains(path) else {
      let near = nearestName(to: path, in: paths)
      diagnostics.add(
        Diagnostic(
          "file-unreadable", "the git revision '\(name)' has no file '\(path)'", at: nil,
          help: near.map { "did you mean '\(told($0))'?" }
            ?? "paths are meant from the top of the repository, or from here with ./ before them"))
      return nil
    }
    do {
      let blob = try Git.run("cat-file", "blob", "\(commit):\(path)")
      guard blob.status == 0 else {
        throw CommandFailure(.faulty, Git.firstLine(blob.errors) ?? "git cat-file failed")
      }
      return SourceText.decode(blob.output, name: told(path), into: &diagnostics)
    } catch {
      let failure = CommandFailure(error)
      diagnostics.add(
        Diagnostic(
          "file-unreadable", "cannot read '\(told(path))': \(failure.message)", at: nil,
          help: failure.help))
      return nil
    }
  }

  func files(in folder: String) -> [String] {
    let prefix = path(of: folder) + "/"
    return paths.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
      .filter { !$0.contains("/") }
  }

  func nearest(_ name: String, above path: String) -> String? {
    var folder = self.path(of: path)[...]
    while true {
      folder = folder.lastIndex(of: "/").map { folder[..<$0] } ?? ""
      let candidate = folder.isEmpty ? name : "\(folder)/\(name)"
      if paths.contains(where: { $0 == candidate || $0.hasPrefix(candidate + "/") }) {
        return told(candidate)
      }
      if folder.isEmpty { return nil }
    }
  }

  /// The path without its `.` and `..`.
  private static func normalized(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { parts = parts.dropLast() } else { parts.append(part) }
    }
    return parts.joined(separator: "/")
  }
}
