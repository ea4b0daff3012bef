package import Runs

extension Database {
  /// What became of a run's calls so far.
  package func callHistory(ofRun id: String) async throws -> CallHistory {
    try await read { session in
      CallHistory(
        answeringModels: try session.answeringModels(id),
        refusedTasks: try session.refusedTasks(id),
        exceededCeilings: try session.exceededCeilings(id))
    }
  }
}

extension SQLSession {
  fileprivate func answeringModels(_ run: String) throws -> Set<ModelName> {
    let rows = try query(
      """
      SELECT DISTINCT provider, model FROM gearbox_calls
      WHERE run = $1 AND outcome IN ('answered', 'not_json', 'invalid_answer')
      """, [.text(run)])
    return Set(try rows.map { ModelName(provider: try $0.text(0), model: try $0.text(1)) })
  }

  fileprivate func refusedTasks(_ run: String) throws -> Set<Int64> {
    let rows = try query(
      """
      SELECT DISTINCT task FROM gearbox_calls
      WHERE run = $1 AND outcome IN ('rejected', 'unauthorized')
      """, [.text(run)])
    return Set(try rows.map { try $0.int(0) })
  }

  fileprivate func exceededCeilings(_ run: String) throws -> [ExceededCeiling] {
    // SQLite divides whole numbers as such.
    let rows = try query(
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
