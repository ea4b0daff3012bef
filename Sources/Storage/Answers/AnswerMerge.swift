import Diagnostics
import JSON
import Money
import Planning
import Rules
import Runs

/// Keeps answers, and merges them into the subjects' JSON column.
struct AnswerMerge {
  let session: any SQLSession
  let plan: RoutingPlan
  let run: Run

  /// A settlement with the answer that it brought.
  struct Answered {
    let place: Int
    let settlement: Settlement
    let answer: NewAnswer
    /// The answer without characters that databases refuse, and how many those were.
    let json: JSONValue
    let replacedCharacters: Int
    /// What stood in the subject's column before.
    var former: FormerValues?

    init?(_ settlement: Settlement, place: Int) {
      guard case .answered(let answer) = settlement.result else { return nil }
      let (json, replaced) = answer.json.replacingUnstorable()
      (self.place, self.settlement, self.answer, self.json) = (place, settlement, answer, json)
      replacedCharacters = answer.replacedCharacters + replaced
    }

    /// More than any double has. Written out by the database, a few such numbers would make an answer
    /// that nobody can read again, of which whatever waits for it is to be decided.
    static let mostDigits = 400
    var isTooLong: Bool { json.holdsNumber(longerThan: Self.mostDigits) }
  }

  /// Keeps the answers of these settlements.
  ///
  /// - Returns: in their order, why one could not be stored; nil where it was.
  func keep(_ settlements: [Settlement]) throws -> [Refusal?] {
    // In key order, so that two transactions with subjects in common do not wait for each other;
    // and a subject's own answers in stage order, so that the later stage has the last word.
    let order = settlements.enumerated().map { place, settlement in
      (subject: settlement.task.subject, stage: stageIndex(settlement.task), place: place)
    }.sorted { $0 < $1 }
    let answered = order.compactMap { Answered(settlements[$0.place], place: $0.place) }
    guard !answered.isEmpty else { return settlements.map { _ in nil } }
    let columns = try SubjectColumn(session: session, plan: plan)
    var refusals: [Refusal?] = settlements.map { _ in nil }
    for place in answered.filter(\.isTooLong).map(\.place) { refusals[place] = Self.tooLong }
    try keep(answered.filter { !$0.isTooLong }[...], columns, &refusals)
    return refusals
  }

  private static let tooLong = Refusal(
    outcome: "number_too_long",
    detail: "a number of the answer has more than \(Answered.mostDigits) digits")

  private func stageIndex(_ task: RunTask) -> Int {
    plan.stage(named: task.stage)?.index ?? plan.stages.count
  }

  /// Halves the group until what the database refuses is alone.
  private func keep(
    _ group: ArraySlice<Answered>, _ columns: SubjectColumn, _ refusals: inout [Refusal?]
  ) throws {
    do {
      let found = try session.savepoint { try keepTogether(Array(group), columns) }
      for (place, refusal) in found { refusals[place] = refusal }
    } catch let error as StorageError where error.isRefusal {
      guard group.count > 1 else {
        for answered in group {
          refusals[answered.place] = Refusal(
            outcome: Refusal.byDatabase, detail: error.message)
        }
        return
      }
      let middle = group.startIndex + group.count / 2
      try keep(group[..<middle], columns, &refusals)
      try keep(group[middle...], columns, &refusals)
    }
  }

  /// - Returns: what cannot be stored, by place.
  private func keepTogether(
    _ group: [Answered], _ columns: SubjectColumn
  ) throws -> [(Int, Refusal)] {
    let values = try columns.lock(group.map(\.settlement.task.subject))
    var refusals: [(Int, Refusal)] = []
    var accepted: [Answered] = []
    for answered in group {
      switch values[answered.settlement.task.subject] {
      case .object(let before, let wasNull):
        var answered = answered
        answered.former = FormerValues(
          of: [answered.answer.store] + AnsweredFacts.keys, in: before, wasNull: wasNull)
        accepted.append(answered)
      case .unfit(let why):
        refusals.append(
          (
            answered.place,
            Refusal(
              outcome: "answers_column_unfit",
              detail: "column '\(plan.subjects.answers.value)' of the subject holds \(why)")
          ))
      case nil:
        refusals.append(
          (
            answered.place,
            Refusal(outcome: "subject_gone", detail: "the subject's row is no longer there")
          ))
      }
    }
    try session.insertAnswers(accepted, plan: plan, run: run)
    let facts = try AnsweredFacts(of: accepted, session: session, plan: plan, run: run)
    var patched: [String: JSONObject] = [:]
    for answered in accepted {
      let task = answered.settlement.task
      guard case .object(let before, _) = values[task.subject] else { continue }
      var object = patched[task.subject] ?? before
      object[answered.answer.store] = answered.json
      facts.stamp(&object, task, plan)
      patched[task.subject] = object
    }
    try columns.store(patched)
    return refusals
  }

  /// Brings the cost up to date of subjects for which something was billed and no answer merged.
  /// Only where a cost stands already: a subject without an answer stays untouched.
  func refreshCosts(of settlements: [Settlement]) throws {
    let subjects = settlements.filter { settlement in
      if case .billed(let amount, _) = settlement.billing { !amount.isZero } else { false }
    }.map(\.task.subject)
    guard !subjects.isEmpty else { return }
    let columns = try SubjectColumn(session: session, plan: plan)
    do {
      try session.savepoint {
        let values = try columns.lock(subjects)
        let costs = try session.costs(of: Array(values.keys), run: run)
        var patched: [String: JSONObject] = [:]
        for (subject, value) in values {
          guard case .object(var object, _) = value, object["processing_cost"] != nil,
            let cost = costs[subject]
          else { continue }
          object["processing_cost"] = .number(cost)
          patched[subject] = object
        }
        try columns.store(patched)
      }
    } catch let error as StorageError where error.isRefusal {
      // What the ledger says counts; this is a courtesy.
    }
  }
}

extension StorageError {
  /// Whether the database refused a value, and the next one may do.
  var isRefusal: Bool {
    switch kind {
    // A policy may forbid one row and allow its neighbours.
    case .invalidValue, .constraint, .sql, .permission: true
    case .unreachable, .authentication, .missingDatabase, .missingTable, .missingColumn,
      .alreadyExists, .timeout, .cancelled, .busy, .conflict, .readOnly, .closed,
      .connectionString, .file, .misuse:
      false
    }
  }
}
