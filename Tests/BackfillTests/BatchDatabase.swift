import Foundation
import JSON
import MockModels
import Models
import Testing

@testable import Storage

/// The kinds of database that batches are tried on; PostgreSQL only where there is one.
enum BatchDatabase: String, CaseIterable, CustomTestStringConvertible {
  case sqlite, postgres

  private static let url = ProcessInfo.processInfo.environment["GEARBOX_TEST_POSTGRES"]
  static let all: [BatchDatabase] = url == nil ? [.sqlite] : [.sqlite, .postgres]

  var testDescription: String { rawValue }

  /// Lends an open database that is empty, and removes it afterwards.
  func withDatabase(_ body: (Database) async throws -> Void) async throws {
    switch self {
    case .sqlite:
      let folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("gearbox-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      try await Self.lend("sqlite:\(folder.path)/test.db", to: body)
    case .postgres:
      let server = try #require(Self.url)
      let schema = "test_" + UUID().uuidString.lowercased().replacing("-", with: "")
      let admin = try await Database.open(DatabaseURL(server), poolSize: 1)
      _ = try await admin.write { try $0.execute("CREATE SCHEMA \(schema)") }
      let result: Result<Void, any Error>
      do {
        let mark = server.contains("?") ? "&" : "?"
        result = .success(
          try await Self.lend("\(server)\(mark)options=-csearch_path%3D\(schema)", to: body))
      } catch {
        result = .failure(error)
      }
      _ = try await admin.write { try $0.execute("DROP SCHEMA \(schema) CASCADE") }
      await admin.close()
      try result.get()
    }
  }

  private static func lend(
    _ url: String, to body: (Database) async throws -> Void
  ) async throws {
    let database = try await Database.open(DatabaseURL(url), access: .create, poolSize: 4)
    do {
      try await body(database)
      await database.close()
    } catch {
      await database.close()
      throw error
    }
  }
}

/// Runs a test against a mock of its own and a client, and ends both.
func withMock(
  _ configure: (inout MockConfiguration) -> Void, _ body: (RunningMock) async throws -> Void
) async throws {
  var configuration = MockConfiguration()
  configuration.port = 0
  configure(&configuration)
  let server = MockModelServer(configuration)
  let (ports, listening) = AsyncStream.makeStream(of: Int.self)
  let running = Task {
    defer { listening.finish() }
    try await server.run { listening.yield($0) }
  }
  let client = try HTTPClient(HTTPClient.Configuration())
  defer { client.shutdown() }
  var iterator = ports.makeAsyncIterator()
  guard let port = await iterator.next() else {
    try await running.value
    throw CancellationError()
  }
  let result: Result<Void, any Error>
  do {
    result = .success(try await body(RunningMock(port: port, client: client)))
  } catch {
    result = .failure(error)
  }
  running.cancel()
  try await running.value
  try result.get()
}

struct RunningMock: Sendable {
  let port: Int
  let client: HTTPClient

  var url: String { "http://127.0.0.1:\(port)/v1" }

  /// What the mock says at a path, such as `/stats`.
  func fetch(_ path: String) async throws -> JSONValue {
    let response = try await client.send(HTTPRequest(url: "http://127.0.0.1:\(port)\(path)"))
    return try JSONValue(parsing: response.body)
  }
}
