import Diagnostics
package import Planning
import Prompts

extension Database {
  /// What settled calls of the plan's questions used, where there are `callsToMeasure` of them at
  /// the same provider. There are none where gearbox's own tables are not there.
  package func measuredUsage(of plan: RoutingPlan) async throws -> UsageBook {
    let calls = plan.stages.flatMap { $0.tiers.map(\.call) }
    return try await read { session in
      guard let schema = try session.gearboxSchema() else { return UsageBook() }
      let means = try session.meanUsage(of: Array(Set(calls.map(\.question))), schema)
      var book = UsageBook()
      for call in calls {
        guard let mean = means[Asked(question: call.question, provider: call.provider.name)]
        else { continue }
        let source = UsageSource.measured(calls: mean.calls)
        book[call.question] = CallUsage(
          input: UsageFigure(mean.input, source), cachedInput: min(mean.cached, mean.input),
          output: UsageFigure(mean.output, source), latency: UsageFigure(mean.latency, source),
          textBytes: call.prompt.template.text.value.utf8.count)
      }
      return book
    }
  }
}

private struct Asked: Hashable {
  let question: String
  let provider: String
}

private struct MeanUsage {
  let calls: Int
  let input: Int
  let cached: Int
  let output: Int
  let latency: Int
}

extension SQLSession {
  /// Means over calls whose answer was kept, rounded up to whole tokens and milliseconds. Only an
  /// answer knows the question that it answers.
  fileprivate func meanUsage(
    of questions: [String], _ schema: Int64
  ) throws -> [Asked: MeanUsage] {
    func mean(_ expression: String) -> String { "CAST(ceil(avg(\(expression))) AS bigint)" }
    // What was in a batch, or entered by an older gearbox, tells no more than when it was settled.
    let sinceReserved = dialect.milliseconds(from: "call.sent_at", to: "call.settled_at")
    let latency = schema < 2 ? sinceReserved : "coalesce(call.milliseconds, \(sinceReserved))"
    let rows = try query(
      """
      SELECT answer.question, call.provider, count(*), \(mean("call.input_tokens")),
        \(mean("coalesce(call.cached_input_tokens, 0)")), \(mean("call.output_tokens")),
        \(mean(latency))
      FROM gearbox_answers answer JOIN gearbox_calls call ON call.id = answer.call
      WHERE \(dialect.isAmong("answer.question", "$1", as: "text")) AND call.state = 'settled'
        AND call.input_tokens IS NOT NULL AND call.output_tokens IS NOT NULL
      GROUP BY answer.question, call.provider
      HAVING count(*) >= \(callsToMeasure)
      """, [.texts(questions)])
    var means: [Asked: MeanUsage] = [:]
    for row in rows {
      let asked = Asked(question: try row.text(0), provider: try row.text(1))
      means[asked] = MeanUsage(
        calls: Int(clamping: try row.int(2)), input: Int(clamping: try row.int(3)),
        cached: Int(clamping: try row.int(4)), output: Int(clamping: try row.int(5)),
        latency: max(0, Int(clamping: try row.int(6))))
    }
    return means
  }
}

extension Dialect {
  /// Milliseconds between two points in time as gearbox keeps them.
  fileprivate func milliseconds(from start: String, to end: String) -> String {
    switch self {
    case .postgres: "extract(epoch FROM \(end) - \(start)) * 1000"
    case .sqlite: "(julianday(\(end)) - julianday(\(start))) * 86400000.0"
    }
  }
}
