import Diagnostics
package import Planning
import Rules

extension Database {
  /// Takes in the rows of a profile, each for one group alone, as they arrive and in constant
  /// memory. The groups are those of the first plan that `needs` were made of; subjects of none are
  /// left out. Nothing comes where the plan knows no groups. A row may come in several parts.
  ///
  /// - Throws: As `profile(of:)`, and what `update` throws.
  package func reduceGroups<Result: Sendable>(
    of needs: ProfileNeeds, into initial: Result,
    _ update: @escaping @Sendable (inout Result, String, ProfileRow) throws -> Void
  ) async throws -> Result {
    guard needs.subjects.group != nil else { return initial }
    return try await reduceRows(of: needs, byGroup: true, into: initial) { result, reader, row in
      guard let group = try row.textOrNull(reader.width) else { return }
      let count = Int(clamping: try row.int(reader.width + 1))
      try update(&result, group, try reader.row(row, from: 0, count: count))
    }
  }
}
