import JSON
import Money
import Planning
import Runs

/// What is written beside a subject's answers.
struct AnsweredFacts {
  private struct Last {
    let stage: Int
    let tier: String
    let model: String
    let confidence: String?
  }

  /// The keys that `stamp` writes.
  static let keys = [
    "context_score", "processing_cost", "tier", "model", "confidence", "ruleset",
    "ruleset_version", "scanned_at",
  ]

  private var last: [String: Last] = [:]
  private let costs: [String: JSONNumber]
  private let now: String

  /// Reads it, for subjects whose latest answers are kept already.
  init(of subjects: [String], session: any SQLSession, plan: RoutingPlan, run: Run) throws {
    costs = try session.costs(of: subjects, run: run)
    now =
      try session.queryOne("SELECT \(session.dialect.isoText(session.dialect.now))")?.text(0) ?? ""
    let rows = try session.query(
      """
      SELECT subject, stage, provider, tier, model, confidence FROM gearbox_answers
      WHERE ruleset = $1 AND is_latest AND \(session.dialect.isAmong("stage", "$2", as: "text"))
        AND \(session.dialect.isAmong("subject", "$3", as: "text"))
      ORDER BY id
      """, [.text(plan.name), .texts(plan.stages.map(\.name)), .texts(subjects)])
    for row in rows {
      let subject = try row.text(0)
      guard let stage = plan.stage(named: try row.text(1)),
        stage.providers.contains(try row.text(2)), stage.index >= last[subject]?.stage ?? 0
      else { continue }
      last[subject] = Last(
        stage: stage.index, tier: try row.text(3), model: try row.text(4),
        confidence: try row.textOrNull(5))
    }
  }

  func stamp(_ object: inout JSONObject, _ task: RunTask, _ plan: RoutingPlan) {
    object["context_score"] = .number(JSONNumber(task.score))
    object["processing_cost"] = costs[task.subject].map { .number($0) }
    let last = last[task.subject]
    object["tier"] = last.map { .string($0.tier) }
    object["model"] = last.map { .string($0.model) }
    // Absent where the last stage claims none: an earlier stage's would be taken for its own.
    object["confidence"] = last?.confidence.flatMap { ExactDecimal($0) }
      .flatMap { JSONNumber(exactly: $0.description) }.map { .number($0) }
    object["ruleset"] = .string(plan.name)
    object["ruleset_version"] = .number(JSONNumber(plan.version))
    object["scanned_at"] = .string(now)
  }
}

extension SQLSession {
  /// US dollars over all settled calls of subjects, in any run of the same rule set, as exact digits.
  func costs(of subjects: [String], run: Run) throws -> [String: JSONNumber] {
    // A select for each subject, and in it for each call, goes by the index of calls by subject: as
    // joins they are read from end to end where there are no statistics yet. The row of this run,
    // which every settlement changes, is not looked at again for each of its calls.
    let rows = try query(
      """
      SELECT asked.value, (
        SELECT \(dialect.exactSum("c.billed")) FROM gearbox_calls c
        WHERE c.subject = asked.value AND c.state = 'settled'
          AND (c.run = $2 OR (SELECT r.ruleset FROM gearbox_runs r WHERE r.id = c.run) = $3)
        GROUP BY c.subject)
      FROM \(dialect.elements("$1")) AS asked
      """, [.texts(subjects), .text(run.id), .text(run.ruleSet)])
    var costs: [String: JSONNumber] = [:]
    for row in rows {
      costs[try row.text(0)] = try row.usdOrNull(1).flatMap { JSONNumber(exactly: $0.description) }
    }
    return costs
  }
}
