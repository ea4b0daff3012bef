import Foundation
import JSON
import Testing

extension Scene {
  /// What the mock has done so far.
  func statistics() async throws -> JSONValue {
    try await fetch(mockURL.replacing("/v1", with: "/stats"))
  }

  /// Something of the mock's interface.
  func mockJSON(_ path: String) async throws -> JSONValue { try await fetch("\(mockURL)/\(path)") }

  /// Whether a run has anything left to do, or there is none yet.
  func isUnfinished() async throws -> Bool { try await json("status")["state"] != "done" }

  /// How many questions the mock answered.
  func answered() async throws -> Int64 {
    try #require(try await statistics()["answered"]?.int64)
  }

  private func fetch(_ url: String) async throws -> JSONValue {
    let output = try await Running("/usr/bin/env", ["curl", "-sS", "--max-time", "30", url]).wait()
    try #require(output.status == 0, "\(output.stderr)")
    return try JSONValue(parsing: output.stdout)
  }
}
