import Foundation
import Testing

/// A folder of `Tests/Cases` with a command, and what has to come out.
struct CaseFolder: Sendable, CustomTestStringConvertible {
  static let folder = Program.root.appendingPathComponent("Tests/Cases")

  /// Those that show one diagnostic each, and are named by its code.
  static let diagnostics = find(in: "diagnostics")

  static let all = find(in: nil) + diagnostics

  /// The path within `Tests/Cases`.
  let name: String

  var url: URL { Self.folder.appendingPathComponent(name) }
  var testDescription: String { name }

  /// The last part of the path: the code, where the case shows a diagnostic.
  var code: String { url.lastPathComponent }

  /// A file of the case; nil where there is none. What is not UTF-8 is repaired.
  func text(of file: String) -> String? {
    guard let data = try? Data(contentsOf: url.appendingPathComponent(file)) else { return nil }
    return String(decoding: data, as: UTF8.self)
  }

  /// Runs the command in the folder, with a scratch folder and a database in it that are gone
  /// afterwards.
  func run() async throws -> Program.Output {
    let command = try #require(text(of: "command"))
    let scratch = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: scratch) }
    return try await Program.shell(
      command, in: url,
      [
        "COLUMNS": "100", "SCRATCH": scratch.path,
        "DATABASE_URL": "sqlite:\(scratch.path)/case.db",
      ])
  }

  /// What an output is kept as; a file whose text would be empty is not there.
  static func files(for output: Program.Output) -> [(name: String, text: String)] {
    [
      ("stdout", output.stdout), ("stderr", output.stderr),
      ("status", output.status == 0 ? "" : "\(output.status)\n"),
    ]
  }

  /// Keeps an output as what has to come out.
  func record(_ output: Program.Output) throws {
    for (file, text) in Self.files(for: output) {
      let url = url.appendingPathComponent(file)
      if text.isEmpty {
        try? FileManager.default.removeItem(at: url)
      } else {
        try text.write(to: url, atomically: true, encoding: .utf8)
      }
    }
  }

  private static func find(in parent: String?) -> [CaseFolder] {
    let path = parent.map { folder.appendingPathComponent($0) } ?? folder
    let prefix = parent.map { "\($0)/" } ?? ""
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path.path)) ?? []
    return names.sorted().map { CaseFolder(name: prefix + $0) }
      .filter { $0.text(of: "command") != nil }
  }
}
