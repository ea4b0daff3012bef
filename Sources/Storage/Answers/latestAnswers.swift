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
      WHERE ruleset = $1 AND is_latest AND \(dialect.isAmong("stage", "$2", as: "text"))
        AND \(dialect.isAmong("subject", "$3", as: "text"))
      ORDER BY id
      """, [.text(plan.name), .texts(stages.map(\.name)), .texts(subjects)])
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
