import Foundation
import Testing

@testable import Storage

/// The kinds of database that every test of this module runs against.
///
/// `GEARBOX_TEST_POSTGRES` names a server by URL; without it only SQLite is tested.
enum TestDatabase: String, CaseIterable, CustomTestStringConvertible {
  case sqlite, postgres

  static let postgresURL = ProcessInfo.processInfo.environment["GEARBOX_TEST_POSTGRES"]

  static let all: [TestDatabase] = postgresURL == nil ? [.sqlite] : [.sqlite, .postgres]

  var testDescription: String { rawValue }

  var dialect: Dialect { self == .sqlite ? .sqlite : .postgres }

  /// Lends a database that is empty, and removes it afterwards.
  ///
  /// - Parameter settings: Settings of PostgreSQL, for each of its connections.
  func withURL<T>(
    settings: [String: String] = [:], _ body: (DatabaseURL) async throws -> T
  ) async throws -> T {
    switch self {
    case .sqlite: try await Self.withFolder { try await body(DatabaseURL("sqlite:\($0)/test.db")) }
    case .postgres: try await Self.withSchema(settings) { try await body($0) }
    }
  }

  /// Lends an open database that is empty.
  func withDatabase<T>(
    poolSize: Int = 4, settings: [String: String] = [:], _ body: (Database) async throws -> T
  ) async throws -> T {
    try await withURL(settings: settings) { url in
      let database = try await Database.open(url, access: .create, poolSize: poolSize)
      do {
        let value = try await body(database)
        await database.close()
        return value
      } catch {
        await database.close()
        throw error
      }
    }
  }

  /// Lends a folder that is empty.
  static func withFolder<T>(_ body: (String) async throws -> T) async throws -> T {
    let path = FileManager.default.temporaryDirectory.path + "/gearbox-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try await body(path)
  }

  private static func withSchema<T>(
    _ settings: [String: String], _ body: (DatabaseURL) async throws -> T
  ) async throws -> T {
    let server = try #require(postgresURL)
    let schema = "test_" + UUID().uuidString.lowercased().replacing("-", with: "")
    let admin = try await Database.open(DatabaseURL(server), poolSize: 1)
    _ = try await admin.write { try $0.execute("CREATE SCHEMA \(schema)") }
    let result: Result<T, any Error>
    do {
      let settings = settings.merging(["search_path": schema]) { $1 }
      result = .success(try await body(DatabaseURL(server, settings: settings)))
    } catch {
      result = .failure(error)
    }
    _ = try await admin.write { try $0.execute("DROP SCHEMA \(schema) CASCADE") }
    await admin.close()
    return try result.get()
  }
}

extension DatabaseURL {
  fileprivate init(_ server: String, settings: [String: String]) throws {
    let options = settings.map { "-c\($0.key)=\($0.value)" }.joined(separator: " ")
    if server.contains("://") {
      let mark = server.contains("?") ? "&" : "?"
      let encoded = options.replacing("=", with: "%3D").replacing(" ", with: "%20")
      try self.init(server + mark + "options=" + encoded)
    } else {
      try self.init(server + " options='\(options)'")
    }
  }
}

/// The error of a call that must fail with a `StorageError`.
func storageError<T>(
  _ location: SourceLocation = #_sourceLocation, _ body: () async throws -> T
) async throws -> StorageError {
  do {
    _ = try await body()
  } catch let error as StorageError {
    return error
  }
  Issue.record("nothing was thrown", sourceLocation: location)
  throw CancellationError()
}

extension String {
  var isOneLine: Bool { !isEmpty && !contains { $0.isNewline } }
}
