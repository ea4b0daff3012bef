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
    let confidence: ExactDecimal?
  }

  /// The keys that `stamp` writes.
  static let keys = [
    "context_score", "processing_cost", "tier", "model", "confidence", "ruleset",
    "ruleset_version", "scanned_at",
  ]

  private var last: [String: Last] = [:]
  private let costs: [String: JSONNumber]
  private let now: String

  /// Works it out for answers that are kept already. Only answers of stages after theirs have to be
  /// looked up: those are the last words on their subjects.
  init(
    of answers: [AnswerMerge.Answered], session: any SQLSession, plan: RoutingPlan, run: Run
  ) throws {
    let subjects = Set(answers.map(\.settlement.task.subject)).sorted()
    costs = try session.costs(of: subjects, run: run)
    now =
      try session.queryOne("SELECT \(session.dialect.isoText(session.dialect.now))")?.text(0) ?? ""
    for answered in answers {
      let task = answered.settlement.task
      guard let stage = plan.stage(named: task.stage) else { continue }
      note(
        Last(
          stage: stage.index, tier: answered.answer.tier, model: answered.answer.model,
          confidence: answered.answer.confidence), of: task.subject)
    }
    let first = last.values.map(\.stage).min() ?? plan.stages.count
    let later = plan.stages.filter { $0.index > first }
    guard !later.isEmpty else { return }
    let rows = try session.query(
      """
      SELECT subject, stage, provider, tier, model, confidence FROM gearbox_answers
      WHERE \(session.dialect.isLatestAnswer)
      ORDER BY id
      """, latestAnswerArguments(of: later, plan: plan, subjects: subjects))
    for row in rows {
      guard let stage = plan.stage(named: try row.text(1)),
        stage.providers.contains(try row.text(2))
      else { continue }
      note(
        Last(
          stage: stage.index, tier: try row.text(3), model: try row.text(4),
          confidence: try row.textOrNull(5).flatMap { ExactDecimal($0) }), of: try row.text(0))
    }
  }

  private mutating func note(_ answer: Last, of subject: String) {
    if answer.stage >= last[subject]?.stage ?? 0 { last[subject] = answer }
  }

  func stamp(_ object: inout JSONObject, _ task: RunTask, _ plan: RoutingPlan) {
    object["context_score"] = .number(JSONNumber(task.score))
    object["processing_cost"] = costs[task.subject].map { .number($0) }
    let last = last[task.subject]
    object["tier"] = last.map { .string($0.tier) }
    object["model"] = last.map { .string($0.model) }
    // Absent where the last stage claims none: an earlier stage's would be taken for its own.
    object["confidence"] = last?.confidence.flatMap { JSONNumber(exactly: $0.description) }
      .map { .number($0) }
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
