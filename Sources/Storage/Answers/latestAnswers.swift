import JSON
import Planning

extension SQLSession {
  /// The answers that are kept of some stages, by subject and stage: of each the latest from a
  /// provider that the stage asks.
  func latestAnswers(
    of stages: [Stage], plan: RoutingPlan, subjects: [String]
  ) throws -> [String: [String: JSONValue]] {
    guard !stages.isEmpty, !subjects.isEmpty, try gearboxSchema() != nil else { return [:] }
    let rows = try query(
      """
      SELECT subject, stage, provider, answer FROM gearbox_answers
      WHERE \(dialect.isLatestAnswer)
      ORDER BY id
      """, latestAnswerArguments(of: stages, plan: plan, subjects: subjects))
    let providers = Dictionary(
      stages.map { ($0.name, Set($0.providers)) }, uniquingKeysWith: { first, _ in first })
    var answers: [String: [String: JSONValue]] = [:]
    for row in rows {
      let stage = try row.text(1)
      guard providers[stage]?.contains(try row.text(2)) ?? false else { continue }
      answers[try row.text(0), default: [:]][stage] = try JSONValue(stored: row.text(3))
    }
    return answers
  }
}

extension Dialect {
  /// A condition on `gearbox_answers`, with the placeholders that `latestAnswerArguments` fills.
  ///
  /// A select for each subject, stage and provider goes by the index, which has at most one. Asked for
  /// together, the answers of a whole run are read from end to end by a database that has no
  /// statistics yet, as at the beginning of a run.
  var isLatestAnswer: String {
    """
    id IN (
      SELECT (
        SELECT latest.id FROM gearbox_answers AS latest
        WHERE latest.ruleset = $1 AND latest.is_latest AND latest.stage = stage.value
          AND latest.subject = asked.value AND latest.provider = provider.value)
      FROM \(elements("$2")) AS stage CROSS JOIN \(elements("$3")) AS asked
        CROSS JOIN \(elements("$4")) AS provider)
    """
  }
}

/// What fills the placeholders of `Dialect.isLatestAnswer`.
func latestAnswerArguments(
  of stages: [Stage], plan: RoutingPlan, subjects: [String]
) -> [SQLValue] {
  [
    .text(plan.name), .texts(stages.map(\.name)), .texts(Array(Set(subjects))),
    .texts(Array(Set(stages.flatMap(\.providers))).sorted()),
  ]
}
