import JSON
import Money
import Planning
import Runs

extension SQLSession {
  /// Keeps answers. The one that was the latest before, of the same provider, stays as history.
  func insertAnswers(
    _ answers: [AnswerMerge.Answered], plan: RoutingPlan, run: Run
  ) throws {
    guard !answers.isEmpty else { return }
    try retireLatest(answers, of: plan)
    let rows = InputRows(answers) { answered in
      let answer = answered.answer
      return answered.key + [
        .integer("call", answered.settlement.call), .text("tier", answer.tier),
        .integer("at_least", answer.atLeast), .text("model", answer.model),
        .text("prompt", answer.prompt), .text("question", answer.question),
        .decimal("confidence", answer.confidence?.description),
        .json("answer", answered.json.serialized()),
        .integer("replaced", answered.replacedCharacters), .json("former", answered.former?.json),
      ]
    }
    try execute(
      """
      INSERT INTO gearbox_answers (ruleset, version, run, stage, subject, call, tier, at_least,
        model, provider, prompt, question, confidence, answer, replaced_characters, is_latest,
        answered_at, former)
      SELECT $1, CAST($2 AS bigint), $3, item.stage, item.subject, item.call, item.tier,
        item.at_least, item.model, item.provider, item.prompt, item.question, item.confidence,
        item.answer, item.replaced, (1 = 1), \(dialect.now), item.former
      FROM \(rows.relation(from: 4, dialect))
      """, [.text(plan.name), .int(plan.version), .text(run.id)] + rows.arguments(dialect))
  }

  /// A select for each row goes by the index, which has at most one. As a join it is read from end to
  /// end by a database that has no statistics yet, as at the beginning of a run.
  private func retireLatest(_ answers: [AnswerMerge.Answered], of plan: RoutingPlan) throws {
    let rows = InputRows(answers) { $0.key }
    try execute(
      """
      UPDATE gearbox_answers SET is_latest = (1 = 0) WHERE id IN (
        SELECT (
          SELECT former.id FROM gearbox_answers AS former
          WHERE former.ruleset = $1 AND former.is_latest AND former.stage = item.stage
            AND former.subject = item.subject AND former.provider = item.provider)
        FROM \(rows.relation(from: 2, dialect)))
      """, [.text(plan.name)] + rows.arguments(dialect))
  }
}

extension AnswerMerge.Answered {
  /// What tells which answer it takes the place of.
  fileprivate var key: [InputRows.Field] {
    [
      .text("stage", settlement.task.stage), .text("subject", settlement.task.subject),
      .text("provider", answer.provider),
    ]
  }
}
