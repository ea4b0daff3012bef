import Diagnostics
import JSON
package import Planning
import Prompts
import Rules
import Runs

extension Database {
  /// What the plan's calls are expected to take: measured over settled calls of the same question
  /// where there are `callsToMeasure` of them, else estimated over sampled subjects.
  ///
  /// - Throws: As `profile(of:)`.
  package func usage(of plan: RoutingPlan) async throws -> UsageBook {
    let measured = try await measuredUsage(of: plan)
    var book = try await estimatedUsage(of: plan)
    for call in plan.stages.flatMap({ $0.tiers.map(\.call) }) {
      guard let mean = measured[call.question] else { continue }
      book[call.question] = CallUsage(
        input: mean.input, cachedInput: mean.cachedInput, output: mean.output,
        latency: mean.latency, textBytes: book.usage(of: call).textBytes)
    }
    return book
  }

  /// What the prompts say, rendered over the same few subjects every time, those that reach the tier
  /// where there are any; whatever was measured.
  package func estimatedUsage(of plan: RoutingPlan) async throws -> UsageBook {
    var book = UsageBook()
    let sample = try await read { session in try SubjectSample(of: plan, session) }
    let questions = plan.stages.flatMap { stage in stage.tiers.map { (stage, $0) } }
    for (stage, tier) in questions where book[tier.call.question] == nil {
      let tasks = sample.tasks(of: stage, tier)
      let material = try await promptMaterial(of: plan, for: tasks)
      let prompt = tier.call.prompt
      let bytes = tasks.compactMap { task in
        material[task.subject].flatMap { try? prompt.template.render($0.values) }?.utf8.count
      }
      guard let largest = bytes.max() else { continue }
      book[tier.call.question] = CallUsage(
        of: prompt, textBytes: bytes.reduce(0, +) / bytes.count, largest: largest,
        source: .sampled(subjects: bytes.count))
    }
    return book
  }
}

/// A few subjects, always the same over the same rows: those with the lowest and with the highest
/// keys, which an index finds at once.
private struct SubjectSample {
  /// Subjects that are looked at to find some for each tier.
  private static let looked = 120
  /// Subjects whose prompts are rendered for a tier.
  private static let rendered = 25

  private let subjects: [(key: String, decision: Decision)]

  init(of plan: RoutingPlan, _ session: any SQLSession) throws {
    let sql = SubjectSQL(
      subjects: plan.subjects, catalogue: try SourceCatalogue(of: plan, session),
      dialect: session.dialect)
    let column = try sql.column(plan.subjects.key.value)
    func keys(_ order: String) throws -> String {
      """
      SELECT found.key FROM (
        SELECT \(try sql.key()) AS key FROM \(try sql.rows()) AS subject
        WHERE \(column) IS NOT NULL ORDER BY \(column) \(order) LIMIT \(Self.looked / 2)) AS found
      """
    }
    let rows = try session.query("\(try keys("ASC")) UNION \(try keys("DESC")) ORDER BY 1")
    let found = try rows.map { try $0.text(0) }
    guard !found.isEmpty else {
      subjects = []
      return
    }
    let statement = try SubjectStatement(of: plan, session, sql, reach: .probed, keys: found)
    var subjects: [String: Decision] = [:]
    for row in try session.query(statement.text, statement.arguments) {
      guard let knowledge = try statement.knowledge(row) else { continue }
      subjects[try row.text(0)] = plan.decide(knowledge)
    }
    self.subjects = subjects.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// What would be asked of some subjects that reach the tier, or where none does of any.
  func tasks(of stage: Stage, _ tier: Tier) -> [RunTask] {
    let reaching = subjects.filter { $0.decision.stages[stage.index].tier == tier.index }
    return (reaching.isEmpty ? subjects : reaching).prefix(Self.rendered).map { key, decision in
      var score: Int64 = 0
      if case .points(let points) = decision.score { score = points }
      return RunTask(
        id: 0, subject: key, stage: stage.name, tier: tier.name, score: score, attempts: 0)
    }
  }
}
