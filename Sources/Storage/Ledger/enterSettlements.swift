import JSON
import Money
import Runs

/// How settlements change what a run has spent and may have to pay, in US dollars.
struct LedgerChange {
  var spent = USD.zero
  var reserved = USD.zero
  var uncertain = USD.zero
}

extension SQLSession {
  /// Records in the ledger what became of calls. An entry that is settled stays as it is.
  func enter(_ settlements: [Settlement]) throws -> LedgerChange {
    var open = Dictionary(
      settlements.map { ($0.call, $0) }, uniquingKeysWith: { first, _ in first })
    var change = LedgerChange()
    for state in [CallState.sent, .uncertain] where !open.isEmpty {
      for (call, reserved) in try enter(Array(open.values), ofCallsIn: state) {
        guard let settlement = open.removeValue(forKey: call) else { continue }
        if state == .sent {
          change.reserved = try change.reserved - reserved
        } else {
          change.uncertain = try change.uncertain - reserved
        }
        switch settlement.billing {
        case .billed(let amount, _): change.spent = try change.spent + amount
        case .uncertain: change.uncertain = try change.uncertain + reserved
        }
      }
    }
    return change
  }

  /// - Returns: the calls that were in that state, and what was reserved for each.
  private func enter(
    _ settlements: [Settlement], ofCallsIn state: CallState
  ) throws -> [(call: Int64, reserved: USD)] {
    let rows = InputRows(settlements.sorted { $0.call < $1.call }) { settlement in
      [
        .integer("call", settlement.call), .text("state", settlement.callState.rawValue),
        .decimal("billed", settlement.billed?.description),
        .decimal("metered", settlement.metered?.description),
        .integer("input", settlement.usage?.input),
        .integer("cached", settlement.usage?.cachedInput),
        .integer("output", settlement.usage?.output),
        .integer("milliseconds", settlement.duration?.wholeMilliseconds),
        .text("outcome", settlement.outcome), .text("detail", settlement.detail),
      ]
    }
    // The entries are found by number. Of the state as it stands PostgreSQL believes that hardly any
    // call has it, and would read the whole index of those that were sent, long settled ones included.
    // Two that settle the same calls do not meet here: the later one waits for their tasks.
    return try query(
      """
      UPDATE gearbox_calls SET state = item.state, billed = item.billed, metered = item.metered,
        input_tokens = item.input, cached_input_tokens = item.cached, output_tokens = item.output,
        milliseconds = item.milliseconds, outcome = item.outcome, detail = item.detail,
        settled_at = \(dialect.now)
      FROM \(rows.relation(from: 2, dialect))
      WHERE gearbox_calls.id = item.call AND gearbox_calls.state || '' = $1
      RETURNING gearbox_calls.id, gearbox_calls.reserved
      """, [.text(state.rawValue)] + rows.arguments(dialect)
    ).map { (try $0.int(0), try $0.usd(1)) }
  }
}

extension SQLSession {
  /// Says in the ledger that a call's answer came and could not be stored.
  func note(_ refusal: Refusal, ofCall id: Int64) throws {
    try execute(
      "UPDATE gearbox_calls SET outcome = $2, detail = $3 WHERE id = $1",
      [.int(id), .text(refusal.outcome), .text(refusal.detail)])
  }
}

extension Settlement {
  /// The answer as text, if one came.
  var answerText: String? {
    if case .answered(let answer) = result { answer.json.serialized() } else { nil }
  }

  fileprivate var callState: CallState {
    switch billing {
    case .billed: .settled
    case .uncertain: .uncertain
    }
  }

  fileprivate var billed: USD? {
    if case .billed(let amount, _) = billing { amount } else { nil }
  }

  fileprivate var metered: USD? {
    if case .billed(_, let metered) = billing { metered } else { nil }
  }
}
