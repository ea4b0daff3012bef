import JSON
package import Planning
package import Runs

/// What taking a run's answers back came to.
package struct Reversal: Sendable, Hashable {
  /// Answers that were taken out.
  package var answers = 0
  /// Of them, those in whose place an earlier answer is kept again.
  package var restored = 0
  /// Subjects whose JSON column is as it was.
  package var subjects = 0
  /// Answers that stay because the column of their subject cannot be written as it is.
  package var left = 0

  package init() {}
}

extension Database {
  /// Takes the answers of a run out again, and puts back what stood in their place: in the subjects'
  /// JSON column, and among the answers that are kept. What was replaced by a later run since is
  /// left alone; money that was spent stays spent. The run is done then, and its rules can be run
  /// afresh.
  ///
  /// - Throws: `busy` where somebody works at the run.
  package func revertRun(_ run: Run, of plan: RoutingPlan) async throws -> Reversal {
    _ = try await recoverRun(run.id)
    return try await write { session in
      _ = try session.lockTotals(ofRun: run.id)
      guard try session.workers(ofRun: run.id).isEmpty else {
        throw StorageError(
          .busy, "run '\(run.id)' is being worked at",
          hint: "stop it first: gearbox cancel --run \(run.id)")
      }
      let columns = try SubjectColumn(session: session, plan: plan)
      let stages = try session.answeredStages(of: run.ruleSet)
      var reversal = Reversal()
      var last = ""
      while case let subjects = try session.answeredSubjects(of: run.id, past: last),
        let end = subjects.last
      {
        try session.revert(subjects, of: run, stages, columns, &reversal)
        last = end
      }
      try session.end(run.id, as: .done, reason: "reverted")
      try session.execute(
        """
        UPDATE gearbox_tasks SET state = 'skipped', outcome = 'reverted', worker = NULL,
          lease_until = NULL
        WHERE run = $1 AND state IN ('ready', 'waiting', 'leased')
        """, [.text(run.id)])
      return reversal
    }
  }
}

extension SQLSession {
  /// The stages that answers are kept of, those of other versions included. With them, the answers of a
  /// subject are found by the index of the latest.
  fileprivate func answeredStages(of ruleSet: String) throws -> [String] {
    try query(
      "SELECT DISTINCT stage FROM gearbox_answers WHERE ruleset = $1 AND is_latest",
      [.text(ruleSet)]
    ).map { try $0.text(0) }
  }

  /// The next subjects that an answer of the run is kept for, in order. Each time, all of the run are
  /// gone through.
  fileprivate func answeredSubjects(of run: String, past last: String) throws -> [String] {
    try query(
      """
      SELECT DISTINCT subject FROM gearbox_answers
      WHERE run = $1 AND is_latest AND former IS NOT NULL AND subject > $2
      ORDER BY subject LIMIT 10000
      """, [.text(run), .text(last)]
    ).map { try $0.text(0) }
  }

  fileprivate func revert(
    _ subjects: [String], of run: Run, _ stages: [String], _ columns: SubjectColumn,
    _ reversal: inout Reversal
  ) throws {
    let values = try columns.lock(subjects)
    let newest = try newestOfOthers(subjects, of: run, stages)
    // The last answer first: each knows what stood there before it.
    let rows = try query(
      """
      SELECT own.id, own.subject, own.former
      FROM \(latestOfSubjects("own"))
      WHERE own.run = $2 AND own.former IS NOT NULL
      ORDER BY own.id DESC
      """, [.text(run.ruleSet), .text(run.id), .texts(subjects), .texts(stages)])
    var objects: [String: JSONObject] = [:]
    var wereNull: Set<String> = []
    var taken: [Int64] = []
    for row in rows {
      let (answer, subject) = (try row.int(0), try row.text(1))
      // A subject that is gone has nothing to put back.
      if let value = values[subject] {
        guard case .object(let stored, _) = value else {
          reversal.left += 1
          continue
        }
        var object = objects[subject] ?? stored
        // What is said of the last answer is said of a newer one by now.
        let former = try FormerValues(stored: row.text(2))
        if former.wasNull { wereNull.insert(subject) }
        let isLast = newest[subject].map { $0 < answer } ?? true
        former.restore(&object, sparing: isLast ? [] : Set(AnsweredFacts.keys))
        objects[subject] = object
      }
      taken.append(answer)
    }
    try columns.store(objects, nulls: wereNull.filter { objects[$0]?.isEmpty == true })
    try execute(
      """
      UPDATE gearbox_answers SET is_latest = (1 = 0), is_reverted = (1 = 1)
      WHERE \(dialect.isAmong("id", "$1", as: "bigint"))
      """, [.ints(taken)])
    reversal.answers += taken.count
    reversal.subjects += objects.count
    reversal.restored += try execute(
      """
      UPDATE gearbox_answers SET is_latest = (1 = 1) WHERE id IN (
        SELECT max(former.id) FROM gearbox_answers AS own JOIN gearbox_answers AS former
          ON former.ruleset = own.ruleset AND former.stage = own.stage
          AND former.subject = own.subject AND former.provider = own.provider
          AND former.id < own.id AND NOT former.is_reverted
        WHERE \(dialect.isAmong("own.id", "$1", as: "bigint"))
        GROUP BY own.id)
      """, [.ints(taken)])
  }

  /// What `FROM` calls the latest answers of the rule set `$1` to the subjects `$3` in the stages `$4`.
  private func latestOfSubjects(_ name: String) -> String {
    """
    \(dialect.elements("$3")) AS asked JOIN gearbox_answers AS \(name)
      ON \(name).ruleset = $1 AND \(name).is_latest AND \(name).subject = asked.value
      AND \(dialect.isAmong("\(name).stage", "$4", as: "text"))
    """
  }

  /// Of each subject the newest of the answers that are kept of other runs.
  private func newestOfOthers(
    _ subjects: [String], of run: Run, _ stages: [String]
  ) throws -> [String: Int64] {
    let rows = try query(
      """
      SELECT newer.subject, max(newer.id)
      FROM \(latestOfSubjects("newer"))
      WHERE newer.run <> $2
      GROUP BY newer.subject
      """, [.text(run.ruleSet), .text(run.id), .texts(subjects), .texts(stages)])
    var newest: [String: Int64] = [:]
    for row in rows { newest[try row.text(0)] = try row.int(1) }
    return newest
  }
}
