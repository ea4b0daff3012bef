import Foundation
import JSON

/// The JSON-Schema-Test-Suite files beside the repository; nil where they are not there.
enum Conformance {
  static let folder: URL? = {
    let folder =
      ProcessInfo.processInfo.environment["GEARBOX_CONFORMANCE"].map { URL(fileURLWithPath: $0) }
      ?? URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "shared/conformance")
    let schemas = folder.appending(path: "json-schema")
    return FileManager.default.fileExists(atPath: schemas.path) ? schemas : nil
  }()

  static let files: [String] = {
    guard let folder else { return [] }
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    return (names ?? []).filter { $0.hasSuffix(".json") }.sorted()
  }()

  /// The groups of a file: each has a schema and tests.
  static func groups(of file: String) throws -> [JSONValue] {
    guard let folder else { return [] }
    let data = try Data(contentsOf: folder.appending(path: file))
    return try JSONValue(parsing: data).array ?? []
  }
}
