package import JSON
import Money
package import Runs

extension Call {
  /// The entry of the ledger as `calls --format json` gives it.
  package var json: JSONValue {
    [
      "id": .number(JSONNumber(id)),
      "run": .string(run),
      "subject": .string(subject),
      "stage": .string(stage),
      "tier": .string(tier),
      "score": .number(JSONNumber(score)),
      "model": .string(model),
      "provider": .string(provider),
      "attempt": JSONValue(attempt),
      "state": .string(state.rawValue),
      "outcome": .optional(outcome),
      "billed": .optional(billed),
      "declared": .optional(declared),
      "metered": .optional(metered),
      "reserved": JSONValue(reserved),
      "input_tokens": usage.map { JSONValue($0.input) } ?? .null,
      "cached_input_tokens": usage.map { JSONValue($0.cachedInput) } ?? .null,
      "output_tokens": usage.map { JSONValue($0.output) } ?? .null,
      "sent_at": .string(sentAt),
      "settled_at": .optional(settledAt),
      "detail": .optional(detail),
      "duration_ms": .optional(milliseconds),
      "text": .optional(refusedText),
    ]
  }

  /// The names of the fields of `csv`, in their order.
  package static let csvHeader = [
    "id", "run", "subject", "stage", "tier", "score", "model", "provider", "attempt", "state",
    "outcome", "billed", "declared", "metered", "reserved", "input_tokens",
    "cached_input_tokens", "output_tokens", "sent_at", "settled_at", "detail", "duration_ms",
    "text",
  ]

  /// The entry as a line of CSV, in the order of `csvHeader`; what is not known is empty.
  package var csv: String {
    csvLine([
      String(id), run, subject, stage, tier, String(score), model, provider, String(attempt),
      state.rawValue, outcome, billed?.description, declared?.description, metered?.description,
      reserved.description, usage.map { String($0.input) }, usage.map { String($0.cachedInput) },
      usage.map { String($0.output) }, sentAt, settledAt, detail,
      milliseconds.map { String($0) }, refusedText,
    ])
  }
}

/// The ledger as a table, some hundred rows at a time: columns are as wide as their part needs.
package struct CallTable: Sendable {
  private static let columns: [Table.Column] = [
    .text("sent"), .text("subject", .shortened), .number("score"),
    .text("stage", .shortened), .text("outcome"),
    .number("billed"), .text("detail", .shortened),
  ]

  private var table = Table(Self.columns)
  private var isFirst = true
  package private(set) var pending = 0

  package init() {}

  package mutating func add(_ call: Call) {
    pending += 1
    let isAnswer = call.outcome == "answered"
    table.add(
      [
        .init(Call.shortTime(call.sentAt)), .init(call.subject), .init(String(call.score)),
        .init(call.tier == call.stage ? call.stage : "\(call.stage).\(call.tier)"),
        .init(call.outcome ?? call.state.rawValue),
        .init(call.billed?.formatted() ?? "?"), .init(call.detail ?? ""),
      ], isAnswer ? nil : call.state == .settled ? .red : .yellow)
  }

  /// The rows that were added since the last call; titles stand above the first of all.
  package mutating func takeText(on screen: Screen) -> String {
    guard pending > 0 || isFirst else { return "" }
    let text = table.text(on: screen, withTitles: isFirst)
    table = Table(Self.columns)
    isFirst = false
    pending = 0
    return text
  }
}

extension Call {
  /// `2026-11-24T10:00:00.123Z` as `11-24 10:00:00`: what tells the calls of a ledger apart.
  static func shortTime(_ text: String) -> String {
    String(text.prefix(19).dropFirst(5)).replacing("T", with: " ")
  }
}
