import Rules
import Diagnostics
import JSON
package import Money
package import Planning
package import Runs

extension Database {
  /// Plans a run: decides every subject, and records a task for each call that is certain or may
  /// become due, all in one transaction. Scores, tiers and the facts that conditions read are
  /// pinned with the tasks.
  ///
  /// Where somebody else has planned an unfinished run of the digest meanwhile, that one is
  /// returned.
  /// - Parameters:
  ///   - budget: US dollars that the run never exceeds; nil is without bound.
  ///   - replacesBudget: Whether that one is to have this budget, too.
  ///   - estimated: The bill.
  ///   - reroute: The provider that the plan was compiled for instead of the models' own.
  /// - Throws: `constraint` where a subject has no key of its own; `misuse` where the plan is not
  ///   published; and as `profile(of:)`.
  package func planRun(
    _ plan: RoutingPlan, budget: USD?, replacesBudget: Bool = true, estimated: EstimatedCost,
    reroute: String?
  ) async throws -> Run {
    try await migrate()
    return try await write { session in
      guard let now = try session.queryOne("SELECT \(session.dialect.nowMilliseconds)")?.int(0),
        try session.isPublished(plan)
      else { throw StorageError(.misuse, "\(plan.label) is not published") }
      let id = RunIdentifier.make(milliseconds: now)
      let inserted = try session.insertRun(
        id, plan, budget: budget, estimated: estimated, reroute: reroute)
      if inserted {
        try TaskPlanning(plan: plan, run: id, session: session).recordTasks()
      } else if replacesBudget, let budget, let other = try session.unfinishedRun(of: plan) {
        try session.execute(
          "UPDATE gearbox_runs SET budget = $2, state = 'running', ended_at = NULL WHERE id = $1",
          [.text(other.id), .usd(budget)])
      }
      guard let run = try session.unfinishedRun(of: plan) else {
        throw StorageError(.conflict, "a run of \(plan.label) ended while this one was planned")
      }
      return run
    }
  }
}

extension SQLSession {
  fileprivate func isPublished(_ plan: RoutingPlan) throws -> Bool {
    try queryOne(
      "SELECT 1 FROM gearbox_rule_versions WHERE ruleset = $1 AND version = $2 AND digest = $3",
      [.text(plan.name), .int(plan.version), .text(plan.digest)]) != nil
  }

  /// Whether the run was inserted; not where the digest has an unfinished one.
  fileprivate func insertRun(
    _ id: String, _ plan: RoutingPlan, budget: USD?, estimated: EstimatedCost, reroute: String?
  ) throws -> Bool {
    let inserted = try execute(
      """
      INSERT INTO gearbox_runs (id, ruleset, version, digest, state, budget, spent, reserved,
        uncertain, estimated_low, estimated_expected, estimated_high, reroute, sources, started_at)
      VALUES ($1, $2, $3, $4, 'running', $5, '0', '0', '0', $6, $7, $8, $9, $10, \(dialect.now))
      ON CONFLICT DO NOTHING
      """,
      [
        .text(id), .text(plan.name), .int(plan.version), .text(plan.digest), .usd(budget),
        .usd(estimated.low), .usd(estimated.expected), .usd(estimated.high),
        .text(orNull: reroute), .text(plan.sources.json),
      ])
    return inserted == 1
  }
}

/// Decides the subjects one by one and records their tasks.
private struct TaskPlanning {
  let plan: RoutingPlan
  let run: String
  let session: any SQLSession

  private static let columns = [
    "run", "subject", "stage", "stage_index", "tier", "score", "facts", "state",
  ]
  private static let batch = 5_000

  func recordTasks() throws {
    let sql = SubjectSQL(
      subjects: plan.subjects, catalogue: try SourceCatalogue(of: plan, session),
      dialect: session.dialect)
    try refuseSharedKeys(sql)
    try SubjectColumn(session: session, plan: plan).tryOut()
    let statement = try SubjectStatement(of: plan, session, sql, reach: .counted)
    try session.forEachBatch(of: statement.text, statement.arguments, size: Self.batch) { rows in
      var tasks: [[SQLValue]] = []
      for row in rows {
        guard let known = try statement.knowledge(row) else { continue }
        let decision = plan.decide(known)
        tasks += self.tasks(of: try row.text(0), decision)
      }
      try session.copyIn("gearbox_tasks", columns: Self.columns, rows: tasks)
    }
    // Without statistics on what was loaded just now, PostgreSQL reads the whole table to find a
    // task, until it looks at the table by itself a minute later.
    if session.dialect == .postgres { try session.execute("ANALYZE gearbox_tasks") }
  }

  private func tasks(of subject: String, _ decision: Decision) -> [[SQLValue]] {
    guard case .points(let score) = decision.score else { return [] }
    return zip(plan.stages, decision.stages).compactMap { stage, decided in
      guard let tier = decided.tier, stage.tiers.indices.contains(tier) else { return nil }
      let state: TaskState
      var facts = SQLValue.null
      switch decided.state {
      case .asked: state = .ready
      case .unknown:
        state = .waiting
        if let condition = stage.when, !condition.facts.isEmpty {
          facts = .text(PinnedFacts(condition, decision, plan.facts.names).json.serialized())
        }
      case .notAsked, .answered: return nil
      }
      return [
        .text(run), .text(subject), .text(stage.name), .int(Int64(stage.index)),
        .text(stage.tiers[tier].name), .int(score), facts, .text(state.rawValue),
      ]
    }
  }

  /// Answers find their way back to a subject by its key.
  private func refuseSharedKeys(_ sql: SubjectSQL) throws {
    let key = plan.subjects.key.value
    let table = plan.subjects.table.value
    if let described = try session.table(named: table), described.isUnique(key),
      described.column(key)?.isNullable == false
    {
      return
    }
    let shared = try session.queryOne(
      """
      SELECT \(try sql.key()), count(*) FROM \(try sql.rows()) AS subject
      GROUP BY 1 HAVING count(*) > 1 OR \(try sql.key()) IS NULL
      ORDER BY 2 DESC LIMIT 1
      """)
    guard let shared else { return }
    let example =
      try shared.textOrNull(0).map { "\(try shared.int(1)) rows have the value '\($0)'" }
      ?? "\(try shared.int(1)) rows have none"
    throw StorageError(
      .constraint(key),
      "duplicate key values: '\(key)' of \(table) names no single row, \(example)",
      hint: "name a column with a value of its own in every row as the key")
  }
}
