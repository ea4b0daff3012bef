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
    // A select for each row goes by the index, which has at most one. As a join it is read from end
    // to end by a database that has no statistics yet, as at the beginning of a run.
    try execute(
      """
      UPDATE gearbox_answers SET is_latest = (1 = 0) WHERE id IN (
        SELECT (
          SELECT former.id FROM gearbox_answers AS former
          WHERE former.ruleset = $1 AND former.is_latest
            AND former.stage = item.value ->> 'stage'
            AND former.subject = item.value ->> 'subject'
            AND former.provider = item.value ->> 'provider')
        FROM \(dialect.items("$2")))
      """, [.text(plan.name), .items(answers.map(\.key))])
    try execute(
      """
      INSERT INTO gearbox_answers (ruleset, version, run, stage, subject, call, tier, at_least,
        model, provider, prompt, question, confidence, answer, replaced_characters, is_latest,
        answered_at, former)
      SELECT $1, CAST($2 AS bigint), $3, item.value ->> 'stage', item.value ->> 'subject',
        CAST(item.value ->> 'call' AS bigint), item.value ->> 'tier',
        CAST(item.value ->> 'at_least' AS bigint), item.value ->> 'model',
        item.value ->> 'provider', item.value ->> 'prompt', item.value ->> 'question',
        \(dialect.decimal("item.value ->> 'confidence'")),
        CAST(item.value ->> 'answer' AS \(dialect.jsonType)),
        CAST(item.value ->> 'replaced' AS bigint), (1 = 1), \(dialect.now),
        CAST(item.value ->> 'former' AS \(dialect.jsonType))
      FROM \(dialect.items("$4"))
      """,
      [
        .text(plan.name), .int(plan.version), .text(run.id), .items(answers.map(\.item)),
      ])
  }
}

extension AnswerMerge.Answered {
  /// What tells which answer it takes the place of.
  fileprivate var key: JSONValue {
    [
      "stage": .string(settlement.task.stage), "subject": .string(settlement.task.subject),
      "provider": .string(answer.provider),
    ]
  }

  fileprivate var item: JSONValue {
    let task = settlement.task
    return [
      "stage": .string(task.stage), "subject": .string(task.subject),
      "call": .number(JSONNumber(settlement.call)), "tier": .string(answer.tier),
      "at_least": .optional(answer.atLeast), "model": .string(answer.model),
      "provider": .string(answer.provider), "prompt": .string(answer.prompt),
      "question": .string(answer.question), "confidence": .optional(answer.confidence?.description),
      "answer": .string(json.serialized()),
      "replaced": .number(JSONNumber(replacedCharacters)),
      "former": .optional(former?.json),
    ]
  }
}
