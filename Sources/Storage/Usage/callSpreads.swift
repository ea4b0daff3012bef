import Money
package import Runs

extension Database {
  /// The latest run of a rule set that has settled calls; nil where there is none.
  package func latestRun(ofRuleSet name: String) async throws -> Run? {
    try await read { session in
      guard try session.gearboxSchema() != nil else { return nil }
      return try session.runs(
        """
        WHERE ruleset = $1 AND EXISTS (
          SELECT 1 FROM gearbox_calls WHERE run = gearbox_runs.id AND state = 'settled')
        ORDER BY started_at DESC, id DESC LIMIT 1
        """, [.text(name)]
      ).first
    }
  }

  /// What the settled calls of a run were billed, tier by tier in the order in which they were asked
  /// first.
  package func callSpreads(ofRun id: String) async throws -> [CallSpread] {
    try await read { session in
      guard let schema = try session.gearboxSchema() else { return [] }
      let billed = """
        FROM gearbox_calls WHERE run = $1 AND state = 'settled'
          AND billed IS NOT NULL AND CAST(billed AS numeric) > 0
        """
      let tiers = try session.query(
        """
        SELECT stage, tier, model, provider, count(DISTINCT subject), count(metered),
          \(schema < 3 ? "0" : "count(batch)")
        \(billed) GROUP BY stage, tier, model, provider ORDER BY min(id)
        """, [.text(id)])
      var amounts: [TierKey: [USD: Int]] = [:]
      let sums = """
        SELECT stage, tier, model, provider, CAST(billed AS text), count(*)
        \(billed) GROUP BY stage, tier, model, provider, billed
        """
      for row in try session.query(sums, [.text(id)]) {
        amounts[try TierKey(row), default: [:]][try row.usd(4), default: 0] += Int(
          clamping: try row.int(5))
      }
      return try tiers.map { row in
        let key = try TierKey(row)
        return CallSpread(
          stage: key.stage, tier: key.tier, model: key.model, provider: key.provider,
          subjects: Int(clamping: try row.int(4)), amounts: amounts[key] ?? [:],
          metered: Int(clamping: try row.int(5)), batched: Int(clamping: try row.int(6)))
      }
    }
  }
}

private struct TierKey: Hashable {
  let stage: String
  let tier: String
  let model: String
  let provider: String

  init(_ row: Row) throws {
    stage = try row.text(0)
    tier = try row.text(1)
    model = try row.text(2)
    provider = try row.text(3)
  }
}
