package import Planning

extension Database {
  /// Groups the subjects by all that the plans decide by, and counts them: one scan, in transactions
  /// that cannot write and see one state of the database.
  ///
  /// Kept answers count where gearbox's own tables are there; their absence is no error.
  /// - Throws: `ProfileMismatch` where the plans are about different subjects; `StorageError`:
  ///   `missingTable`, `missingColumn`, `invalidValue` where a value is not of its fact's type, and
  ///   what a fragment of the rule file provokes.
  package func profile(of plans: [RoutingPlan]) async throws -> FactProfile {
    let needs = try ProfileNeeds(of: plans)
    let rows = try await reduceProfile(of: needs, into: []) { rows, row in rows.append(row) }
    return FactProfile(columns: needs.columns, rows: rows)
  }

  /// Takes the rows of a profile in one by one, as they arrive and in constant memory: for facts
  /// that have so many values that grouping gains nothing. Rows that differ in nothing but their
  /// counts may come several times.
  ///
  /// - Throws: As `profile(of:)`, and what `update` throws.
  package func reduceProfile<Result: Sendable>(
    of needs: ProfileNeeds, into initial: Result,
    _ update: @escaping @Sendable (inout Result, ProfileRow) throws -> Void
  ) async throws -> Result {
    try await reduceRows(of: needs, byGroup: false, into: initial) { result, reader, row in
      let count = Int(clamping: try row.int(reader.width))
      try update(&result, try reader.row(row, from: 0, count: count))
    }
  }
}
