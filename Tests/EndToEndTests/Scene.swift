import Foundation
import JSON
import Testing

/// The databases that every scene is played on.
enum Stage: String, CaseIterable, CustomTestStringConvertible {
  case sqlite, postgres

  static let postgresURL = ProcessInfo.processInfo.environment["GEARBOX_TEST_POSTGRES"]

  /// PostgreSQL only where there is one: `scripts/test` starts it.
  static var available: [Stage] { postgresURL == nil ? [.sqlite] : [.sqlite, .postgres] }

  var testDescription: String { rawValue }
}

/// A fresh database with the example data in it, and a mock that answers.
final class Scene {
  let database: String
  let folder: URL
  private let schema: String?
  private var mock: Running?
  private(set) var mockURL = "http://127.0.0.1:9/v1"

  init(on stage: Stage, importing: Bool = true) async throws {
    folder = try temporaryFolder()
    switch stage {
    case .sqlite:
      database = "sqlite:\(folder.path)/test.db"
      schema = nil
    case .postgres:
      let url = try #require(Stage.postgresURL)
      let name = "scene_" + UUID().uuidString.replacing("-", with: "").lowercased()
      let separator = url.contains("?") ? "&" : "?"
      database = "\(url)\(separator)application_name=\(name)&options=-csearch_path%3D\(name)"
      schema = name
      try await Self.psql(url, "CREATE SCHEMA \(name)")
    }
    if importing {
      let output = try await Program.run(
        "import", "examples/vehicle-images", "--database", database)
      try #require(output.status == 0, "\(output.stderr)")
    }
  }

  deinit {
    mock = nil
    if let schema, let url = Stage.postgresURL {
      // Nobody waits for it: the server outlives the test.
      _ = try? Running("/usr/bin/env", ["psql", url, "-Xqc", "DROP SCHEMA \(schema) CASCADE"])
        .process.waitUntilExit()
    }
    try? FileManager.default.removeItem(at: folder)
  }

  /// Starts a mock on a free port.
  func startMock(_ arguments: String...) async throws {
    let mock = try Running(
      Program.executable.path, ["mock-models", "--port", "0", "--seed", "7"] + arguments)
    self.mock = mock
    var found: Substring?
    _ = try await eventually {
      let said = mock.stdout + mock.stderr
      found = said.firstMatch(of: /http:\/\/127\.0\.0\.1:\d+\/v1/)?.0
      return found != nil
    }
    mockURL = String(try #require(found, "the mock did not start: \(mock.stderr)"))
  }

  /// Runs the program on this scene's database.
  func gearbox(_ arguments: String...) async throws -> Program.Output {
    try await start(arguments).wait()
  }

  func start(_ arguments: [String], _ environment: [String: String] = [:]) throws -> Running {
    let addresses = [
      "DATABASE_URL": database, "MOCK_BASE_URL": mockURL, "METER_BASE_URL": mockURL,
    ]
    return try Running(
      Program.executable.path, arguments, in: Program.root,
      addresses.merging(environment) { $1 })
  }

  func json(_ arguments: String...) async throws -> JSONValue {
    let output = try await start(arguments + ["--format", "json"]).wait()
    try #require(output.status == 0, "\(output.stderr)")
    return try JSONValue(parsing: output.stdout)
  }

  /// The rows of a query, columns separated by `|`.
  ///
  /// - Throws: `QueryRefused` with what the database said.
  func query(_ sql: String) async throws -> [String] {
    if database.hasPrefix("sqlite:") {
      let file = String(database.dropFirst("sqlite:".count))
      return try await Self.rows(of: ["sqlite3", "-cmd", ".timeout 5000", file, sql])
    }
    return try await Self.psql(database, sql)
  }

  struct QueryRefused: Error {
    let message: String
  }

  @discardableResult
  private static func psql(_ url: String, _ sql: String) async throws -> [String] {
    try await rows(of: ["psql", url, "-XAtqc", sql])
  }

  private static func rows(of command: [String]) async throws -> [String] {
    let output = try await Running("/usr/bin/env", command).wait()
    guard output.status == 0 else { throw QueryRefused(message: output.stderr) }
    return output.stdout.split(separator: "\n").map(String.init)
  }
}
