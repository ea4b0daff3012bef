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
    var open = try openCalls(settlements.map(\.call))
    var change = LedgerChange()
    var items: [JSONValue] = []
    for settlement in settlements {
      guard let call = open.removeValue(forKey: settlement.call) else { continue }
      switch call.state {
      case .sent: change.reserved = try change.reserved - call.reserved
      case .uncertain: change.uncertain = try change.uncertain - call.reserved
      case .settled: continue
      }
      switch settlement.billing {
      case .billed(let amount, _): change.spent = try change.spent + amount
      case .uncertain: change.uncertain = try change.uncertain + call.reserved
      }
      items.append(settlement.ledgerItem)
    }
    guard !items.isEmpty else { return change }
    try execute(
      """
      UPDATE gearbox_calls SET state = item.value ->> 'state',
        billed = \(dialect.decimal("item.value ->> 'billed'")),
        metered = \(dialect.decimal("item.value ->> 'metered'")),
        input_tokens = CAST(item.value ->> 'input' AS bigint),
        cached_input_tokens = CAST(item.value ->> 'cached' AS bigint),
        output_tokens = CAST(item.value ->> 'output' AS bigint),
        milliseconds = CAST(item.value ->> 'milliseconds' AS bigint),
        outcome = item.value ->> 'outcome', detail = item.value ->> 'detail',
        settled_at = \(dialect.now)
      FROM \(dialect.items("$1"))
      WHERE gearbox_calls.id = CAST(item.value ->> 'call' AS bigint)
      """, [.items(items)])
    return change
  }

  /// Entries by number, those that are settled left out, locked.
  private func openCalls(_ ids: [Int64]) throws -> [Int64: (state: CallState, reserved: USD)] {
    let rows = try query(
      """
      SELECT id, state, reserved FROM gearbox_calls
      WHERE \(dialect.isAmong("id", "$1", as: "bigint")) AND state <> 'settled'
      ORDER BY id \(dialect.lockingRows)
      """, [.ints(ids)])
    var calls: [Int64: (state: CallState, reserved: USD)] = [:]
    for row in rows {
      calls[try row.int(0)] = (try row.stored(1, as: CallState.self), try row.usd(2))
    }
    return calls
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

  fileprivate var ledgerItem: JSONValue {
    var item: JSONObject = [
      "call": .number(JSONNumber(call)), "outcome": .string(outcome), "detail": .optional(detail),
    ]
    switch billing {
    case .billed(let amount, let metered):
      item["state"] = .string(CallState.settled.rawValue)
      item["billed"] = .string(amount.description)
      item["metered"] = .optional(metered)
    case .uncertain:
      item["state"] = .string(CallState.uncertain.rawValue)
    }
    if let duration {
      item["milliseconds"] = .number(JSONNumber(duration.wholeMilliseconds))
    }
    if let usage {
      item["input"] = .number(JSONNumber(usage.input))
      item["cached"] = .number(JSONNumber(usage.cachedInput))
      item["output"] = .number(JSONNumber(usage.output))
    }
    return .object(item)
  }
}
