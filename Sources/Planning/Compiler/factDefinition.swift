import Diagnostics
import JSON
import Rules

extension FactSource {
  /// What the fact is, in the form that digests are made of: equal where the same is asked of the
  /// database, however the rule file writes it.
  var definition: JSONValue {
    switch self {
    case .exists(let rows): ["exists": rows.canonical]
    case .count(let rows): ["count": rows.canonical]
    case .column(let name, let type, let fallback):
      [
        "column": .string(name.value), "type": .string(type.rawValue),
        "default": .optional(fallback.map { "\($0)" }),
      ]
    case .present(let column, let path):
      ["present": .string(column.value), "path": .array(path.map { .string($0) })]
    case .sql(let text, let type, let fallback):
      [
        "sql": .string(trimmed(text.value)), "type": .string(type.rawValue),
        "default": .optional(fallback.map { "\($0)" }),
      ]
    case .when(let text): ["when": .string(text.value)]
    }
  }
}

extension RelatedRows {
  fileprivate var canonical: JSONValue {
    [
      "table": .string(table.value), "by": by.canonical,
      "where": .optional(condition.map { trimmed($0.value) }),
      "within": within.map { window in
        [
          "days": .number(JSONNumber(window.days)), "of": .string(window.of.value),
          "column": .string(window.column.value),
        ]
      } ?? .null,
    ]
  }
}

extension [JoinColumns] {
  var canonical: JSONValue {
    .array(map { [.string($0.theirs.value), .string($0.ours.value)] })
  }
}

extension JSONValue {
  static func optional(_ text: String?) -> JSONValue {
    text.map { .string($0) } ?? .null
  }
}

/// Text without the white space around it, which means nothing in SQL.
func trimmed(_ text: String) -> String {
  guard let first = text.firstIndex(where: { !$0.isWhitespace }),
    let last = text.lastIndex(where: { !$0.isWhitespace })
  else { return "" }
  return String(text[first...last])
}
