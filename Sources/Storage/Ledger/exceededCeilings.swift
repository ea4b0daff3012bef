package import Money

/// A call that was billed above what was reserved for it.
package struct ExceededCeiling: Sendable, Hashable {
  package let stage: String
  package let tier: String
  /// US dollars.
  package let reserved: USD
  /// US dollars.
  package let billed: USD
}

extension Database {
  /// Of each tier of a run, the call that was billed the most in proportion to what was reserved for it,
  /// among those that were billed more.
  package func exceededCeilings(ofRun run: String) async throws -> [ExceededCeiling] {
    try await read { session in
      // SQLite divides whole numbers as such.
      let rows = try session.query(
        """
        SELECT stage, tier, reserved, billed FROM (
          SELECT stage, tier, reserved, billed, row_number() OVER (
            PARTITION BY stage, tier
            ORDER BY CAST(billed AS numeric) * 1.0 / CAST(reserved AS numeric) DESC, id
          ) AS place
          FROM gearbox_calls
          WHERE run = $1 AND state = 'settled' AND CAST(reserved AS numeric) > 0
            AND CAST(billed AS numeric) > CAST(reserved AS numeric)
        ) AS exceeded
        WHERE place = 1 ORDER BY stage, tier
        """, [.text(run)])
      return try rows.map { row in
        ExceededCeiling(
          stage: try row.text(0), tier: try row.text(1), reserved: try row.usd(2),
          billed: try row.usd(3))
      }
    }
  }
}
