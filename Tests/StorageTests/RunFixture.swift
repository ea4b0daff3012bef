import Diagnostics
import Expressions
import JSON
import Money
import Planning
import Runs
import Testing

@testable import Storage

/// A chain of stages: `sort` asks everyone, `detail` those whose answer is fine, `review` those of
/// whom `detail` has a grade, and `gap` those of a low score.
let chainRules = """
  ruleset: items
  version: 1
  subjects: { table: items, key: id, answers: answers }
  facts:
    papers: { count: papers, by: { item: id } }
    size: { column: size, type: double, default: 0 }
    seen: { column: seen, type: timestamp }
  score: { papers: { each: 5, max: 50 } }
  stages:
    sort: { model: small, cost: 0.0001, prompt: ask.v1, store: sorted }
    detail:
      when: sort.fine && size < 10.0
      store: detailed
      tiers:
        rich: { at_least: 10, model: small, cost: 0.001, prompt: ask.v1, confidence: 0.95 }
        poor: { at_least: 0, model: large, cost: 0.02, prompt: ask.v1, confidence: 0.60 }
    review: { when: "has(detail.grade) && detail.grade > 5", model: large, cost: 0.05, prompt: ask.v1, store: reviewed }
    gap: { when: score < 5, model: small, cost: 0.003, prompt: ask.v1, store: gap }
  """

let chainSchema = """
  CREATE TABLE items (id uuid PRIMARY KEY, size double precision, seen timestamp, answers jsonb);
  CREATE TABLE papers (item uuid);
  """

/// A database with subjects, a published plan and a run, as most tests of runs want it.
struct RunFixture {
  let database: Database
  let plan: RoutingPlan
  let run: Run
  let worker = Worker()

  static func subject(_ number: Int) -> String {
    let digits = String(number)
    return "00000000-0000-0000-0000-" + String(repeating: "0", count: 12 - digits.count) + digits
  }

  /// - Parameter items: the JSON column of each subject, by its number; nil for NULL.
  static func with(
    _ kind: TestDatabase, subjects: Int = 3, budget: String? = nil, answers: [Int: String] = [:],
    papers: [Int: Int] = [:], rules: String = chainRules, column: String = "jsonb",
    _ body: (RunFixture) async throws -> Void
  ) async throws {
    let plan = try compile(rules)
    try await kind.withDatabase(poolSize: 8) { database in
      try await database.write { session in
        try session.script(chainSchema.replacing("answers jsonb", with: "answers \(column)"))
        try session.copyIn(
          "items", columns: ["id", "size", "answers"],
          rows: (1...max(1, subjects)).prefix(subjects).map { number in
            [.text(subject(number)), .double(Double(number)), .text(orNull: answers[number])]
          })
        let rows = papers.flatMap { number, count in
          (0..<count).map { _ in [SQLValue.text(subject(number))] }
        }
        try session.copyIn("papers", columns: ["item"], rows: rows)
      }
      _ = try await database.publish(plan)
      let run = try await database.planRun(
        plan, budget: budget.flatMap { USD($0) }, estimated: noEstimate, reroute: nil)
      try await body(RunFixture(database: database, plan: plan, run: run))
    }
  }

  func claim(_ limit: Int = 100, as worker: Worker? = nil, lease: Int64 = 600_000) async throws
    -> [RunTask]
  {
    try await database.claimTasks(
      run: run.id, worker: worker ?? self.worker, limit: limit, leaseMilliseconds: lease
    ).tasks
  }

  func reservation(_ task: RunTask, most: String = "0.02", attempt: Int? = nil) -> Reservation {
    let call = plan.stage(named: task.stage)?.tier(named: task.tier)?.call
    return Reservation(
      task: task, model: call?.model ?? "", provider: call?.provider.name ?? "",
      attempt: attempt ?? task.attempts + 1, most: USD(most) ?? .zero, declared: call?.declared)
  }

  /// Reserves a call for each task; all have to be granted.
  func send(_ tasks: [RunTask], most: String = "0.02", as worker: Worker? = nil) async throws
    -> [Int64]
  {
    let replies = try await database.reserve(
      tasks.map { reservation($0, most: most) }, run: run.id, worker: worker ?? self.worker)
    return try replies.map { reply in
      guard case .granted(let call) = reply else {
        Issue.record("not granted: \(reply)")
        throw CancellationError()
      }
      return call
    }
  }

  func settlement(
    _ call: Int64, _ task: RunTask, billed: String = "0.001", _ result: Settlement.Result,
    outcome: String = "answered", detail: String? = nil
  ) -> Settlement {
    Settlement(
      call: call, task: task, billing: .billed(USD(billed) ?? .zero, metered: nil),
      usage: TokenUsage(input: 10, cachedInput: 2, output: 5), outcome: outcome, detail: detail,
      result: result)
  }

  func answer(_ task: RunTask, _ json: JSONValue) -> Settlement.Result {
    let stage = plan.stage(named: task.stage)
    let tier = stage?.tier(named: task.tier)
    return .answered(
      NewAnswer(
        json: json, store: stage?.store ?? "", tier: task.tier, atLeast: tier?.atLeast,
        model: tier?.call.model ?? "", provider: tier?.call.provider.name ?? "",
        prompt: "ask.v1", question: tier?.call.question ?? "",
        confidence: tier?.call.confidence, replacedCharacters: 0))
  }

  func settle(_ settlements: [Settlement], as worker: Worker? = nil) async throws
    -> SettlementReport
  {
    try await database.settle(settlements, run: run, worker: worker ?? self.worker, plan: plan)
  }

  /// Sends a call for each task and settles it with an answer.
  @discardableResult
  func answerAll(_ tasks: [RunTask], _ json: JSONValue, billed: String = "0.001") async throws
    -> SettlementReport
  {
    let calls = try await send(tasks)
    return try await settle(
      zip(calls, tasks).map { settlement($0, $1, billed: billed, answer($1, json)) })
  }

  /// The state of every task, by subject's number and stage: `1 sort`.
  func states() async throws -> [String: String] {
    try await database.read { session in
      let rows = try session.query(
        "SELECT subject, stage, state FROM gearbox_tasks WHERE run = $1", [.text(run.id)])
      return try Dictionary(
        uniqueKeysWithValues: rows.map { row in
          let number = Int(try row.text(0).suffix(12)) ?? 0
          return ("\(number) \(try row.text(1))", try row.text(2))
        })
    }
  }

  /// What stands in the subject's JSON column.
  func column(_ number: Int) async throws -> JSONValue? {
    let text = try await database.read { session in
      try session.queryOne(
        "SELECT answers FROM items WHERE CAST(id AS text) = $1", [.text(Self.subject(number))]
      )?.textOrNull(0)
    }
    return try text.map { try JSONValue(parsing: $0) }
  }

  /// Puts any JSON into a subject's column.
  func setColumn(_ number: Int, _ json: String) async throws {
    try await database.write { session in
      let value = session.dialect == .postgres ? "CAST($1 AS jsonb)" : "$1"
      try session.execute(
        "UPDATE items SET answers = \(value) WHERE CAST(id AS text) = $2",
        [.text(json), .text(Self.subject(number))])
    }
  }

  /// The answer that a task of the subject keeps because it could not be stored.
  func refusedText(of number: Int) async throws -> String? {
    try await database.read { session in
      try session.queryOne(
        "SELECT refused FROM gearbox_tasks WHERE subject = $1 AND refused IS NOT NULL",
        [.text(Self.subject(number))])?.textOrNull(0)
    }
  }

  func status() async throws -> RunStatus {
    try #require(try await database.status(ofRun: run.id))
  }
}

let noEstimate = EstimatedCost(low: .zero, expected: .zero, high: .zero)
