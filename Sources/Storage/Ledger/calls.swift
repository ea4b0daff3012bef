import Money
package import Runs

/// Which entries of the ledger are asked for. What is nil leaves out nothing.
package struct CallFilter: Sendable, Hashable {
  package var run: String?
  package var subject: String?
  package var stage: String?
  package var tier: String?
  package var model: String?
  package var outcome: String?
  package var state: CallState?
  /// Only those that brought no answer; calls in flight are not among them.
  package var isFailed = false
  /// Only the latest so many.
  package var limit: Int?
  /// Whether the texts that failed are wanted too.
  package var withText = false

  package init() {}
}

extension Database {
  /// Hands over entries of the ledger, oldest first, in constant memory. There are none where
  /// gearbox's own tables are not there.
  package func calls(
    matching filter: CallFilter, each: @escaping @Sendable (Call) throws -> Void
  ) async throws {
    try await read { session in
      guard let schema = try session.gearboxSchema() else { return }
      let (conditions, arguments) = filter.sql
      let condition = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
      let latest = filter.limit.map {
        """
        \(conditions.isEmpty ? "WHERE" : "AND") c.id IN (
          SELECT c.id FROM gearbox_calls c \(condition) ORDER BY c.id DESC LIMIT \(max(0, $0)))
        """
      }
      // The text that failed lies with the task, and is that of its last call.
      let refused =
        filter.withText
        ? "(SELECT t.refused FROM gearbox_tasks t WHERE t.id = c.task AND t.last_call = c.id)"
        : "NULL"
      try session.stream(
        """
        SELECT c.id, c.run, c.subject, c.stage, c.tier, c.score, c.model, c.provider, c.attempt,
          c.state, c.reserved, c.declared, c.metered, c.billed, c.input_tokens,
          c.cached_input_tokens, c.output_tokens, c.outcome, c.detail,
          \(session.dialect.isoText("c.sent_at")), \(session.dialect.isoText("c.settled_at")),
          \(schema < 2 ? "NULL" : "c.milliseconds"), \(refused)
        FROM gearbox_calls c \(condition) \(latest ?? "") ORDER BY c.id
        """, arguments
      ) { row in
        try each(Call(row))
      }
    }
  }
}

extension CallFilter {
  fileprivate var sql: (conditions: [String], arguments: [SQLValue]) {
    let wanted = [
      ("run", run), ("subject", subject), ("stage", stage), ("tier", tier), ("model", model),
      ("outcome", outcome), ("state", state?.rawValue),
    ].compactMap { column, value in value.map { (column, $0) } }
    let failed =
      isFailed ? ["c.state <> 'sent'", "coalesce(c.outcome, '') <> 'answered'"] : []
    return (
      wanted.enumerated().map { "c.\($0.element.0) = $\($0.offset + 1)" } + failed,
      wanted.map { .text($0.1) }
    )
  }
}

extension Call {
  fileprivate init(_ row: Row) throws {
    var usage: TokenUsage?
    if let input = try row.intOrNull(14), let output = try row.intOrNull(16) {
      usage = TokenUsage(
        input: Int(input), cachedInput: Int(try row.intOrNull(15) ?? 0), output: Int(output))
    }
    self.init(
      id: try row.int(0), run: try row.text(1), subject: try row.text(2), stage: try row.text(3),
      tier: try row.text(4), score: try row.int(5), model: try row.text(6),
      provider: try row.text(7), attempt: Int(try row.int(8)),
      state: try row.stored(9, as: CallState.self), reserved: try row.usd(10),
      declared: try row.usdOrNull(11), metered: try row.usdOrNull(12),
      billed: try row.usdOrNull(13), usage: usage, outcome: try row.textOrNull(17),
      detail: try row.textOrNull(18), sentAt: try row.text(19), settledAt: try row.textOrNull(20),
      milliseconds: try row.intOrNull(21), refusedText: try row.textOrNull(22))
  }
}
